"""Writes terms and offers as JSON and reads back exactly the same; decimals travel as strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from quita.domain.installments import Installment
from quita.domain.offer import Offer, OfferKind
from quita.domain.policy import (
    Authority,
    Bracket,
    ChargesOn,
    Delisting,
    Eligibility,
    Role,
    Terms,
)

_OFFER_DECIMALS = ("owed", "discount", "discount_pct", "monthly_interest_pct")


def write_terms(terms: Terms) -> dict[str, Any]:
    """Give the JSON document of terms."""
    document: dict[str, Any] = _plain(terms)
    return document


def read_terms(document: Mapping[str, Any]) -> Terms:
    """Give the terms of a JSON document; what it does not hold keeps the default."""
    return Terms(**{name: _read(name, value) for name, value in document.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _read(name: str, value: Any) -> Any:
    if name in _NESTED and value is not None:
        return _NESTED[name](value)
    is_decimal = name.endswith("_pct") or name in _TERMS_REAIS
    return Decimal(value) if is_decimal and value is not None else value


def _fields(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _read(name, value) for name, value in document.items()}


_TERMS_REAIS = (
    "min_installment",
    "min_down_payment",
    "existential_minimum",
    "min_owed",
    "max_owed",
)
_NESTED: Mapping[str, Callable[[Any], Any]] = {
    "ageing": lambda items: tuple(Bracket(**_fields(item)) for item in items),
    "charges_on": ChargesOn,
    "delisting": Delisting,
    "discount_for": lambda item: Eligibility(**_fields(item)),
    "installments_for": lambda item: Eligibility(**_fields(item)),
    **{role.value: lambda item: Authority(**_fields(item)) for role in Role},
}


def write_offer(offer: Offer) -> dict[str, Any]:
    """Give the JSON document of an offer."""
    return {
        "kind": offer.kind.value,
        **{name: str(getattr(offer, name)) for name in _OFFER_DECIMALS},
        "payments": [
            [item.number, item.due_date.isoformat(), str(item.amount)] for item in offer.payments
        ],
        "valid_until": offer.valid_until.isoformat(),
        "cet_pct": None if offer.cet_pct is None else str(offer.cet_pct),
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
        cet_pct=_read("cet_pct", document.get("cet_pct")),
        **{name: Decimal(document[name]) for name in _OFFER_DECIMALS},
    )
