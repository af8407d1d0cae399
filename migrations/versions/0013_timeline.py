"""Indexes by which the newest messages of a conversation are found, however many it has."""

from __future__ import annotations

from alembic import op

revision = "0013_timeline"
down_revision = "0012_team"
branch_labels = None
depends_on = None

INDEXES = (
    ("inbound_messages", ["conversation_id", "received_at"]),
    ("outbox", ["conversation_id", "created_at"]),
    ("callbacks", ["conversation_id", "due_at"]),
)


def upgrade() -> None:
    """Add the indexes."""
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    """Take them back."""
    for table, columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
