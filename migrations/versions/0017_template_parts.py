"""Status, category and quality of a template are told apart, and each has its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_template_parts"
down_revision = "0016_starting_restricted"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the times; what was known came with the status. A status may be unknown."""
    with op.batch_alter_table("whatsapp_templates") as table:
        table.add_column(sa.Column("category_at", _TIME, nullable=True))
        table.add_column(sa.Column("quality_at", _TIME, nullable=True))
        table.alter_column("status", existing_type=sa.String(), nullable=True)
        table.alter_column("changed_at", new_column_name="status_at", existing_type=_TIME,
                           nullable=True)  # fmt: skip
    for part in ("category", "quality"):
        op.execute(f"UPDATE whatsapp_templates SET {part}_at = status_at WHERE {part} IS NOT NULL")


def downgrade() -> None:
    """Take them away, and with them templates of which no status is known."""
    op.execute("DELETE FROM whatsapp_templates WHERE status IS NULL")
    with op.batch_alter_table("whatsapp_templates") as table:
        table.alter_column("status_at", new_column_name="changed_at", existing_type=_TIME,
                           nullable=False)  # fmt: skip
        table.alter_column("status", existing_type=sa.String(), nullable=False)
        table.drop_column("quality_at")
        table.drop_column("category_at")
