"""Tables of what comes in beside words: user ids of phones, media, receipts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from quita.adapters.database.column_types import Sealed, UtcDateTime
from quita.adapters.database.tables import metadata, reference, required, row_id

address_aliases = Table(
    "address_aliases",
    metadata,
    # One phone a user id: whoever has another phone has another user id.
    Column("address_id", String, ForeignKey("addresses.id"), primary_key=True),
    reference("phone_id", "addresses"),
    required("since", UtcDateTime),
    Index(None, "phone_id"),
)
address_moves = Table(
    "address_moves",
    metadata,
    Column("key", String, primary_key=True),
    Column("value_index", String, primary_key=True),  # of what was left: a phone, a user id
    required("told", Sealed),
    required("at", UtcDateTime),
    Index(None, "value_index", "at"),
)
media = Table(
    "media",
    metadata,
    row_id(),
    reference("message_id", "inbound_messages", required=False),  # NULL: a file of ours
    reference("conversation_id", "conversations"),
    required("provider_id"),  # the channel's id, by which its bytes are asked for
    required("kind"),
    Column("declared_type", String),
    Column("declared_hash", String),
    Column("filename", Sealed),
    Column("link", Sealed),  # where the bytes are for the first minutes
    required("state"),
    required("received_at", UtcDateTime),
    required("attempts", Integer),
    Column("next_attempt_at", UtcDateTime),  # NULL once stored, set aside or deleted
    Column("reason", String),  # why it was set aside
    Column("mime_type", String),  # what the bytes are
    Column("sha256", String),
    Column("size", Integer),
    Column("stored_at", UtcDateTime),
    Column("delete_at", UtcDateTime),
    required("identity_document", Boolean),
    reference("attached_by", "users", required=False),
    UniqueConstraint("message_id"),
    Index(None, "conversation_id"),
    Index(None, "next_attempt_at"),
    Index(None, "delete_at"),
)
receipt_claims = Table(
    "receipt_claims",
    metadata,
    row_id(),
    reference("media_id", "media"),
    reference("conversation_id", "conversations"),
    reference("person_id", "people", required=False),
    reference("charge_id", "charges", required=False),
    required("state"),
    required("claimed_at", UtcDateTime),
    Column("decided_by", String),
    Column("decided_at", UtcDateTime),
    Column("note", Sealed),
    UniqueConstraint("media_id"),
    Index(None, "state", "claimed_at"),
    Index(None, "conversation_id"),
)
