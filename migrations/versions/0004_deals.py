"""What deals need: credits, debts together, renegotiation, incomes, balances of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_deals"
down_revision = "0003_pix"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables."""
    op.create_table(
        "incomes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("monthly", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_incomes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_incomes")),
    )
    op.create_table(
        "debt_balances",
        sa.Column("debt_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("correction", sa.BigInteger(), nullable=False),
        sa.Column("fine", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("fees", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["debts.id"], name=op.f("fk_debt_balances_debt_id_debts")
        ),
        sa.PrimaryKeyConstraint("debt_id", name=op.f("pk_debt_balances")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("also", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("due_date_changes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_why", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_agreements_debt_id"), ["debt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_state"), ["state"], unique=False)

    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credits", sa.Text(), nullable=True))

    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("also", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("replaces", sa.String(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_column("replaces")
        batch_op.drop_column("also")

    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.drop_column("credits")

    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_state"))
        batch_op.drop_index(batch_op.f("ix_agreements_debt_id"))
        batch_op.drop_column("ended_why")
        batch_op.drop_column("due_date_changes")
        batch_op.drop_column("also")

    op.drop_table("debt_balances")
    op.drop_table("incomes")
