"""What follows a deal: consents, attempts, silences, reminders, news, letters, delisting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_after_deal"
down_revision = "0004_deals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "do_not_disturb",
        sa.Column("value_index", sa.String(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("value_index", name=op.f("pk_do_not_disturb")),
    )
    op.create_table(
        "silences",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_silences")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("silences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_silences_subject_id_scope"), ["subject_id", "scope"], unique=False
        )

    op.create_table(
        "contact_attempts",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_contact_attempts_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_contact_attempts_person_id_people")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_contact_attempts")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_attempts_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_attempts_person_id_at"), ["person_id", "at"], unique=False
        )

    op.create_table(
        "consents",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_consents_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_consents_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consents")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_address_id"), ["address_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consents_person_id_about"), ["person_id", "about"], unique=False
        )

    op.create_table(
        "withheld_news",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("messages", sa.Text(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_withheld_news_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_withheld_news_person_id_people")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_withheld_news")),
        sa.UniqueConstraint("key", name=op.f("uq_withheld_news_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("withheld_news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withheld_news_next_at"), ["next_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_withheld_news_person_id_told_at"), ["person_id", "told_at"], unique=False
        )

    op.create_table(
        "delisting_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("debt_id", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_delisting_requests_agreement_id_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["debts.id"], name=op.f("fk_delisting_requests_debt_id_debts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delisting_requests")),
        sa.UniqueConstraint(
            "agreement_id", "debt_id", name=op.f("uq_delisting_requests_agreement_id_debt_id")
        ),
    )
    with op.batch_alter_table("delisting_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delisting_requests_done_at_due_day"),
            ["done_at", "due_day"],
            unique=False,
        )

    op.create_table(
        "settlement_letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_index", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_settlement_letters_agreement_id_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_settlement_letters_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_letters")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_settlement_letters_agreement_id")),
        sa.UniqueConstraint("code_index", name=op.f("uq_settlement_letters_code_index")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("installment_id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_reminders_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["installment_id"],
            ["installments.id"],
            name=op.f("fk_reminders_installment_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reminders_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("key", name=op.f("uq_reminders_key")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminders_installment_id"), ["installment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reminders_next_at"), ["next_at"], unique=False)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_next_at"))
        batch_op.drop_index(batch_op.f("ix_reminders_installment_id"))

    op.drop_table("reminders")
    op.drop_table("settlement_letters")
    with op.batch_alter_table("delisting_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delisting_requests_done_at_due_day"))

    op.drop_table("delisting_requests")
    with op.batch_alter_table("withheld_news", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withheld_news_person_id_told_at"))
        batch_op.drop_index(batch_op.f("ix_withheld_news_next_at"))

    op.drop_table("withheld_news")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_person_id_about"))
        batch_op.drop_index(batch_op.f("ix_consents_address_id"))

    op.drop_table("consents")
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_attempts_person_id_at"))

    op.drop_table("contact_attempts")
    with op.batch_alter_table("silences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_silences_subject_id_scope"))

    op.drop_table("silences")
    op.drop_table("do_not_disturb")
