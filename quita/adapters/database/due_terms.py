"""Writes the terms of a charge with a due date as JSON and reads back exactly the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from quita.domain.pix_due import Discount, DueTerms, Interest, Share


def write_due_terms(terms: DueTerms | None) -> dict[str, Any] | None:
    """Give the JSON document of terms, or None."""
    if terms is None:
        return None
    return {
        "due_date": terms.due_date.isoformat(),
        "valid_days": terms.valid_days,
        "fine": _written(terms.fine),
        "interest": _written(terms.interest),
        "rebate": _written(terms.rebate),
        "discount": _written(terms.discount),
        "until": [[day.isoformat(), str(value)] for day, value in terms.until],
    }


def read_due_terms(document: Mapping[str, Any] | None) -> DueTerms | None:
    """Give the terms of a JSON document, or None."""
    if document is None:
        return None
    fine, interest = document["fine"], document["interest"]
    rebate, discount = document["rebate"], document["discount"]
    return DueTerms(
        due_date=date.fromisoformat(document["due_date"]),
        valid_days=document["valid_days"],
        fine=fine and (Share(fine[0]), Decimal(fine[1])),
        interest=interest and (Interest(interest[0]), Decimal(interest[1])),
        rebate=rebate and (Share(rebate[0]), Decimal(rebate[1])),
        discount=discount and (Discount(discount[0]), discount[1] and Decimal(discount[1])),
        until=tuple((date.fromisoformat(day), Decimal(value)) for day, value in document["until"]),
    )


def _written(rule: tuple[int, Decimal | None] | None) -> list[Any] | None:
    if rule is None:
        return None
    how, value = rule
    return [int(how), None if value is None else str(value)]
