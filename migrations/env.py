"""Runs migrations on the connection that quita.adapters.database.migrate opened and locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from quita.adapters.database.schema import metadata


def _render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in SQL: a migration never changes with the code."""
    ours = type(item).__module__.startswith("quita.")
    if kind == "type" and ours and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _include_name(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Pass by the table in which SQLite counts."""
    return name != "sqlite_sequence"


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=_render_item,
    include_name=_include_name,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
