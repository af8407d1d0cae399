"""Tables of links, of the browsers that came by them, and of SMS."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from quita.adapters.database.column_types import Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

links = Table(
    "links",
    metadata,
    row_id(),
    required("code_index"),  # a keyed hash: nobody can read a code back
    reference("person_id", "people"),
    required("created_at", UtcDateTime),
    required("created_by"),
    required("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("code_index"),
    Index(None, "person_id"),
)
link_steps = log(
    "link_steps",
    reference("link_id", "links"),
    required("step"),
    required("at", UtcDateTime),
    Index(None, "link_id", "step"),
)
link_references = Table(
    "link_references",
    metadata,
    Column("reference_index", String, primary_key=True),  # a keyed hash
    reference("link_id", "links"),
    required("made_at", UtcDateTime),
    required("expires_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    reference("conversation_id", "conversations", required=False),
    Index(None, "link_id"),
)
web_sessions = Table(
    "web_sessions",
    metadata,
    row_id(),
    required("token_index"),  # a keyed hash of the cookie
    reference("address_id", "addresses"),
    reference("link_id", "links", required=False),
    reference("person_id", "people", required=False),
    required("created_at", UtcDateTime),
    required("seen_at", UtcDateTime),
    required("expires_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("token_index"),
    UniqueConstraint("address_id"),
)
sms_messages = log(
    "sms_messages",
    required("id"),
    required("key"),
    required("body", Sealed),
    required("phone", Sealed),
    reference("address_id", "addresses"),
    reference("link_id", "links", required=False),
    required("encoding"),
    required("parts", Integer),
    required("state"),
    required("attempts", Integer),
    required("created_at", UtcDateTime),
    Column("next_attempt_at", UtcDateTime),  # NULL as soon as there is nothing left to try
    Column("lease_by", String),
    Column("lease_until", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    Column("external_id", String),
    Column("error", String),
    required("reason"),
    UniqueConstraint("id"),
    UniqueConstraint("key"),
    Index(None, "next_attempt_at", "seq"),
    Index(None, "external_id"),
    Index(None, "link_id"),
    Index(None, "state", "sent_at"),
)
