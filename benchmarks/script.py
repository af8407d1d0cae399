"""Who writes in the benchmarks, and what: invented debtors, and the stock assistant's story.

Both scripts are journeys that their assistant was made for, and end where they can begin again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from quita.adapters.demo import demo_portfolio
from quita.cli.data import DEMO_SEED
from quita.domain.business_days import add_months

# Every other one runs a custom action on the action server; the rest only say something.
ROUND = (
    "quanto eu devo?",
    "você é um robô?",
    "de onde vem essa dívida?",
    "quem está falando?",
    "por que o valor aumentou tanto?",
    "obrigada",
    "tem desconto?",
    "isso é golpe?",
)
STOCK_ROUND = ("hello", "I am very sad", "yes", "are you a bot?", "hi", "I am great", "bye")
DEBTS = 3000
OLD = 48  # months; older debts may lapse, and then the assistant has nothing to say of them


@dataclass(frozen=True)
class Debtor:
    """One who owes something that the assistant may talk about."""

    phone: str
    cpf: str
    birth_date: date

    def lines(self) -> tuple[str, ...]:
        """Give everything that this person writes: who they are, then the round."""
        return ("oi", "quanto eu devo?", self.cpf, f"{self.birth_date:%d/%m/%Y}", *ROUND)


def portfolio(today: date) -> str:
    """Give a portfolio file that begins as the demo's, and goes on for longer."""
    return demo_portfolio(DEMO_SEED, today, DEBTS)


def debtors(today: date) -> Iterator[Debtor]:
    """Give debtors of that file with one debt, one phone of their own, and nothing unusual."""
    lines = list(csv.DictReader(io.StringIO(portfolio(today))))
    debts = Counter(line["cpf"] for line in lines)
    phones = Counter(phone for line in lines for phone in line["phones"].split("|"))
    for line in lines:
        phone, due = line["phones"], date.fromisoformat(line["due_date"])
        alone = debts[line["cpf"]] == 1 and phones[phone] == 1
        plain = line["legal_status"] in ("", "none") and not line["updated_amount"]
        if alone and plain and due > add_months(today, -OLD):
            yield Debtor(
                phone.removeprefix("+"), line["cpf"], date.fromisoformat(line["birth_date"])
            )


def strangers() -> Iterator[str]:
    """Give phones that nobody in the demo has."""
    yield from (f"551190{number:07d}" for number in range(5_000_000, 6_000_000))
