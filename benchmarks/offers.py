"""How long an offer takes on one core: the engine alone, over many debts, policies and wishes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, median, percentile
from quita.domain.bargaining import answer_wish
from quita.domain.offer import Quote, Wish
from quita.domain.policy import Bracket, Terms

MIDDLE = Measure("offer: median", "ms", limit=2)
SLOW = Measure("offer: p95", "ms", limit=2)
LONGEST = Measure("offer, 120 installments allowed: p95", "ms", limit=2)
MEASURES = (MIDDLE, SLOW, LONGEST)
WISHES_EACH = 400
DAY = date(2026, 11, 23)


async def quita(bench: Bench) -> Figures:
    """Answer wishes within the usual policies, and within the widest that there can be."""
    usual = list(_timed(WISHES_EACH * bench.effort.starts, most=36))
    widest = list(_timed(WISHES_EACH * bench.effort.starts, most=120))
    return {
        MIDDLE.name: median(usual),
        SLOW.name: percentile(usual, 95),
        LONGEST.name: percentile(widest, 95),
    }


async def stock(bench: Bench) -> Figures:
    """Stock Rasa makes no offers."""
    return {}


def _timed(count: int, most: int) -> Iterator[float]:
    """Give the milliseconds of processor that each answer takes, from the terms to the offers."""
    chance = random.Random(7)
    for _ in range(count):
        terms, owed, wish = _terms(chance, most), _reais(chance, 100, 20_000), _wish(chance)
        begun = time.thread_time()
        answer_wish(Quote(owed, 400, terms.aged(400), DAY), wish)
        yield (time.thread_time() - begun) * 1000


def _terms(chance: random.Random, most: int) -> Terms:
    return Terms(
        ageing=(Bracket(90, Decimal(20)), Bracket(365, Decimal(40))),
        max_installments=most if most > 36 else chance.randint(1, most),
        min_installment=Decimal(chance.choice([1, 30, 50])),
        monthly_interest_pct=Decimal(chance.choice(["0", "1.99", "3.5"])),
    )


def _wish(chance: random.Random) -> Wish:
    return chance.choice(
        [
            Wish(),
            Wish(count=chance.randint(1, 60)),
            Wish(total=_reais(chance, 10, 20_000)),
            Wish(monthly=_reais(chance, 10, 2_000)),
            Wish(down=_reais(chance, 10, 2_000), monthly=_reais(chance, 10, 500)),
            Wish(count=4, first_date=DAY + timedelta(days=chance.randint(0, 60))),
        ]
    )


def _reais(chance: random.Random, least: int, most: int) -> Decimal:
    return Decimal(chance.randint(least * 100, most * 100)) / 100
