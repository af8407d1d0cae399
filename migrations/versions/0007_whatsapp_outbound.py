"""WhatsApp's outbound side: numbers, paces, templates, holds, who cannot be reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_whatsapp_outbound"
down_revision = "0006_inbound_media"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and tables."""
    op.create_table(
        "whatsapp_numbers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("display", sa.String(), nullable=True),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.Column("stopped_code", sa.Integer(), nullable=True),
        sa.Column("stopped_reason", sa.String(), nullable=True),
        sa.Column("probe_at", _MOMENT, nullable=True),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=True),
        sa.Column("heard_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whatsapp_numbers")),
    )
    op.create_table(
        "send_slots",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("full_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_send_slots")),
    )
    op.create_table(
        "whatsapp_templates",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("quality", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", "language", name=op.f("pk_whatsapp_templates")),
    )
    op.create_table(
        "unreachable_addresses",
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["addresses.id"],
            name=op.f("fk_unreachable_addresses_address_id_addresses"),
        ),
        sa.PrimaryKeyConstraint("address_id", "channel", name=op.f("pk_unreachable_addresses")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("heard_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("outbox_hold_until", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("outbox_hold_for", sa.String(), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("template", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("pieces", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sending_at", _MOMENT, nullable=True))
        batch_op.create_index(
            batch_op.f("ix_outbox_number_id_sending_at"), ["number_id", "sending_at"], unique=False
        )


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_number_id_sending_at"))
        for name in ("sending_at", "pieces", "template", "number_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        for name in ("outbox_hold_for", "outbox_hold_until", "heard_at", "number_id"):
            batch_op.drop_column(name)
    for table in ("unreachable_addresses", "whatsapp_templates", "send_slots", "whatsapp_numbers"):
        op.drop_table(table)
