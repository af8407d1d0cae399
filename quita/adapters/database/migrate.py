"""Brings a database to the newest revision, without any configuration file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from quita.adapters.database.engine import make_engine

SCRIPTS = Path(__file__).resolve().parents[3] / "migrations"
PATIENCE = "10min"  # what a process waits while another one migrates
_LOCK = 7_155_179  # any number, as long as it is this one everywhere


def upgrade(url: str) -> None:
    """Migrate to the newest revision, in one transaction; several processes may call it at once.

    The first one holds a lock (PostgreSQL's advisory one; on SQLite the transaction is one), and
    the others find nothing left to do.

    Raises:
        Misconfigured: the URL is neither of SQLite (in a file) nor of PostgreSQL.
    """
    with _alone(url) as connection:
        command.upgrade(_config(connection, SCRIPTS), "head")


def new_revision(url: str, number: str, message: str, scripts: Path = SCRIPTS) -> None:
    """Write the migration from a database at the newest revision to the tables of schema.py."""
    with _alone(url) as connection:
        config = _config(connection, scripts)
        command.revision(config, message, autogenerate=True, rev_id=number)


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
