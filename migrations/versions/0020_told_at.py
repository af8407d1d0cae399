"""When Meta said what is known of a number: what it said before that comes too late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_told_at"
down_revision = "0019_started_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("whatsapp_numbers") as table:
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("whatsapp_numbers") as table:
        table.drop_column("told_at")
