"""What is asked about again as it leaves, of messages that the company starts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_started_messages"
down_revision = "0018_told_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what waits already leaves as before."""
    op.add_column("outbox", sa.Column("started", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("started")
