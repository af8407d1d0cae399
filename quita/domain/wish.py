"""What a debtor's words about money ask for: how much, how often, how many, when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from quita.domain.offer import Wish

_MONTHLY = re.compile(
    r"\b((por|ao|todo|cada|no) mes\b(?! que)|mensa\w*|(parcelas?|prestac\w+|vezes|x) de|cada)\b|/mes"
)
_DOWN = re.compile(r"\b(entrada|sinal|de cara|adianto|primeiro pagamento)\b")
_AT_ONCE = re.compile(
    r"\b(a vista|avista|de uma vez|de uma so vez|tudo|total|quit\w+|encerr\w+|liquid\w+|na lata)\b"
)


def wish_of(
    text: str,
    amounts: Sequence[Decimal],
    count: int | None,
    first_date: date | None,
    owed: Decimal,
    *,
    asked_monthly: bool = False,
) -> Wish:
    """Read a wish out of a message and the values found in it (reais).

    An amount without any word that says how often it is meant is taken as monthly where it was
    asked for as that, where a count stands beside it, or where it is under a third of what is owed;
    else as a total. The summary that follows shows how it was taken, before anything is agreed.
    """
    words = _folded(text)
    if not amounts:
        at_once = count is None and first_date is None and _AT_ONCE.search(words)
        return Wish(count=1) if at_once else Wish(count=count, first_date=first_date)
    down_first = _DOWN.search(words)
    if down_first and len(amounts) > 1:
        down, other = _apart(words, amounts)
        return Wish(monthly=other, down=down, count=count, first_date=first_date)
    amount = amounts[0]
    if down_first:
        return Wish(down=amount, count=count, first_date=first_date)
    monthly = asked_monthly or count is not None or _MONTHLY.search(words)
    if monthly and not (count is None and _AT_ONCE.search(words) and not asked_monthly):
        return Wish(monthly=amount, count=count, first_date=first_date)
    if not _AT_ONCE.search(words) and amount * 3 < owed:
        return Wish(monthly=amount, first_date=first_date)
    return Wish(total=amount, first_date=first_date)


def _apart(words: str, amounts: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Tell the down payment from the installment.

    "500 de entrada e 150 por mês" and "entrada de 500 e 150 por mês" name it first; only where a
    figure stands well before the word ("150 por mês com entrada de 500") is it the second.
    """
    match = _DOWN.search(words)
    before = words[: match.start()] if match else ""
    figure_well_before = re.search(r"\d", before) and not re.search(r"\d\D{0,12}$", before)
    return (amounts[1], amounts[0]) if figure_well_before else (amounts[0], amounts[1])


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
