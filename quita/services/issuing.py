"""Banks that issue charges: how they are asked, whether they gave it, when they are asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol, TypeVar

from quita.domain.charge_records import Charge
from quita.domain.money import brl
from quita.services.ports import BankCharge

FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=10), timedelta(minutes=10)
_PAYABLE = ("ATIVA", "CONCLUIDA")

R = TypeVar("R")  # what the bank is asked
R_contra = TypeVar("R_contra", contravariant=True)
B = TypeVar("B", bound=BankCharge)  # what it answers
B_co = TypeVar("B_co", bound=BankCharge, covariant=True)


class Issuer(Protocol[R_contra, B_co]):
    """A bank that issues charges. Raises ProviderRefused or ProviderUnavailable."""

    def create(self, request: R_contra) -> B_co:
        """Create a charge; the same request again gives the same charge."""


class AsyncIssuer(Protocol[R_contra, B_co]):
    """The same bank from inside an event loop."""

    async def create(self, request: R_contra) -> B_co: ...


def retry_delay(attempts: int) -> timedelta:
    """Give the wait after so many attempts: 10 s, doubled up to 10 min; the first may be ours."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def difference_of(charge: Charge, bank: BankCharge) -> str | None:
    """Say in what the bank's charge is not the one that was asked for, or None; agents read it."""
    if bank.txid != charge.txid:
        return "o banco respondeu com outra cobrança"
    if bank.amount != charge.amount:
        return f"o banco respondeu com outro valor, {brl(bank.amount)}"
    if bank.status not in _PAYABLE:
        return f"no banco a cobrança está como {bank.status}"
    if not bank.code:
        return "o banco não mandou o código"
    return None
