"""Tables of handoffs: each one, hours promised, why turns went as they did, what sinks took."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from quita.adapters.database.column_types import Json, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

RUNNING = text("ended_at IS NULL")
EXPECTED = text("state IN ('promised', 'due')")

handoffs = Table(
    "handoffs",
    metadata,
    row_id(),
    reference("conversation_id", "conversations"),
    required("queue"),
    required("reason"),
    required("rule"),
    required("priority", Integer),
    required("language"),
    required("context", Json),
    required("requested_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("agent_id", String),
    Column("ended_at", UtcDateTime),
    Column("ended_how", String),
    Column("times_out_at", UtcDateTime),
    Column("timed_out_at", UtcDateTime),
    Column("carried_turn", String),
    Index(
        "uq_handoffs_running",
        "conversation_id",
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    ),
    Index(None, "conversation_id"),
    Index(None, "queue", "ended_at", "accepted_at"),
    Index(None, "times_out_at"),
)
callbacks = Table(
    "callbacks",
    metadata,
    row_id(),
    reference("conversation_id", "conversations"),
    reference("handoff_id", "handoffs"),
    required("queue"),
    required("due_at", UtcDateTime),
    required("made_at", UtcDateTime),
    required("made_by"),
    required("state"),
    Index(
        "uq_callbacks_expected",
        "conversation_id",
        unique=True,
        sqlite_where=EXPECTED,
        postgresql_where=EXPECTED,
    ),
    Index(None, "state", "due_at"),
    Index(None, "conversation_id", "due_at"),
)
turn_notes = log(
    "turn_notes",
    reference("turn_id", "turns"),
    reference("conversation_id", "conversations"),
    required("at", UtcDateTime),
    required("note", Json),
    UniqueConstraint("turn_id"),
    Index(None, "conversation_id"),
)
event_receipts = Table(  # which of several sinks has taken an event that is not published yet
    "event_receipts",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("sink", String, primary_key=True),
    required("at", UtcDateTime),
)
dossiers = log(
    "dossiers",
    required("id"),
    reference("conversation_id", "conversations"),
    required("protocol"),
    required("made_at", UtcDateTime),
    required("made_by"),
    required("manifest"),  # SHA-256 of the manifest, as all of these in hexadecimal digits
    required("previous"),
    required("seal"),
    UniqueConstraint("id"),
    UniqueConstraint("previous"),  # the chain never forks
    Index(None, "conversation_id"),
)
