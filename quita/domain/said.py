"""Whether a yes is a yes to what was shown: "aceito por 1 real" is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quita.domain.offer import Offer, OfferKind

_PIX = re.compile(
    r"\bpix\b|\bc[oó]digo\b|\bqr\b|\bpagar? (?:agora|j[aá]|hoje)\b|\bj[aá] pago\b", re.I
)
ROUNDING = Decimal(1)  # reais: "10x de 120" agrees with 119,73


@dataclass(frozen=True)
class Said:
    """The figures of a message: amounts in reais, a number of installments, a day."""

    amounts: tuple[Decimal, ...] = ()
    count: int | None = None
    day: date | None = None


def agrees_with(said: Said, offer: Offer) -> bool:
    """Say whether every figure that was said stands in the offer too."""
    known = {offer.total, *(payment.amount for payment in offer.payments)}
    cash = offer.kind is OfferKind.CASH
    counts = {1} if cash else {len(offer.installments), len(offer.payments)}
    days = {payment.due_date for payment in offer.payments}
    return (
        all(any(abs(amount - own) < ROUNDING for own in known) for amount in said.amounts)
        and (said.count is None or said.count in counts)
        and (said.day is None or said.day in days)
    )


def asks_for_pix(text: str) -> bool:
    """Say whether an acceptance also asks to pay right away: "aceito, manda o pix"."""
    return bool(_PIX.search(text))
