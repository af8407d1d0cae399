"""What all tables share: one MetaData with names for its constraints, and columns of one shape."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[Any]:
    """Make the `id` column."""
    return Column("id", String, primary_key=True)


def required(name: str, kind: Any = String) -> Column[Any]:
    """Make a column that is never NULL."""
    return Column(name, kind, nullable=False)


def reference(name: str, table: str, *, required: bool = True) -> Column[Any]:
    """Make a column that holds the id of another table's row."""
    return Column(name, String, ForeignKey(f"{table}.id"), nullable=not required)


def log(name: str, *items: Any) -> Table:
    """Make a table whose primary key `seq` is the order of insertion.

    SQLite counts up for good, also past deleted rows, only with AUTOINCREMENT on an INTEGER.
    """
    whole = BigInteger().with_variant(Integer(), "sqlite")
    seq: Column[Any] = Column("seq", whole, primary_key=True, autoincrement=True)
    return Table(name, metadata, seq, *items, sqlite_autoincrement=True)
