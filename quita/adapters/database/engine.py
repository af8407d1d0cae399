"""Makes engines: SQLite for one machine, PostgreSQL for many, the same behaviour from both.

Transactions are short, and each sees what others have committed. SQLite admits one writer, so every
transaction begins IMMEDIATE: whoever reads in order to write cannot be overtaken. On PostgreSQL the
repositories lock the rows that they are about to change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from quita.domain.errors import Misconfigured

WAIT = 15.0  # seconds for another transaction's lock
READ_ONLY = "quita_read_only"  # the execution option of transactions that write nothing
POOL = 5  # connections kept by a process, and as many more at a peak


def make_engine(url: str, wait: float = WAIT) -> Engine:
    """Make the engine of a database URL; nothing connects before the first transaction.

    Args:
        wait: seconds for another transaction's lock, before it is a Conflict.

    Raises:
        Misconfigured: the URL is neither of SQLite (in a file) nor of PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Misconfigured("QUITA_DATABASE_URL is not a database URL") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        engine = _engine(
            url,
            poolclass=QueuePool,
            connect_args={"timeout": wait, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if backend == "postgresql":
        engine = _engine(url, pool_pre_ping=True)
        event.listen(engine, "connect", _postgresql_waits(wait))
        return engine
    raise Misconfigured("QUITA_DATABASE_URL begins with sqlite:///<file> or postgresql://")


def _engine(url: str, **options: Any) -> Engine:
    # Parameters stay out of error messages, since those end up in logs.
    return create_engine(
        url, future=True, hide_parameters=True, pool_size=POOL, max_overflow=POOL, **options
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # so that sqlite3 begins no transaction of its own
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgresql_waits(wait: float) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(wait * 1000)}")
        connection.commit()

    return prepare
