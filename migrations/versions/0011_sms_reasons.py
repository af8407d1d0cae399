"""Why each SMS is sent: begun by the company, asked for, or an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_sms_reasons"
down_revision = "0010_handoff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what carries a link was begun by the company, the rest are answers."""
    with op.batch_alter_table("sms_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
    op.execute(
        "UPDATE sms_messages SET reason ="
        " CASE WHEN link_id IS NULL THEN 'answer' ELSE 'started' END"
    )
    with op.batch_alter_table("sms_messages", schema=None) as batch_op:
        batch_op.alter_column("reason", existing_type=sa.String(), nullable=False)
