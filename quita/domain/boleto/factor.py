"""The due-date factor: four digits that begin anew every 9,000 days.

FEBRABAN, "Especificações técnicas do boleto de cobrança", fator de vencimento: 1000 was
2000-07-03, 9999 was 2025-02-21, 1000 came back on 2025-02-22. The last day of that round is
2049-10-13, and the day after is 1000 again. So a factor alone is ambiguous: due dates are stored,
and a factor is read back near a day.
"""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.errors import InvalidBoleto

BASE = date(1997, 10, 7)
FIRST, CYCLE = 1000, 9000
NO_DUE_DATE = 0


def factor_of(due: date) -> int:
    """Give the factor of a due date, 1000 to 9999.

    Raises:
        InvalidBoleto: before 2000-07-03, when factors began.

    >>> factor_of(date(2025, 2, 21)), factor_of(date(2025, 2, 22)), factor_of(date(2049, 10, 13))
    (9999, 1000, 9999)
    """
    days = (due - BASE).days
    if days < FIRST:
        raise InvalidBoleto("a due date before 2000-07-03 has no factor")
    return (days - FIRST) % CYCLE + FIRST


def due_date_near(factor: int, day: date) -> date | None:
    """Give the due date of a factor that lies nearest to a day; None for 0, which is no due date.

    Raises:
        InvalidBoleto: 1 to 999, or more than four digits.

    >>> due_date_near(1000, date(2025, 1, 15))
    datetime.date(2025, 2, 22)
    """
    if factor == NO_DUE_DATE:
        return None
    if not FIRST <= factor < FIRST + CYCLE:
        raise InvalidBoleto("a factor is 0, or 1000 to 9999")
    first = BASE + timedelta(days=factor)
    cycles = max(0, round((day - first).days / CYCLE))
    return first + timedelta(days=cycles * CYCLE)
