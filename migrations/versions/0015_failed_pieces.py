"""What the channel failed to deliver: which of its ids, and which piece of a message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_failed_pieces"
down_revision = "0014_held_hooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("failed_ids", sa.Text(), nullable=True))
        table.add_column(sa.Column("failed_piece", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("outbox") as table:
        table.drop_column("failed_piece")
        table.drop_column("failed_ids")
