"""An update that cannot be read is set aside once, however often it is delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_set_aside_once"
down_revision = "0019_started_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was set aside before has no digest."""
    op.add_column("set_aside_updates", sa.Column("digest", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_set_aside_updates_digest"), "set_aside_updates", ["digest"], unique=True
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_set_aside_updates_digest"), table_name="set_aside_updates")
    with op.batch_alter_table("set_aside_updates") as table:
        table.drop_column("digest")
