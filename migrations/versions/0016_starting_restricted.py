"""Until when Meta lets a number start nothing, though it may answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_starting_restricted"
down_revision = "0015_failed_pieces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    moment = sa.DateTime(timezone=True)
    op.add_column("whatsapp_numbers", sa.Column("starts_again_at", moment, nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("whatsapp_numbers") as batch_op:
        batch_op.drop_column("starts_again_at")
