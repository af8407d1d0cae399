"""What Pix needs: due dates, second looks, refunds, orders inside WhatsApp, recurrences, marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_pix"
down_revision = "0002_boletos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables."""
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recheck_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_terms", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("order_key", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_charges_recheck_at"), ["recheck_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_charges_code"), ["code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_charges_installment_id"), ["installment_id"], unique=False
        )

    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("refunded", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("principal", sa.BigInteger(), nullable=True))

    op.create_index(op.f("ix_boletos_emv"), "boletos", ["emv"])
    op.create_table(
        "recurrences",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("first_charge_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bank_id", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_recurrences_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recurrences_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_recurrences_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["first_charge_id"],
            ["charges.id"],
            name=op.f("fk_recurrences_first_charge_id_charges"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrences")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_recurrences_agreement_id")),
        sa.UniqueConstraint("bank_id", name=op.f("uq_recurrences_bank_id")),
    )
    op.create_index(
        op.f("ix_recurrences_state_next_attempt_at"), "recurrences", ["state", "next_attempt_at"]
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("marks")
    op.drop_index(op.f("ix_recurrences_state_next_attempt_at"), table_name="recurrences")
    op.drop_table("recurrences")
    op.drop_index(op.f("ix_boletos_emv"), table_name="boletos")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_column("principal")
        batch_op.drop_column("refunded")

    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charges_installment_id"))
        batch_op.drop_index(batch_op.f("ix_charges_code"))
        batch_op.drop_index(batch_op.f("ix_charges_recheck_at"))
        batch_op.drop_column("order_key")
        batch_op.drop_column("due_terms")
        batch_op.drop_column("recheck_at")
