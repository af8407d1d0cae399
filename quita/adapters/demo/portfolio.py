"""Writes the demonstration's portfolio file, and lists the people to try it with."""

from __future__ import annotations

import csv
import io
from datetime import date

from quita.adapters.demo.cases import Cast
from quita.domain.portfolio_row import COLUMNS


def demo_portfolio(seed: int, today: date, count: int = 240) -> str:
    """Give a portfolio file of `count` debts, the cases of demo_people among them.

    Fewer than the cases need still gives all of these. The same arguments give the same text.
    """
    cast = Cast(seed, today)
    lines = [line for case in cast.cases() for line in case.lines]
    lines += cast.everybody_else(count - len(lines))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def demo_people(seed: int, today: date) -> list[dict[str, str]]:
    """Give eight debtors of demo_portfolio of the same seed and day, the simplest case first.

    Each has name, phone (E.164 without the plus), cpf, birth_date (ISO) and a note in Portuguese.
    """
    return [
        {
            "name": case.debtor.name,
            "phone": case.debtor.phones[0].removeprefix("+"),
            "cpf": case.debtor.cpf,
            "birth_date": case.debtor.birth_date.isoformat(),
            "note": case.note,
        }
        for case in Cast(seed, today).cases()
    ]
