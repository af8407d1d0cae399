"""What a charge with a due date costs on a given day: fine, interest, rebate, discount.

Modalities as in API Pix 2.9, CobVValor. Money is in reais with two decimals, half up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.bank.calendar import business_days_between, roll_forward

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
FIXED, PERCENT = 1, 2
# Days a rate is spread over, by modality of interest; the business month is 21 days by custom.
INTEREST_SPREAD = {2: 1, 3: 30, 4: 365, 6: 1, 7: 21, 8: 252}
BUSINESS_DAY_INTEREST = (5, 6, 7, 8)
DAILY_SUM_INTEREST = (1, 5)


@dataclass(frozen=True)
class Amounts:
    """The parts of what is to be paid, in reais."""

    original: Decimal
    fine: Decimal = ZERO
    interest: Decimal = ZERO
    rebate: Decimal = ZERO
    discount: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.original + self.fine + self.interest - self.rebate - self.discount

    def components(self) -> dict[str, dict[str, str]]:
        """Give `componentesValor`: the original, and the parts that are not zero."""
        parts = {
            "original": self.original,
            "multa": self.fine,
            "juros": self.interest,
            "abatimento": self.rebate,
            "desconto": self.discount,
        }
        return {
            name: {"valor": f"{part:.2f}"}
            for name, part in parts.items()
            if part or name == "original"
        }


def on_day(value: Mapping[str, Any], due: date, day: date) -> Amounts:
    """Give what a charge costs on a day.

    Args:
        value: `valor` of the charge, already checked.
        due: `dataDeVencimento`; it counts from the next business day when it is none.
    """
    original = Decimal(value["original"])
    rebate = _share(value.get("abatimento"), original)
    base = original - rebate
    due = roll_forward(due)
    if day > due:
        return Amounts(
            original=original,
            rebate=rebate,
            fine=_share(value.get("multa"), base),
            interest=_interest(value.get("juros"), base, due, day),
        )
    discount = _discount(value.get("desconto"), base, due, day)
    return Amounts(original, rebate=rebate, discount=discount)


def _share(rule: Mapping[str, Any] | None, base: Decimal) -> Decimal:
    if rule is None:
        return ZERO
    amount = Decimal(rule["valorPerc"])
    return _cents(amount if int(rule["modalidade"]) == FIXED else base * amount / HUNDRED)


def _interest(rule: Mapping[str, Any] | None, base: Decimal, due: date, day: date) -> Decimal:
    if rule is None:
        return ZERO
    modality, amount = int(rule["modalidade"]), Decimal(rule["valorPerc"])
    by_business_day = modality in BUSINESS_DAY_INTEREST
    days = business_days_between(due, day) if by_business_day else (day - due).days
    if modality in DAILY_SUM_INTEREST:
        return _cents(amount * days)
    return _cents(base * amount / HUNDRED / INTEREST_SPREAD[modality] * days)


def _discount(rule: Mapping[str, Any] | None, base: Decimal, due: date, day: date) -> Decimal:
    if rule is None:
        return ZERO
    modality = int(rule["modalidade"])
    if modality in (1, 2):
        steps = sorted(rule["descontoDataFixa"], key=lambda step: str(step["data"]))
        step = next((one for one in steps if day <= date.fromisoformat(one["data"])), None)
        if step is None:
            return ZERO
        return _share({"modalidade": modality, "valorPerc": step["valorPerc"]}, base)
    early = business_days_between(day, due) if modality in (4, 6) else (due - day).days
    amount = Decimal(rule["valorPerc"]) * early
    return min(base, _cents(amount if modality in (3, 4) else base * amount / HUNDRED))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
