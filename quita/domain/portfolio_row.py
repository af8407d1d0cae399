"""One line of a portfolio file: its columns, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from quita.domain import portfolio_cells as cell
from quita.domain.business_days import add_months
from quita.domain.debt import LegalStatus
from quita.domain.errors import InvalidInput, InvalidPolicy
from quita.domain.itemisation import Itemisation
from quita.domain.money import ZERO, brl, percent_of
from quita.domain.policy import MAX_FINE_PCT, Terms

MIN_AGE_YEARS = 16  # who may be emancipated and contract (CC art. 5)
MAX_AGE_YEARS = 120
FIRST_DAY_OF_THE_REAL = date(1994, 7, 1)  # Lei 8.880/1994
MAX_YEARS_TO_COME = 10


class Presence(Enum):
    """Whether a column, and a cell of it, may be missing."""

    FILLED = "filled"  # every line fills it in
    EMPTY = "empty"  # the column is there, and a cell may be empty
    OPTIONAL = "optional"  # the column itself may be missing


@dataclass(frozen=True)
class Column:
    """A column: how a cell is read, and what an empty or missing one means."""

    read: Callable[[str], Any]
    presence: Presence = Presence.FILLED
    default: Any = None


@dataclass(frozen=True)
class PortfolioRow:
    """A good line: names are those of the columns; reais, percent, days of the calendar.

    Attributes:
        line: where it starts in the file, as an editor counts.
        contract: the external id where the cell is empty.
        max_cash_discount_pct, max_installments, min_installment, min_down_payment,
            monthly_interest_pct: None where the creditor's policy decides.
    """

    line: int
    external_id: str
    debtor_name: str
    cpf: str
    birth_date: date
    phones: tuple[str, ...]
    email: str | None
    creditor_name: str
    creditor_cnpj: str
    creditor_address: str
    product: str
    contract: str
    original_amount: Decimal
    due_date: date
    updated_amount: Decimal | None
    max_cash_discount_pct: Decimal | None
    max_installments: int | None
    min_installment: Decimal | None
    min_down_payment: Decimal | None
    monthly_interest_pct: Decimal | None
    correction_amount: Decimal
    fine_amount: Decimal
    interest_amount: Decimal
    fees_amount: Decimal
    original_creditor_name: str | None
    assignment_date: date | None
    prescription_date: date | None
    legal_status: LegalStatus

    @property
    def supplied(self) -> Itemisation:
        """The total and the charges as the creditor gave them, not yet judged."""
        return Itemisation(
            updated_amount=self.updated_amount,
            correction=self.correction_amount,
            fine=self.fine_amount,
            interest=self.interest_amount,
            fees=self.fees_amount,
        )


COLUMNS: Mapping[str, Column] = {
    "external_id": Column(cell.text),
    "debtor_name": Column(cell.name),
    "cpf": Column(cell.cpf),
    "birth_date": Column(cell.day),
    "phones": Column(cell.phones, Presence.EMPTY, ()),
    "email": Column(cell.email, Presence.EMPTY),
    "creditor_name": Column(cell.name),
    "creditor_cnpj": Column(cell.cnpj),
    "creditor_address": Column(cell.text),
    "product": Column(cell.text),
    "contract": Column(cell.text, Presence.EMPTY),
    "original_amount": Column(cell.positive_amount),
    "due_date": Column(cell.day),
    "updated_amount": Column(cell.positive_amount, Presence.EMPTY),
    "max_cash_discount_pct": Column(cell.percent, Presence.EMPTY),
    "max_installments": Column(cell.whole, Presence.EMPTY),
    "min_installment": Column(cell.least_amount, Presence.EMPTY),
    "min_down_payment": Column(cell.amount, Presence.EMPTY),
    "monthly_interest_pct": Column(cell.percent, Presence.EMPTY),
    "correction_amount": Column(cell.signed_amount, Presence.OPTIONAL, ZERO),
    "fine_amount": Column(cell.amount, Presence.OPTIONAL, ZERO),
    "interest_amount": Column(cell.amount, Presence.OPTIONAL, ZERO),
    "fees_amount": Column(cell.amount, Presence.OPTIONAL, ZERO),
    "original_creditor_name": Column(cell.name, Presence.OPTIONAL),
    "assignment_date": Column(cell.day, Presence.OPTIONAL),
    "prescription_date": Column(cell.day, Presence.OPTIONAL),
    "legal_status": Column(cell.legal_status, Presence.OPTIONAL, LegalStatus.NONE),
}
_LIMITS = {
    "max_cash_discount_pct": "precisa ser de 0 até menos de 100",
    "max_installments": "precisa ser de 1 a 120",
    "monthly_interest_pct": "precisa ser de 0 a 20 por cento ao mês",
}


def read_cells(cells: Mapping[str, str], day: date) -> tuple[dict[str, Any], list[str]]:
    """Read one line: the values that could be read, and every reason why the line is bad.

    Args:
        cells: by column; a column that the file lacks is missing here too.
        day: of the import; ages and future dates are judged by it.
    """
    values: dict[str, Any] = {}
    reasons: list[str] = []
    for name, column in COLUMNS.items():
        raw = cells.get(name, "").strip()
        if not raw:
            values[name] = column.default
            if column.presence is Presence.FILLED:
                reasons.append(f"{name}: está vazio")
            continue
        try:
            values[name] = column.read(raw)
        except InvalidInput as error:
            values[name] = column.default
            reasons.append(f"{name}: {error}")
    values["contract"] = values["contract"] or values["external_id"]
    reasons += _dates(values, day)
    reasons += _terms(values)
    reasons += _fine(values)
    return values, reasons


def _dates(values: Mapping[str, Any], day: date) -> Iterator[str]:
    birth, due = values["birth_date"], values["due_date"]
    if birth is not None:
        oldest = add_months(day, -12 * MAX_AGE_YEARS)
        if not oldest <= birth <= add_months(day, -12 * MIN_AGE_YEARS):
            yield f"birth_date: a idade precisa ser de {MIN_AGE_YEARS} a {MAX_AGE_YEARS} anos"
    if due is not None:
        if due < FIRST_DAY_OF_THE_REAL:
            yield "due_date: é de antes do real (01/07/1994)"
        elif due > add_months(day, 12 * MAX_YEARS_TO_COME):
            yield f"due_date: está mais de {MAX_YEARS_TO_COME} anos no futuro"
        if birth is not None and due <= birth:
            yield "due_date: vem antes do nascimento"
        if values["prescription_date"] is not None and values["prescription_date"] <= due:
            yield "prescription_date: precisa vir depois do vencimento"
    if values["assignment_date"] is not None and values["assignment_date"] > day:
        yield "assignment_date: está no futuro"


def _terms(values: Mapping[str, Any]) -> Iterator[str]:
    for name, reason in _LIMITS.items():
        try:
            Terms().overridden(**{name: values[name]})
        except InvalidPolicy:
            yield f"{name}: {reason}"


def _fine(values: Mapping[str, Any]) -> Iterator[str]:
    """Refuse a fine that the law refuses, on the amount corrected at most (CDC art. 52 §1)."""
    if values["original_amount"] is None:
        return
    limit = percent_of(
        values["original_amount"] + max(ZERO, values["correction_amount"]), MAX_FINE_PCT
    )
    if values["fine_amount"] > limit:
        yield f"fine_amount: passa de 2%, o máximo da lei (CDC art. 52 §1): {brl(limit)}"
