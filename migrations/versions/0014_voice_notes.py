"""Files of ours, which answer no message: voice notes of agents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_voice_notes"
down_revision = "0010_handoff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a file be without a message that brought it."""
    _alter(nullable=True)


def downgrade() -> None:
    """Demand one again; files of ours go."""
    op.execute("DELETE FROM media WHERE message_id IS NULL")
    _alter(nullable=False)


def _alter(*, nullable: bool) -> None:
    """Change the column; SQLite makes the table anew, which nothing may refer to meanwhile."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("CREATE TEMPORARY TABLE kept_claims AS SELECT * FROM receipt_claims")
        op.execute("DELETE FROM receipt_claims")
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=sa.String(), nullable=nullable)
    if on_sqlite:
        op.execute("INSERT INTO receipt_claims SELECT * FROM kept_claims")
        op.execute("DROP TABLE kept_claims")
