"""Tables of the agents' desk: sessions, what agents write beside a conversation, its changes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from quita.adapters.database.column_types import Json, Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id


def _key(name: str, table: str) -> Column:
    column = reference(name, table)
    column.primary_key = True
    return column


desk_sessions = Table(
    "desk_sessions",
    metadata,
    row_id(),  # a keyed hash: who reads the table cannot sign in with it
    reference("user_id", "users"),
    required("opened_at", UtcDateTime),
    required("expires_at", UtcDateTime),
    required("passed", Boolean),  # False while the second factor is awaited
    Index(None, "user_id"),
)
desk_profiles = Table(
    "desk_profiles",
    metadata,
    _key("user_id", "users"),
    Column("totp_secret", Sealed),
    Column("totp_counter", Integer),  # of the last code that was taken: each is taken once
    required("capacity", Integer),
    required("available", Boolean),
    Column("seen_at", UtcDateTime),
)
sign_in_attempts = log(
    "sign_in_attempts",
    required("login"),
    required("at", UtcDateTime),
    Index(None, "login", "at"),
)
desk_changes = log(
    "desk_changes",
    required("conversation_id"),
    required("kind"),
)
labels = Table(
    "labels",
    metadata,
    _key("conversation_id", "conversations"),
    Column("label", String, primary_key=True),
    Index(None, "label"),
)
notes = log(
    "notes",
    required("id"),
    reference("conversation_id", "conversations"),
    reference("author_id", "users"),
    required("text", Sealed),
    required("at", UtcDateTime),
    UniqueConstraint("id"),
    Index(None, "conversation_id"),
)
mentions = Table(
    "mentions",
    metadata,
    Column("note_id", String, primary_key=True),
    _key("user_id", "users"),
    reference("conversation_id", "conversations"),
    Column("seen_at", UtcDateTime),
    Index(None, "user_id", "seen_at"),
)
snoozes = Table(
    "snoozes",
    metadata,
    _key("conversation_id", "conversations"),
    reference("user_id", "users"),
    required("at", UtcDateTime),
    required("until", UtcDateTime),
    Index(None, "until"),
)
drafts = Table(
    "drafts",
    metadata,
    _key("user_id", "users"),
    _key("conversation_id", "conversations"),
    required("text", Sealed),
    required("at", UtcDateTime),
)
saved_views = Table(
    "saved_views",
    metadata,
    row_id(),
    reference("user_id", "users"),
    required("name"),
    required("query"),
    UniqueConstraint("user_id", "name"),
)
presences = Table(
    "presences",
    metadata,
    _key("user_id", "users"),
    _key("conversation_id", "conversations"),
    required("doing"),  # reading or typing
    required("at", UtcDateTime),
    Index(None, "conversation_id"),
)
approvals = Table(
    "approvals",
    metadata,
    row_id(),
    reference("conversation_id", "conversations"),
    required("debt_id"),
    reference("asked_by", "users"),
    required("asked_at", UtcDateTime),
    required("wish", Json),
    required("why", Sealed),
    required("state"),  # waiting, granted, refused
    reference("decided_by", "users", required=False),
    Column("decided_at", UtcDateTime),
    Column("answer", Sealed),
    Column("offer_id", String),
    Index(None, "state", "asked_at"),
    Index(None, "conversation_id"),
)
verdicts = Table(  # on cases: a receipt that was confirmed or refused
    "verdicts",
    metadata,
    _key("case_id", "cases"),
    required("outcome"),
    reference("user_id", "users"),
    required("at", UtcDateTime),
    required("note", Sealed),
)
