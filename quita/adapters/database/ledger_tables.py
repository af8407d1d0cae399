"""Tables of the ledger: people, debts, offers, agreements, charges, payments."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from quita.adapters.database.column_types import Cents, Json, Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

# Partial indexes hold these as literal SQL, and ON CONFLICT must repeat them word by word.
LIVE_CHARGE = text("state IN ('requested', 'issued')")
RUNNING_AGREEMENT = text("state IN ('active', 'late')")

people = Table(
    "people",
    metadata,
    row_id(),
    required("name", Sealed),
    required("cpf", Sealed),
    required("cpf_index"),
    required("birth_date", Sealed),
    Column("email", Sealed),
    UniqueConstraint("cpf_index"),
)
addresses = Table(
    "addresses",
    metadata,
    row_id(),
    required("kind"),
    required("value", Sealed),
    required("value_index"),
    UniqueConstraint("value_index"),
)
person_addresses = Table(
    "person_addresses",
    metadata,
    Column("person_id", String, ForeignKey("people.id"), primary_key=True),
    Column("address_id", String, ForeignKey("addresses.id"), primary_key=True),
    required("source"),
    Index(None, "address_id"),
)
identity_failures = log(
    "identity_failures",
    reference("address_id", "addresses"),
    reference("person_id", "people", required=False),
    required("at", UtcDateTime),
    Index(None, "address_id", "at"),
    Index(None, "person_id", "at"),
)
suppressions = log(
    "suppressions",
    reference("address_id", "addresses"),
    reference("person_id", "people", required=False),
    required("reason"),
    required("at", UtcDateTime),
    Column("lifted_at", UtcDateTime),
    Index(None, "address_id"),
)

creditors = Table(
    "creditors",
    metadata,
    row_id(),
    required("name"),
    required("cnpj"),
    required("address"),
    UniqueConstraint("cnpj"),
)
debts = Table(
    "debts",
    metadata,
    row_id(),
    required("external_id"),
    reference("person_id", "people"),
    reference("creditor_id", "creditors"),
    required("product"),
    required("contract"),
    required("original_amount", Cents),
    required("due_date", Date),
    required("terms", Json),
    Column("updated_amount", Cents),
    required("correction", Cents),
    required("fine", Cents),
    required("interest", Cents),
    required("fees", Cents),
    required("itemised", Boolean),
    Column("original_creditor_name", String),
    Column("assignment_date", Date),
    Column("prescription_date", Date),
    required("legal_status"),
    required("status"),
    Column("credits", Json),  # pairs of a day and what was paid on it; null for none
    UniqueConstraint("creditor_id", "external_id"),
    Index(None, "person_id", "due_date"),
)
offers = Table(
    "offers",
    metadata,
    row_id(),
    required("key"),
    reference("person_id", "people"),
    reference("debt_id", "debts"),
    reference("conversation_id", "conversations"),
    required("offer", Json),
    required("created_at", UtcDateTime),
    required("accepted", Boolean),
    Column("also", Json),  # ids of further debts that it settles; null for none
    Column("replaces", String),  # id of the agreement that ends when it is accepted
    Column("authority", String),  # whose offer it is; null for the bot's
    UniqueConstraint("key"),
    Index(None, "conversation_id"),
)
agreements = Table(
    "agreements",
    metadata,
    row_id(),
    reference("offer_id", "offers"),
    reference("person_id", "people"),
    reference("debt_id", "debts"),
    required("state"),
    required("created_at", UtcDateTime),
    Column("also", Json),  # ids of further debts that it settles; null for none
    Column("due_date_changes", Integer),  # null for none
    Column("ended_why", String),
    UniqueConstraint("offer_id"),
    Index(None, "debt_id"),
    Index(None, "state"),
    Index(None, "person_id", "created_at"),
    Index(
        "uq_agreements_running",
        "debt_id",
        unique=True,
        sqlite_where=RUNNING_AGREEMENT,
        postgresql_where=RUNNING_AGREEMENT,
    ),
)
installments = Table(
    "installments",
    metadata,
    row_id(),
    reference("agreement_id", "agreements"),
    required("number", Integer),
    required("due_date", Date),
    required("amount", Cents),
    Column("paid_at", UtcDateTime),
    UniqueConstraint("agreement_id", "number"),
)
incomes = Table(
    "incomes",
    metadata,
    Column("person_id", String, ForeignKey("people.id"), primary_key=True),
    required("monthly", Sealed),
    required("said_at", UtcDateTime),
)
debt_balances = Table(
    "debt_balances",
    metadata,
    Column("debt_id", String, ForeignKey("debts.id"), primary_key=True),
    required("day", Date),
    required("standing"),
    required("correction", Cents),
    required("fine", Cents),
    required("interest", Cents),
    required("fees", Cents),
    required("paid", Cents),
    required("total", Cents),
)
charges = Table(
    "charges",
    metadata,
    row_id(),
    required("kind"),
    required("txid"),
    reference("installment_id", "installments"),
    reference("agreement_id", "agreements"),
    reference("person_id", "people"),
    reference("conversation_id", "conversations"),
    required("amount", Cents),
    required("state"),
    required("created_at", UtcDateTime),
    required("expires_at", UtcDateTime),
    Column("code", String),
    required("attempts", Integer),
    required("next_attempt_at", UtcDateTime),  # to issue it
    required("check_at", UtcDateTime),  # to look it up at the bank
    Column("recheck_at", UtcDateTime),  # the same, once more, after it was closed
    Column("due_terms", Json),
    Column("order_key", String),
    UniqueConstraint("txid"),
    Index(
        "uq_charges_live",
        "installment_id",
        "kind",
        unique=True,
        sqlite_where=LIVE_CHARGE,
        postgresql_where=LIVE_CHARGE,
    ),
    Index(None, "state", "next_attempt_at"),
    Index(None, "state", "check_at"),
    Index(None, "recheck_at"),
    Index(None, "code"),
    Index(None, "installment_id"),
)
boletos = log(
    "boletos",
    reference("charge_id", "charges"),
    required("due_date", Date),
    required("principal", Cents),
    required("fine", Cents),
    required("interest", Cents),
    required("own_number"),
    required("emv"),
    required("bank_name"),
    Column("remitted_at", UtcDateTime),
    UniqueConstraint("charge_id"),
    Index(None, "emv"),
)
payments = Table(
    "payments",
    metadata,
    row_id(),
    required("end_to_end_id"),
    reference("charge_id", "charges"),
    required("amount", Cents),
    required("paid_at", UtcDateTime),
    Column("refunded", Cents, nullable=False, server_default="0"),
    Column("principal", Cents),
    UniqueConstraint("end_to_end_id"),
    Index(None, "charge_id"),
)
recurrences = Table(
    "recurrences",
    metadata,
    row_id(),
    reference("agreement_id", "agreements"),
    reference("person_id", "people"),
    reference("conversation_id", "conversations"),
    reference("first_charge_id", "charges"),
    required("state"),
    required("created_at", UtcDateTime),
    Column("bank_id", String),
    Column("code", String),
    required("attempts", Integer),
    required("next_attempt_at", UtcDateTime),
    UniqueConstraint("agreement_id"),
    UniqueConstraint("bank_id"),
    Index(None, "state", "next_attempt_at"),
)
marks = Table(
    "marks",
    metadata,
    Column("name", String, primary_key=True),
    required("until", UtcDateTime),
    required("next_at", UtcDateTime),
)
