"""The nightly update of debts on PostgreSQL, and how it grows with their number.

It works in a schema of its own, dropped at the end: at QUITA_TEST_POSTGRES_URL, or on loopback.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, NotMeasured
from quita.adapters.database.balances import SqlBalances
from quita.adapters.database.codec import write_terms
from quita.adapters.database.engine import make_engine
from quita.adapters.database.migrate import upgrade
from quita.adapters.policies import PolicyFiles
from quita.services.balances import Balances
from quita.settings import ROOT

DEFAULT_URL = "postgresql+psycopg2://postgres@127.0.0.1:5432/"
SIZES = (10_000, 100_000, 1_000_000)
CREDITORS = ("default", "99101001000190", "99104004000187", "99105005000146")
MEASURES = tuple(
    Measure(f"nightly update of {size:,} debts", "s", limit=300 if size == SIZES[-1] else None)
    for size in SIZES
)
DAY = datetime(2026, 11, 23, 5, tzinfo=timezone.utc)


async def quita(bench: Bench) -> Figures:
    """Update growing numbers of debts; only the first size where little is to be repeated."""
    sizes = SIZES if bench.effort.starts > 1 else SIZES[:1]
    return {measure.name: _seconds(size) for measure, size in zip(MEASURES, sizes, strict=False)}


async def stock(bench: Bench) -> Figures:
    """Stock Rasa knows no debts."""
    return {}


def _seconds(size: int) -> float:
    policies = PolicyFiles(ROOT / "policies")
    with _schema() as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            _fill(engine, size, policies)
            begun, worked = time.perf_counter(), time.process_time()
            written = Balances(SqlBalances(engine, policies.index), lambda: DAY).update()
            taken, worked = time.perf_counter() - begun, time.process_time() - worked
        finally:
            engine.dispose()
    print(f"{size:,} debts: {taken:.1f} s, of which {worked:.1f} s of this process's work")
    if written != size:
        raise NotMeasured(f"{written} debts of {size} were updated")
    return taken


@contextmanager
def _schema() -> Iterator[str]:
    url = make_url(os.environ.get("QUITA_TEST_POSTGRES_URL") or DEFAULT_URL)
    name = f"quita_bench_{uuid.uuid4().hex}"
    engine = create_engine(url, future=True, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    except OperationalError:
        raise NotMeasured("no PostgreSQL answers (QUITA_TEST_POSTGRES_URL)") from None
    within = url.update_query_dict({"options": f"-csearch_path={name}"})
    try:
        yield within.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()


def _fill(engine: Engine, size: int, policies: PolicyFiles) -> None:
    """Make debts of four creditors, from months to six years old, each with its policy's terms."""
    terms = [json.dumps(write_terms(policies.terms(cnpj))) for cnpj in CREDITORS]
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO people (id, name, cpf, cpf_index, birth_date)"
            " VALUES ('p', 'x', 'x', 'x', 'x')"
        )
        connection.exec_driver_sql(
            "INSERT INTO creditors (id, name, cnpj, address) VALUES ('c', 'x', 'x', 'x')"
        )
        connection.exec_driver_sql(
            "INSERT INTO debts (id, external_id, person_id, creditor_id, product, contract,"
            " original_amount, due_date, terms, correction, fine, interest, fees, itemised,"
            " legal_status, status)"
            " SELECT md5(n::text), n::text, 'p', 'c', 'x', 'x', 5000 + n::bigint * 7919 %% 900000,"
            " DATE '2026-10-01' - (n::bigint * 31 %% 2200)::int, (%(terms)s::text[])[n %% 4 + 1],"
            " 0, 0, 0, 0, true, 'none', 'open' FROM generate_series(1, %(size)s) n",
            {"terms": terms, "size": size},
        )
        connection.exec_driver_sql("ANALYZE debts")


if __name__ == "__main__":
    for number in SIZES:
        _seconds(number)
