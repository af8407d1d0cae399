"""Tests of engines and of how values lie in columns."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from quita.adapters.database.column_types import Cents, Json, UtcDateTime
from quita.adapters.database.engine import make_engine
from quita.adapters.database.schema import addresses
from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import Misconfigured
from quita.domain.money import MAX_AMOUNT

SQLITE = sqlite.dialect()


@pytest.mark.parametrize(
    "url", ["", "quita.db", "mysql://localhost/quita", "sqlite://", "sqlite:///:memory:"]
)
def test_a_url_of_another_database_stops_the_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="QUITA_DATABASE_URL"):
        make_engine(url)


def test_sqlite_is_ready_for_several_processes(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'quita.db'}")
    with engine.begin() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "busy_timeout": 15_000,
        "foreign_keys": 1,
        "synchronous": 1,
    }


def test_errors_do_not_tell_what_was_to_be_stored(database: Database) -> None:
    values = {"id": "a", "kind": "phone", "value": "v1.secret", "value_index": "secret"}
    with pytest.raises(IntegrityError) as caught, database.engine.begin() as connection:
        connection.execute(addresses.insert(), [values, values])
    assert "secret" not in str(caught.value).replace("[SQL parameters hidden", "")


def test_plain_text_is_refused_where_text_is_sealed(database: Database) -> None:
    values = {"id": "a", "kind": "phone", "value": "+5551981234567", "value_index": "x"}
    with pytest.raises(StatementError, match="sealed"), database.engine.begin() as connection:
        connection.execute(addresses.insert().values(**values))


def test_foreign_keys_hold(database: Database) -> None:
    row = text("INSERT INTO person_addresses VALUES ('nobody', 'nowhere', 'test')")
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(row)


@given(st.decimals(-MAX_AMOUNT, MAX_AMOUNT, places=2))
def test_reais_come_back_to_the_cent(amount: Decimal) -> None:
    cents = Cents().process_bind_param(amount, SQLITE)
    assert isinstance(cents, int)
    back = Cents().process_result_value(cents, SQLITE)
    assert back == amount
    assert back.as_tuple().exponent == -2


def test_fractions_of_a_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="cents"):
        Cents().process_bind_param(Decimal("0.001"), SQLITE)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_moments_come_back_in_utc(naive: datetime, offset: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    stored = UtcDateTime().process_bind_param(moment, SQLITE)
    assert stored is not None
    back = UtcDateTime().process_result_value(stored.replace(tzinfo=None), SQLITE)
    assert back == moment
    assert back.tzinfo is timezone.utc


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(datetime(2026, 11, 23), SQLITE)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).filter(lambda value: value is not None)
)
def test_json_comes_back_the_same(value: object) -> None:
    stored = Json().process_bind_param(value, SQLITE)
    assert stored is not None
    assert stored.isascii() and "\x00" not in stored
    assert Json().process_result_value(stored, SQLITE) == value
