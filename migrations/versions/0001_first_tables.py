"""First tables: the ledger and the conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _seq() -> sa.Column:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "addresses",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_index", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint("value_index", name="uq_addresses_value_index"),
    )
    op.create_table(
        "audit_trail",
        _seq(),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_trail"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_trail_subject", "audit_trail", ["subject"])
    op.create_table(
        "creditors",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cnpj", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_creditors"),
        sa.UniqueConstraint("cnpj", name="uq_creditors_cnpj"),
    )
    op.create_table(
        "domain_events",
        _seq(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("seq", name="pk_domain_events"),
        sa.UniqueConstraint("id", name="uq_domain_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_domain_events_next_attempt_at", "domain_events", ["next_attempt_at"])
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cpf", sa.Text(), nullable=False),
        sa.Column("cpf_index", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("cpf_index", name="uq_people_cpf_index"),
    )
    op.create_table(
        "set_aside_updates",
        _seq(),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_set_aside_updates"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("verified_until", sa.DateTime(timezone=True)),
        sa.Column("misunderstandings", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String()),
        sa.Column("handoff_reason", sa.String()),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("handoff_at", sa.DateTime(timezone=True)),
        sa.Column("ready_at", sa.DateTime(timezone=True)),
        sa.Column("lease_by", sa.String()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("outbox_lease_by", sa.String()),
        sa.Column("outbox_lease_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_conversations_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_conversations_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index(
        "ix_conversations_owner_priority_handoff_at",
        "conversations",
        ["owner", "priority", "handoff_at"],
    )
    op.create_index("ix_conversations_person_id", "conversations", ["person_id"])
    op.create_index("ix_conversations_ready_at_id", "conversations", ["ready_at", "id"])
    op.create_index(
        "uq_conversations_open",
        "conversations",
        ["address_id", "channel"],
        unique=True,
        sqlite_where=sa.text("owner <> 'closed'"),
        postgresql_where=sa.text("owner <> 'closed'"),
    )
    op.create_table(
        "debts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("creditor_id", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("original_amount", sa.BigInteger(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("updated_amount", sa.BigInteger()),
        sa.Column("correction", sa.BigInteger(), nullable=False),
        sa.Column("fine", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("fees", sa.BigInteger(), nullable=False),
        sa.Column("itemised", sa.Boolean(), nullable=False),
        sa.Column("original_creditor_name", sa.String()),
        sa.Column("assignment_date", sa.Date()),
        sa.Column("prescription_date", sa.Date()),
        sa.Column("legal_status", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["creditor_id"], ["creditors.id"], name="fk_debts_creditor_id_creditors"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_debts_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_debts"),
        sa.UniqueConstraint("creditor_id", "external_id", name="uq_debts_creditor_id_external_id"),
    )
    op.create_index("ix_debts_person_id_due_date", "debts", ["person_id", "due_date"])
    op.create_table(
        "identity_failures",
        _seq(),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_identity_failures_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_identity_failures_person_id_people"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_identity_failures"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_identity_failures_address_id_at", "identity_failures", ["address_id", "at"])
    op.create_index("ix_identity_failures_person_id_at", "identity_failures", ["person_id", "at"])
    op.create_table(
        "person_addresses",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_person_addresses_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_person_addresses_person_id_people"
        ),
        sa.PrimaryKeyConstraint("person_id", "address_id", name="pk_person_addresses"),
    )
    op.create_index("ix_person_addresses_address_id", "person_addresses", ["address_id"])
    op.create_table(
        "suppressions",
        _seq(),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_suppressions_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_suppressions_person_id_people"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_suppressions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suppressions_address_id", "suppressions", ["address_id"])
    op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("debt_id", sa.String()),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_cases_conversation_id_conversations"
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name="fk_cases_debt_id_debts"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_cases_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("key", name="uq_cases_key"),
    )
    op.create_index("ix_cases_conversation_id", "cases", ["conversation_id"])
    op.create_table(
        "offers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("debt_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_offers_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name="fk_offers_debt_id_debts"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_offers_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("key", name="uq_offers_key"),
    )
    op.create_table(
        "outbox",
        _seq(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("pieces_sent", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("external_id", sa.String()),
        sa.Column("error", sa.String()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_outbox_conversation_id_conversations",
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_conversation_id_next_attempt_at",
        "outbox",
        ["conversation_id", "next_attempt_at"],
    )
    op.create_index("ix_outbox_external_id", "outbox", ["external_id"])
    op.create_index("ix_outbox_next_attempt_at_seq", "outbox", ["next_attempt_at", "seq"])
    op.create_table(
        "turns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_turns_conversation_id_conversations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
    )
    op.create_index(
        "uq_turns_open",
        "turns",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("debt_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name="fk_agreements_debt_id_debts"),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name="fk_agreements_offer_id_offers"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_agreements_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
        sa.UniqueConstraint("offer_id", name="uq_agreements_offer_id"),
    )
    op.create_index("ix_agreements_person_id_created_at", "agreements", ["person_id", "created_at"])
    op.create_index(
        "uq_agreements_running",
        "agreements",
        ["debt_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'late')"),
        postgresql_where=sa.text("state IN ('active', 'late')"),
    )
    op.create_table(
        "inbound_messages",
        _seq(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("payload_id", sa.Text()),
        sa.Column("media", sa.Text()),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.String()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_inbound_messages_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name="fk_inbound_messages_turn_id_turns"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_inbound_messages"),
        sa.UniqueConstraint(
            "channel", "external_id", name="uq_inbound_messages_channel_external_id"
        ),
        sa.UniqueConstraint("id", name="uq_inbound_messages_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbound_messages_conversation_id_turn_id",
        "inbound_messages",
        ["conversation_id", "turn_id"],
    )
    op.create_index("ix_inbound_messages_turn_id", "inbound_messages", ["turn_id"])
    op.create_table(
        "installments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_installments_agreement_id_agreements"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_installments"),
        sa.UniqueConstraint("agreement_id", "number", name="uq_installments_agreement_id_number"),
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("txid", sa.String(), nullable=False),
        sa.Column("installment_id", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_charges_agreement_id_agreements"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_charges_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(
            ["installment_id"], ["installments.id"], name="fk_charges_installment_id_installments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_charges_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_charges"),
        sa.UniqueConstraint("txid", name="uq_charges_txid"),
    )
    op.create_index("ix_charges_state_check_at", "charges", ["state", "check_at"])
    op.create_index("ix_charges_state_next_attempt_at", "charges", ["state", "next_attempt_at"])
    op.create_index(
        "uq_charges_live",
        "charges",
        ["installment_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'issued')"),
        postgresql_where=sa.text("state IN ('requested', 'issued')"),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("end_to_end_id", sa.String(), nullable=False),
        sa.Column("charge_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["charges.id"], name="fk_payments_charge_id_charges"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("end_to_end_id", name="uq_payments_end_to_end_id"),
    )
    op.create_index("ix_payments_charge_id", "payments", ["charge_id"])


def downgrade() -> None:
    """Take back; indexes go with their tables."""
    for table in (
        "payments",
        "charges",
        "installments",
        "inbound_messages",
        "agreements",
        "turns",
        "outbox",
        "offers",
        "cases",
        "suppressions",
        "person_addresses",
        "identity_failures",
        "debts",
        "conversations",
        "users",
        "set_aside_updates",
        "people",
        "domain_events",
        "creditors",
        "audit_trail",
        "addresses",
    ):
        op.drop_table(table)
