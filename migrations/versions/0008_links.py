"""Links, the browsers that came by them, and SMS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_links"
down_revision = "0007_whatsapp_outbound"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "links",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code_index", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("code_index", name="uq_links_code_index"),
    )
    op.create_index("ix_links_person_id", "links", ["person_id"])
    op.create_table(
        "link_references",
        sa.Column("reference_index", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_link_references_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_link_references_link_id_links"),
        sa.PrimaryKeyConstraint("reference_index", name="pk_link_references"),
    )
    op.create_index("ix_link_references_link_id", "link_references", ["link_id"])
    op.create_table(
        "link_steps",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_link_steps_link_id_links"),
        sa.PrimaryKeyConstraint("seq", name="pk_link_steps"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_steps_link_id_step", "link_steps", ["link_id", "step"])
    op.create_table(
        "sms_messages",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=True),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_sms_messages_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_sms_messages_link_id_links"),
        sa.PrimaryKeyConstraint("seq", name="pk_sms_messages"),
        sa.UniqueConstraint("id", name="uq_sms_messages_id"),
        sa.UniqueConstraint("key", name="uq_sms_messages_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sms_messages_external_id", "sms_messages", ["external_id"])
    op.create_index("ix_sms_messages_link_id", "sms_messages", ["link_id"])
    op.create_index(
        "ix_sms_messages_next_attempt_at_seq", "sms_messages", ["next_attempt_at", "seq"]
    )
    op.create_index("ix_sms_messages_state_sent_at", "sms_messages", ["state", "sent_at"])
    op.create_table(
        "web_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_index", sa.String(), nullable=False),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="fk_web_sessions_address_id_addresses"
        ),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_web_sessions_link_id_links"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_web_sessions_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_web_sessions"),
        sa.UniqueConstraint("address_id", name="uq_web_sessions_address_id"),
        sa.UniqueConstraint("token_index", name="uq_web_sessions_token_index"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("web_sessions")

    op.drop_table("sms_messages")

    op.drop_table("link_steps")

    op.drop_table("link_references")

    op.drop_table("links")
