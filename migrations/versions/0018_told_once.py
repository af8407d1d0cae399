"""What cannot be read is set aside once; moves are kept as told, for they come in no order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_told_once"
down_revision = "0017_template_parts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the column; what was set aside before has no digest."""
    op.create_table(
        "address_moves",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value_index", sa.String(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "value_index", name=op.f("pk_address_moves")),
    )
    op.create_index(op.f("ix_address_moves_value_index_at"), "address_moves", ["value_index", "at"])
    op.add_column("set_aside_updates", sa.Column("digest", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_set_aside_updates_digest"), "set_aside_updates", ["digest"], unique=True
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_set_aside_updates_digest"), table_name="set_aside_updates")
    with op.batch_alter_table("set_aside_updates") as table:
        table.drop_column("digest")
    op.drop_index(op.f("ix_address_moves_value_index_at"), table_name="address_moves")
    op.drop_table("address_moves")
