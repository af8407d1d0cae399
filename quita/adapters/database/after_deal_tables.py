"""Tables of what follows a deal: words on being written to, reminders, news, letters, delisting."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, String, Table, UniqueConstraint

from quita.adapters.database.column_types import Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

consents = log(
    "consents",
    reference("person_id", "people", required=False),
    reference("address_id", "addresses"),
    required("channel"),
    required("about"),
    required("given", Boolean),
    required("source"),
    required("words", Sealed),
    reference("conversation_id", "conversations", required=False),
    required("at", UtcDateTime),
    Index(None, "person_id", "about"),
    Index(None, "address_id"),
)
contact_attempts = log(
    "contact_attempts",
    reference("person_id", "people"),
    reference("address_id", "addresses"),
    required("channel"),
    required("purpose"),
    required("key"),
    required("at", UtcDateTime),
    UniqueConstraint("key"),
    Index(None, "person_id", "at"),
)
silences = log(  # of people and debts; those of addresses are `suppressions`
    "silences",
    required("scope"),
    required("subject_id"),
    required("reason"),
    required("at", UtcDateTime),
    Column("lifted_at", UtcDateTime),
    Index(None, "subject_id", "scope"),
)
do_not_disturb = Table(  # São Paulo's "Não Me Ligue": blind indexes, no numbers
    "do_not_disturb",
    metadata,
    Column("value_index", String, primary_key=True),
    required("listed_at", UtcDateTime),
)
reminders = Table(
    "reminders",
    metadata,
    row_id(),
    required("key"),
    reference("installment_id", "installments"),
    reference("agreement_id", "agreements"),
    reference("person_id", "people"),
    required("kind"),
    required("due_date", Date),
    required("state"),
    required("why"),
    required("made_at", UtcDateTime),
    Column("next_at", UtcDateTime),  # NULL as soon as it is over
    UniqueConstraint("key"),
    Index(None, "next_at"),
    Index(None, "installment_id"),
)
withheld_news = log(
    "withheld_news",
    required("key"),
    reference("person_id", "people"),
    reference("conversation_id", "conversations"),
    required("messages", Sealed),
    required("why"),
    required("made_at", UtcDateTime),
    Column("next_at", UtcDateTime),  # of a neutral hint that they wait
    Column("told_at", UtcDateTime),
    UniqueConstraint("key"),
    Index(None, "person_id", "told_at"),
    Index(None, "next_at"),
)
settlement_letters = Table(
    "settlement_letters",
    metadata,
    row_id(),
    reference("agreement_id", "agreements"),
    reference("person_id", "people"),
    required("code", Sealed),
    required("code_index"),
    required("issued_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    UniqueConstraint("agreement_id"),
    UniqueConstraint("code_index"),
)
delisting_requests = Table(
    "delisting_requests",
    metadata,
    row_id(),
    reference("agreement_id", "agreements"),
    reference("debt_id", "debts"),
    required("requested_at", UtcDateTime),
    required("due_day", Date),
    Column("done_at", UtcDateTime),
    UniqueConstraint("agreement_id", "debt_id"),
    Index(None, "done_at", "due_day"),
)
