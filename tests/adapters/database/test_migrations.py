"""Tests of the migrations: they make what schema.py says, on both engines, however often."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from quita.adapters.database.engine import make_engine
from quita.adapters.database.migrate import SCRIPTS, new_revision, upgrade
from quita.adapters.database.schema import metadata

NOT_OURS = {"alembic_version", "sqlite_sequence"}
MIGRATE = "import sys; from quita.adapters.database.migrate import upgrade; upgrade(sys.argv[1])"
INDEXES = {  # the text of every index: comparing metadata overlooks the WHERE of a partial one
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
}


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - NOT_OURS


def made(connection: Connection) -> dict[str, Any]:
    """Describe everything in a database but Alembic's and SQLite's own tables."""
    inspector = inspect(connection)
    indexes = connection.exec_driver_sql(INDEXES[connection.dialect.name])
    return {
        "indexes": {name: sql for name, sql in indexes if "alembic" not in name},
        **{
            table: {
                "columns": [str(column) for column in inspector.get_columns(table)],
                "primary key": inspector.get_pk_constraint(table),
                "foreign keys": sorted(map(str, inspector.get_foreign_keys(table))),
                "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            }
            for table in tables(connection)
        },
    }


def test_the_migrations_leave_nothing_to_be_migrated(empty_url: str) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: name not in NOT_OURS}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_schema(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        metadata.create_all(connection)
        expected = made(connection)
        metadata.drop_all(connection)
    engine.dispose()
    upgrade(empty_url)
    with engine.begin() as connection:
        assert made(connection) == expected
    engine.dispose()
    assert len(expected) == len(metadata.tables) + 1
    assert "events" not in expected


def test_migrating_again_changes_nothing_and_loses_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO users (id, login, name, role, password_hash)"
            " VALUES ('u1', 'ana', 'Ana', 'agent', 'x')"
        )
    upgrade(empty_url)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT login FROM users").scalar() == "ana"
    engine.dispose()


def test_processes_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_url],
            cwd=SCRIPTS.parent,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], errors
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        assert tables(connection) == set(metadata.tables)
    engine.dispose()


def test_a_new_revision_starts_from_what_is_there(empty_url: str, tmp_path: Path) -> None:
    scripts = tmp_path / "migrations 100%"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    upgrade(empty_url)
    new_revision(empty_url, "9999", "nothing new", scripts)
    written = (scripts / "versions" / "9999_nothing_new.py").read_text()
    assert "    pass\n" in written
    assert "op.create_table" not in written and "alter" not in written
