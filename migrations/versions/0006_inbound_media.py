"""What comes in beside words: user ids of phones, media, receipts, voice written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_inbound_media"
down_revision = "0005_after_deal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "address_aliases",
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("phone_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_address_aliases_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["addresses.id"], name=op.f("fk_address_aliases_phone_id_addresses")
        ),
        sa.PrimaryKeyConstraint("address_id", name=op.f("pk_address_aliases")),
    )
    with op.batch_alter_table("address_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_aliases_phone_id"), ["phone_id"], unique=False)

    op.create_table(
        "media",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("declared_type", sa.String(), nullable=True),
        sa.Column("declared_hash", sa.String(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("mime_type", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_document", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_media_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["inbound_messages.id"],
            name=op.f("fk_media_message_id_inbound_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("message_id", name=op.f("uq_media_message_id")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_media_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_media_delete_at"), ["delete_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_media_next_attempt_at"), ["next_attempt_at"], unique=False
        )

    op.create_table(
        "receipt_claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("media_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("charge_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["charges.id"], name=op.f("fk_receipt_claims_charge_id_charges")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_receipt_claims_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_receipt_claims_media_id_media")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_receipt_claims_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_claims")),
        sa.UniqueConstraint("media_id", name=op.f("uq_receipt_claims_media_id")),
    )
    with op.batch_alter_table("receipt_claims", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_receipt_claims_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_receipt_claims_state_claimed_at"), ["state", "claimed_at"], unique=False
        )

    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("forwarded", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("transcribed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.drop_column("transcribed_at")
        batch_op.drop_column("forwarded")
        batch_op.drop_column("about")

    with op.batch_alter_table("receipt_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_claims_state_claimed_at"))
        batch_op.drop_index(batch_op.f("ix_receipt_claims_conversation_id"))

    op.drop_table("receipt_claims")
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_next_attempt_at"))
        batch_op.drop_index(batch_op.f("ix_media_delete_at"))
        batch_op.drop_index(batch_op.f("ix_media_conversation_id"))

    op.drop_table("media")
    with op.batch_alter_table("address_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_aliases_phone_id"))

    op.drop_table("address_aliases")
