"""What a debtor's words about money ask for: how much, how often, how many, when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from quita.domain.money import CENT, ZERO
from quita.domain.offer import Offer, OfferKind, Wish

# A sum as it is typed or spelled out, unless it counts something or is part of a date.
_SPELLED = (
    r"(?:cem|cento|cenzao|(?:duz|trez|quatroc|quinh|seisc|setec|oitoc|novec)ent\w+|vinte|trinta|"
    r"quarenta|cinquenta|sessenta|setenta|oitenta|noventa|dois|duas|tres|quatro|cinco|dez|mil\w*)"
)
_FIGURE = re.compile(
    rf"(?<!\bdia )(?<![\d/])(?:\d[\d.,]*(?: ?(?:mil|k)\b)?|\b{_SPELLED}(?:(?: e)? {_SPELLED})*\b)"
    r"(?! ?(?:x|xis|vez\w*|parcel\w+|prestac\w+|mes|meses|dias?|%|por cento)\b)(?!/?\d)"
)
_UNIT = r"\s*(?:(?:reais|real|conto\w*|pila\w*|pau\w*)\b)?\s*"
_PER_MONTH = r"(?:(?:por|ao|todo|td|cada|p/?)\s?mes\b(?! que)|mensa\w*|cada\b|/\s?mes\b)"
_MONTHLY = re.compile(rf"\b(?:parcelas?|prestac\w+|vezes|x) de\b|(?<![a-z]){_PER_MONTH}")
_MAYBE_MONTHLY = re.compile(r"\b(?:no|neste|nesse) (?:meu )?mes\b(?! que)")
_MONTHLY_AFTER = re.compile(rf"{_UNIT}{_PER_MONTH}")
_MONTHLY_BEFORE = re.compile(r"(?:parcel\w+|prestac\w+|vezes|x)(?: de)?\W*$")
_DOWN_WORD = r"(?:entrada|sinal|de cara|adianto|adiantad\w+|primeiro pagamento)\b"
_DOWN = re.compile(rf"\b{_DOWN_WORD}")
_NO_DOWN = re.compile(
    r"\b(?:sem (?:\w+ )?|nao (?:[a-z]+ ){0,4})(?:entrada|sinal)\b|\bentrada (?:de )?zero\b"
)
_DOWN_AFTER = re.compile(
    rf"{_UNIT}(?:(?:de|na|no|como|pra|para|p/|d)\s+)?(?:(?:a|uma|o|um)\s+)?"
    rf"(?:{_DOWN_WORD}|(?:agora|hoje|ja)?,?\s*(?:e|mais)?\s*o? ?rest(?:o|ante)\b)"
)
_DOWN_BEFORE = re.compile(rf"\b{_DOWN_WORD}[^.;\n]{{0,25}}$")
_NO_PROPOSAL = re.compile(
    r"\b(?:ganho|recebo|salario|renda|aposentadoria|bolsa|beneficio|devo|divida|debito)\b"
    r"[^,.;\n]{0,20}$"
)
_INCOME = re.compile(
    r"\b(?:ganho|ganhando|recebo|recebendo|salario|renda|aposentadoria|pensao|bolsa|beneficio|tiro)\b"
    r"[^,.;\n]{0,25}$"
)
_INTEREST_FREE = re.compile(r"\bsem (?:os |nenhum )?juros?\b|\bjuros? zero\b")
_PART = re.compile(
    r"\b(?:uma? (?:parte|pedaco)|um pouco(?: por vez)?|so (?:uma )?parte|abater|amortizar|"
    r"ir (?:pagando|abatendo|dando)|(?:aos )?pouquinhos?|aos poucos|"
    r"o que (?:eu )?(?:der|puder|tenho)|quando (?:der|puder|sobrar))\b"
)
_SHARED = re.compile(
    rf"{_UNIT}(?:(?:divid|parcel|repart)\w+ )?em (?:ate )?\w+ ?(?:x|vez|parc|prest)"
)
_CASH = r"a vista|avista|de uma (?:so )?vez|na lata"
_OR_SPLIT = re.compile(r"\b(?:ou|e) (?:\w+ ){0,2}(?:parcel\w+|prazo|vezes)\b|\bparcel\w+ ou\b")
_IN_CASH = re.compile(rf"\b(?:{_CASH})\b")
_AT_ONCE = re.compile(
    rf"\b(?:{_CASH}|(?:aceito|fecho|fechamos|faz|faco) por(?! mes)|"
    r"tudo(?! (?:bem|bom|certo|ok|joia))|total(?! d)|encerr\w+|liquid\w+|"
    r"quit(?!a\b)\w+|(?<!\ba )(?<!da )(?<!oi )quita)\b"
)


@dataclass(frozen=True)
class _Sum:
    """An amount in reais with the words around it, up to the next one on each side."""

    amount: Decimal
    before: str = ""
    after: str = ""


def income_of(text: str, amounts: Sequence[Decimal]) -> Decimal | None:
    """Read what somebody says that they earn a month: "ganho 1200", "meu salário é 900"; reais."""
    for item in _sums(_folded(text), amounts):
        if _INCOME.search(item.before):
            return item.amount
    return None


def is_part_payment(text: str, count: int | None) -> bool:
    """Say whether a message means to pay something now and then, without an agreement."""
    words = _folded(text)
    planned = count is not None or _DOWN.search(words) or _MONTHLY.search(words)
    return bool(_PART.search(words)) and not planned


def asked_for(text: str, count: int | None, first_date: date | None) -> Wish:
    """Read a wish out of a question without money: "à vista", "em 10x", "sem juros", "dia 5"."""
    words = _folded(text)
    if count is None and _IN_CASH.search(words) and not _OR_SPLIT.search(words):
        count = 1
    free = bool(_INTEREST_FREE.search(words))
    return Wish(count=count, first_date=first_date, interest_free=free)


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
    no_down = bool(_NO_DOWN.search(words))
    down = ZERO if no_down else None
    free = bool(_INTEREST_FREE.search(words))
    sums = [item for item in _sums(words, amounts) if not _INCOME.search(item.before)]
    if not sums:
        at_once = count is None and not amounts and _AT_ONCE.search(words)
        return Wish(
            down=down, count=1 if at_once else count, first_date=first_date, interest_free=free
        )
    first = None if no_down else _down_payment(words, sums)
    rest = [item for item in sums if item is not first]
    if first is not None:
        down = first.amount
        if not rest:
            return Wish(down=down, count=count, first_date=first_date, interest_free=free)
    said = _proposed(rest)
    if count == 1 and first is None:
        return Wish(total=said.amount, down=down, first_date=first_date, interest_free=free)
    shared = count is not None and _SHARED.match(said.after) and said.amount * 3 >= owed
    if count is not None and shared:
        each = (said.amount / count).quantize(CENT, rounding=ROUND_CEILING)
        return Wish(monthly=each, down=down, count=count, first_date=first_date, interest_free=free)
    often = first is not None or count is not None or _MONTHLY.search(words)
    if often or _rather_monthly(words, said.amount, owed, asked_monthly):
        return Wish(
            monthly=said.amount, down=down, count=count, first_date=first_date, interest_free=free
        )
    return Wish(total=said.amount, down=down, first_date=first_date, interest_free=free)


def from_another_day(offer: Offer, day: date | None) -> Wish:
    """Wish for the plan of an offer with its first payment on another day."""
    if offer.kind is OfferKind.CASH:
        return Wish(first_date=day)
    return Wish(down=offer.down_payment or None, count=len(offer.installments), first_date=day)


def _rather_monthly(words: str, amount: Decimal, owed: Decimal, asked_monthly: bool) -> bool:
    """Judge an amount that nothing says plainly to be an installment."""
    if asked_monthly:
        return not _IN_CASH.search(words)
    if _AT_ONCE.search(words):
        return False
    return bool(_MAYBE_MONTHLY.search(words)) or amount * 3 < owed


def _sums(words: str, amounts: Sequence[Decimal]) -> list[_Sum]:
    """Give each amount its surroundings, where as many figures are seen as amounts were read."""
    figures = list(_FIGURE.finditer(words))
    if len(figures) != len(amounts):
        return [_Sum(amount) for amount in amounts]
    ends = [0, *(figure.end() for figure in figures)]
    starts = [*(figure.start() for figure in figures), len(words)]
    return [
        _Sum(amount, words[ends[i] : starts[i]], words[ends[i + 1] : starts[i + 1]])
        for i, amount in enumerate(amounts)
    ]


def _down_payment(words: str, sums: Sequence[_Sum]) -> _Sum | None:
    """Tell the down payment: "500 de entrada" goes before "entrada de 500", this before the first.

    What stands between two figures belongs to the first one where it follows it closely.
    """
    for item in sums:
        if _DOWN_AFTER.match(item.after):
            return item
    for item in sums:
        if _DOWN_BEFORE.search(item.before):
            return item
    return sums[0] if _DOWN.search(words) else None


def _proposed(sums: Sequence[_Sum]) -> _Sum:
    """Choose the amount that is proposed: the monthly one, and no income nor what is owed."""
    for item in sums:
        if _MONTHLY_AFTER.match(item.after) or _MONTHLY_BEFORE.search(item.before):
            return item
    return next((item for item in sums if not _NO_PROPOSAL.search(item.before)), sums[0])


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
