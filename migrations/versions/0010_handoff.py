"""What handoffs need: each one, promised hours, notes of turns, receipts of events, dossiers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_handoff"
down_revision = "0009_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and an index."""
    op.create_table(
        "event_receipts",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("sink", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "sink", name=op.f("pk_event_receipts")),
    )
    op.create_table(
        "dossiers",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_dossiers_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("id", name=op.f("uq_dossiers_id")),
        sa.UniqueConstraint("previous", name=op.f("uq_dossiers_previous")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossiers_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_how", sa.String(), nullable=True),
        sa.Column("times_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("timed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried_turn", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_handoffs_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handoffs_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handoffs_queue_ended_at_accepted_at"),
            ["queue", "ended_at", "accepted_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_handoffs_times_out_at"), ["times_out_at"], unique=False
        )
        batch_op.create_index(
            "uq_handoffs_running",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("handoff_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_callbacks_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_callbacks_handoff_id_handoffs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_callbacks_state_due_at"), ["state", "due_at"], unique=False
        )
        batch_op.create_index(
            "uq_callbacks_expected",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('promised', 'due')"),
            postgresql_where=sa.text("state IN ('promised', 'due')"),
        )

    op.create_table(
        "turn_notes",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_turn_notes_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_turn_notes_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_turn_notes")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_turn_notes_turn_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("turn_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_turn_notes_conversation_id"), ["conversation_id"], unique=False
        )

    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offers_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_index(op.f("ix_conversations_protocol"), "conversations", ["protocol"], unique=False)
    op.create_index(op.f("ix_cases_protocol"), "cases", ["protocol"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_cases_protocol"), table_name="cases")
    op.drop_index(op.f("ix_conversations_protocol"), table_name="conversations")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offers_conversation_id"))

    with op.batch_alter_table("turn_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turn_notes_conversation_id"))

    op.drop_table("turn_notes")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_callbacks_expected",
            sqlite_where=sa.text("state IN ('promised', 'due')"),
            postgresql_where=sa.text("state IN ('promised', 'due')"),
        )
        batch_op.drop_index(batch_op.f("ix_callbacks_state_due_at"))

    op.drop_table("callbacks")
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handoffs_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_handoffs_times_out_at"))
        batch_op.drop_index(batch_op.f("ix_handoffs_queue_ended_at_accepted_at"))
        batch_op.drop_index(batch_op.f("ix_handoffs_conversation_id"))

    op.drop_table("handoffs")
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossiers_conversation_id"))

    op.drop_table("dossiers")
    op.drop_table("event_receipts")
