"""Fixtures for whoever needs a database or a clock: both engines, the same tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

from quita.adapters.database.engine import make_engine
from quita.adapters.database.migrate import upgrade
from quita.adapters.database.schema import metadata
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault

pytest_plugins = ["tests.e2e.fixtures"]

settings.register_profile("quita", deadline=None)  # a busy machine is no failure
settings.load_profile("quita")

DEFAULT_POSTGRESQL = "postgresql+psycopg2://postgres@127.0.0.1:5432/"


class FakeClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: datetime) -> None:
        """Start at a moment."""
        self.now = now

    def __call__(self) -> datetime:
        """Give the moment."""
        return self.now

    def advance(self, **delta: float) -> datetime:
        """Go on by `seconds`, `minutes`, `days`... as timedelta takes them."""
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc))


@pytest.fixture
def vault() -> Vault:
    return Vault("a secret for tests only")


class PostgresServer:
    """A server on which tests make schemas of their own and drop them."""

    def __init__(self, url: URL) -> None:
        """Connect, or raise OperationalError."""
        self._url = url
        self._engine = create_engine(
            url, future=True, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
        )
        self._engine.connect().close()

    @contextmanager
    def schema(self) -> Iterator[str]:
        """Make an empty schema, give the URL of the database within it, and drop it at the end."""
        name = f"quita_test_{uuid4().hex}"
        self._run(f"CREATE SCHEMA {name}")
        options = f"-csearch_path={name} -csynchronous_commit=off"  # nobody misses test data
        url = self._url.update_query_dict({"options": options})
        yield url.render_as_string(hide_password=False)
        self._run(f"DROP SCHEMA {name} CASCADE")

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    url = make_url(os.environ.get("QUITA_TEST_POSTGRES_URL") or DEFAULT_POSTGRESQL)
    try:
        server = PostgresServer(url)
    except OperationalError:
        pytest.skip(f"no PostgreSQL answers at {url!r} (QUITA_TEST_POSTGRES_URL)")
    yield server
    server.close()


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'quita.db'}"
        return
    with request.getfixturevalue("postgres").schema() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres: PostgresServer) -> Iterator[str]:
    """A migrated schema of this process, emptied before each test."""
    with postgres.schema() as url:
        upgrade(url)
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated, empty database, on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "quita.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("migrated_postgresql")
    engine = make_engine(url)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):  # a few rows: faster than TRUNCATE
            connection.execute(table.delete())
    engine.dispose()
    return url


@pytest.fixture
def database(database_url: str, vault: Vault, new_id: Callable[[], str]) -> Iterator[Database]:
    engine = make_engine(database_url)
    yield Database(engine, vault, new_id)
    engine.dispose()


@pytest.fixture
def new_id() -> Callable[[], str]:
    return lambda: uuid4().hex
