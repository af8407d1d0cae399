"""Web hooks that are acknowledged in a storm, and read after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_held_hooks"
down_revision = "0013_timeline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "held_hooks",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_held_hooks")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("held_hooks")
