"""What keeping the team needs, and files that agents attach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0012_team"
down_revision = "0011_sms_reasons"
branch_labels = None
depends_on = None

_BY = "fk_media_attached_by_users"


def upgrade() -> None:
    """Add the columns, and let a file be of no message."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
    with _claims_apart(), op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=sa.String(), nullable=True)
        batch_op.add_column(sa.Column("attached_by", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(_BY), "users", ["attached_by"], ["id"])


def downgrade() -> None:
    """Take them away, with the files that were of no message."""
    op.execute(
        "DELETE FROM receipt_claims WHERE media_id IN"
        " (SELECT id FROM media WHERE message_id IS NULL)"
    )
    op.execute("DELETE FROM media WHERE message_id IS NULL")
    with _claims_apart(), op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(_BY), type_="foreignkey")
        batch_op.drop_column("attached_by")
        batch_op.alter_column("message_id", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("deactivated_at")
        batch_op.drop_column("password_until")


@contextmanager
def _claims_apart() -> Iterator[None]:
    """Keep what refers to files apart: SQLite makes their table anew."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("CREATE TEMPORARY TABLE kept_claims AS SELECT * FROM receipt_claims")
        op.execute("DELETE FROM receipt_claims")
    yield
    if on_sqlite:
        op.execute("INSERT INTO receipt_claims SELECT * FROM kept_claims")
        op.execute("DROP TABLE kept_claims")
