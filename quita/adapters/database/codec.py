"""Writes terms and offers as JSON and reads back exactly the same; decimals travel as strings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from quita.domain.installments import Installment
from quita.domain.offer import Offer, OfferKind
from quita.domain.policy import CashDiscount, Terms

_TERMS_DECIMALS = (
    "min_installment",
    "min_down_payment",
    "monthly_interest_pct",
    "fine_pct",
    "default_interest_pct",
)
_TERMS_WHOLES = (
    "max_installments",
    "first_installment_days",
    "down_payment_days",
    "offer_validity_days",
)
_OFFER_DECIMALS = ("owed", "discount", "discount_pct", "monthly_interest_pct")


def write_terms(terms: Terms) -> dict[str, Any]:
    """Give the JSON document of terms."""
    most = terms.max_cash_discount_pct
    return {
        "cash_discounts": [[item.from_days, str(item.percent)] for item in terms.cash_discounts],
        "max_cash_discount_pct": None if most is None else str(most),
        **{name: str(getattr(terms, name)) for name in _TERMS_DECIMALS},
        **{name: getattr(terms, name) for name in _TERMS_WHOLES},
    }


def read_terms(document: Mapping[str, Any]) -> Terms:
    """Give the terms of a JSON document."""
    most = document["max_cash_discount_pct"]
    decimals: dict[str, Any] = {name: Decimal(document[name]) for name in _TERMS_DECIMALS}
    return Terms(
        cash_discounts=tuple(
            CashDiscount(days, Decimal(percent)) for days, percent in document["cash_discounts"]
        ),
        max_cash_discount_pct=None if most is None else Decimal(most),
        **decimals,
        **{name: document[name] for name in _TERMS_WHOLES},
    )


def write_offer(offer: Offer) -> dict[str, Any]:
    """Give the JSON document of an offer."""
    return {
        "kind": offer.kind.value,
        **{name: str(getattr(offer, name)) for name in _OFFER_DECIMALS},
        "payments": [
            [item.number, item.due_date.isoformat(), str(item.amount)] for item in offer.payments
        ],
        "valid_until": offer.valid_until.isoformat(),
    }


def read_offer(document: Mapping[str, Any]) -> Offer:
    """Give the offer of a JSON document."""
    return Offer(
        kind=OfferKind(document["kind"]),
        payments=tuple(
            Installment(number, date.fromisoformat(due), Decimal(amount))
            for number, due, amount in document["payments"]
        ),
        valid_until=date.fromisoformat(document["valid_until"]),
        **{name: Decimal(document[name]) for name in _OFFER_DECIMALS},
    )
