"""Tables of conversations: turns, messages, events, cases, and the desk's users."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from quita.adapters.database.column_types import Json, Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

NOT_CLOSED = text("owner <> 'closed'")
UNFINISHED = text("finished_at IS NULL")

conversations = Table(
    "conversations",
    metadata,
    row_id(),
    required("channel"),
    reference("address_id", "addresses"),
    required("reply_to", Sealed),
    required("protocol"),
    required("owner"),
    required("opened_at", UtcDateTime),
    required("last_inbound_at", UtcDateTime),
    reference("person_id", "people", required=False),
    Column("verified_until", UtcDateTime),
    required("misunderstandings", Integer),
    Column("agent_id", String),
    Column("handoff_reason", String),
    required("priority", Integer),
    Column("handoff_at", UtcDateTime),
    Column("ready_at", UtcDateTime),  # when its pending messages become a turn
    Column("lease_by", String),  # who works on a turn
    Column("lease_until", UtcDateTime),
    Column("outbox_lease_by", String),  # who delivers
    Column("outbox_lease_until", UtcDateTime),
    Column("number_id", String),  # the number of ours that it is held on
    Column("heard_at", UtcDateTime),  # when the person wrote last, by the channel's clock
    Column("outbox_hold_until", UtcDateTime),  # the last message may not be on the phone yet
    Column("outbox_hold_for", String),  # its id at the channel
    Index(
        "uq_conversations_open",
        "address_id",
        "channel",
        unique=True,
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    ),
    Index(None, "ready_at", "id"),
    Index(None, "owner", "priority", "handoff_at"),
    Index(None, "owner", "last_inbound_at"),
    Index(None, "protocol"),
    Index(None, "person_id"),
)
turns = Table(
    "turns",
    metadata,
    row_id(),
    reference("conversation_id", "conversations"),
    required("frozen_at", UtcDateTime),
    required("attempts", Integer),
    Column("outcome", String),
    Column("finished_at", UtcDateTime),
    Index(
        "uq_turns_open",
        "conversation_id",
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    ),
)
inbound_messages = log(
    "inbound_messages",
    required("id"),
    reference("conversation_id", "conversations"),
    required("channel"),
    required("external_id"),
    required("sent_at", UtcDateTime),
    required("received_at", UtcDateTime),
    required("kind"),
    Column("text", Sealed),
    Column("payload_id", Sealed),
    Column("media", Sealed),
    required("raw", Sealed),
    reference("turn_id", "turns", required=False),
    Column("about", String),  # the channel's id of what it edits, takes back or reacts to
    Column("forwarded", Boolean),
    Column("transcribed_at", UtcDateTime),  # its text was spoken
    UniqueConstraint("id"),
    UniqueConstraint("channel", "external_id"),
    Index(None, "conversation_id", "turn_id"),  # pending messages have no turn
    Index(None, "conversation_id", "received_at"),
    Index(None, "turn_id"),
)
set_aside_updates = log(
    "set_aside_updates",
    required("channel"),
    required("reason"),
    required("raw", Sealed),
    required("at", UtcDateTime),
    Column("digest", String),  # keyed, of its channel and raw form; NULL in rows of old
    Index(None, "digest", unique=True),
)
outbox = log(
    "outbox",
    required("id"),
    reference("conversation_id", "conversations"),
    required("key"),
    required("payload", Sealed),
    required("author"),
    required("state"),
    required("attempts", Integer),
    required("pieces_sent", Integer),
    required("created_at", UtcDateTime),
    Column("next_attempt_at", UtcDateTime),  # NULL as soon as there is nothing left to try
    Column("sent_at", UtcDateTime),
    Column("external_id", String),
    Column("error", String),
    Column("number_id", String),  # from which number it left
    Column("template", String),  # its name, where it is one
    Column("pieces", Integer),  # of how many it consists, once the first is about to leave
    Column("sending_at", UtcDateTime),  # when it last was about to leave
    Column("failed_ids", Json),  # the channel's, of what it took and failed to deliver
    Column("failed_piece", Integer),  # which piece that was, where it cannot be sent again
    Column("started", Json),  # what is asked again as it leaves, of what the company starts
    UniqueConstraint("id"),
    UniqueConstraint("key"),
    Index(None, "number_id", "sending_at"),
    Index(None, "conversation_id", "next_attempt_at"),
    Index(None, "conversation_id", "created_at"),
    Index(None, "next_attempt_at", "seq"),
    Index(None, "external_id"),
)
domain_events = log(  # never `events`: Rasa's tracker store takes that name
    "domain_events",
    required("id"),
    required("type"),
    required("subject"),
    required("at", UtcDateTime),
    required("data", Json),
    required("attempts", Integer),
    Column("next_attempt_at", UtcDateTime),  # NULL once published
    Column("published_at", UtcDateTime),
    UniqueConstraint("id"),
    Index(None, "next_attempt_at"),
    Index(None, "subject", "type"),
    Index(None, "type", "at"),
)
audit_trail = log(
    "audit_trail",
    required("actor"),
    required("action"),
    required("subject"),
    required("details", Json),
    required("at", UtcDateTime),
    Index(None, "subject"),
)
cases = Table(
    "cases",
    metadata,
    row_id(),
    required("key"),
    required("protocol"),
    required("kind"),
    reference("conversation_id", "conversations"),
    reference("person_id", "people", required=False),
    reference("debt_id", "debts", required=False),
    required("opened_at", UtcDateTime),
    required("note", Sealed),
    UniqueConstraint("key"),
    Index(None, "conversation_id"),
    Index(None, "protocol"),
)
users = Table(
    "users",
    metadata,
    row_id(),
    required("login"),
    required("name"),
    required("role"),
    required("password_hash"),
    Column("password_until", UtcDateTime),  # of one that somebody else gave
    Column("deactivated_at", UtcDateTime),
    UniqueConstraint("login"),
)
