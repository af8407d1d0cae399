"""Boletos: what they are besides their charges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_boletos"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "boletos",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("charge_id", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("fine", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("own_number", sa.String(), nullable=False),
        sa.Column("emv", sa.String(), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("remitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charges.id"], name="fk_boletos_charge_id_charges"),
        sa.PrimaryKeyConstraint("seq", name="pk_boletos"),
        sa.UniqueConstraint("charge_id", name="uq_boletos_charge_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("boletos")
