"""Tables of WhatsApp alone: numbers, paces, templates, who cannot be reached, held web hooks."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table

from quita.adapters.database.column_types import Sealed, UtcDateTime
from quita.adapters.database.tables import log, metadata, reference, required, row_id

whatsapp_numbers = Table(
    "whatsapp_numbers",
    metadata,
    row_id(),  # Meta's phone_number_id
    required("since", UtcDateTime),
    Column("display", String),
    required("quality"),
    Column("tier", String),
    Column("stopped_at", UtcDateTime),
    Column("stopped_code", Integer),
    Column("stopped_reason", String),
    Column("probe_at", UtcDateTime),
    required("probes", Integer),
    Column("checked_at", UtcDateTime),  # when Meta was asked for its quality
    Column("heard_at", UtcDateTime),  # when a status of one of its messages came
    Column("starts_again_at", UtcDateTime),  # until then Meta lets it answer only
    Column("told_at", UtcDateTime),  # when Meta said the latest of what is known
)
send_slots = Table(
    "send_slots",
    metadata,
    Column("key", String, primary_key=True),
    required("full_at", UtcDateTime),
)
whatsapp_templates = Table(
    "whatsapp_templates",
    metadata,
    required("name"),
    required("language"),
    Column("status", String),  # each part is NULL before Meta's first word on it
    Column("category", String),
    Column("quality", String),
    Column("reason", String),  # of the status
    Column("status_at", UtcDateTime),
    Column("category_at", UtcDateTime),
    Column("quality_at", UtcDateTime),
    PrimaryKeyConstraint("name", "language"),
)
unreachable_addresses = Table(
    "unreachable_addresses",
    metadata,
    reference("address_id", "addresses"),
    required("channel"),
    required("code", Integer),
    required("at", UtcDateTime),
    PrimaryKeyConstraint("address_id", "channel"),
)
held_hooks = log(
    "held_hooks",
    required("body", Sealed),
    required("due_at", UtcDateTime),
    required("tries", Integer),
)
