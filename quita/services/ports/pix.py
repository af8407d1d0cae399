"""A bank's Pix charges, as the services ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from quita.domain.money import ZERO
from quita.domain.pix_due import DueTerms


@dataclass(frozen=True)
class PixRequest:
    """A Pix charge to be created under a txid; reais, seconds.

    Attributes:
        due: of a charge with a due date (cobv); an immediate one (cob) ends after `expires_in`.
    """

    txid: str
    amount: Decimal
    debtor_name: str
    debtor_cpf: str
    text: str
    expires_in: int
    due: DueTerms | None = None


@dataclass(frozen=True)
class PixPayment:
    """One payment that a bank lists under a charge; reais. A boleto's has an id of the bank's.

    Attributes:
        refunded: what of it was given back, or is on its way back.
        original: the part that is the charge itself, where the bank says it (`componentesValor`).
    """

    end_to_end_id: str
    amount: Decimal
    paid_at: datetime
    refunded: Decimal = ZERO
    original: Decimal | None = None


@dataclass(frozen=True)
class PixReceived:
    """A Pix in the bank's list of what came in; reais."""

    end_to_end_id: str
    txid: str
    amount: Decimal
    refunded: Decimal


@dataclass(frozen=True)
class BankCharge:
    """A charge as the bank holds it.

    Attributes:
        txid: our key of it. status: Bacen's word for it, also where the bank has words of its own.
        code: what is paid by: a copy-and-paste text, or a linha digitável; empty where it cannot
            be paid. payments: what came in, in the bank's order.
    """

    txid: str
    status: str
    amount: Decimal
    code: str
    payments: tuple[PixPayment, ...] = ()


@dataclass(frozen=True)
class PixCharge(BankCharge):
    """A Pix charge."""


@dataclass(frozen=True, order=True)
class PixHint:
    """What a callback says of a payment: a hint to ask the bank, and nothing more.

    Attributes:
        refunded: whether it speaks of money that was given back.
    """

    txid: str
    end_to_end_id: str = ""
    refunded: bool = False


class PixProvider(Protocol):
    """A bank's API Pix. Raises ProviderRefused or ProviderUnavailable."""

    def create(self, request: PixRequest) -> PixCharge:
        """Create the charge of that txid; the same request again gives the same charge."""

    def get(self, txid: str) -> PixCharge: ...

    def withdraw(self, txid: str) -> None: ...

    def received(self, start: datetime, end: datetime) -> Sequence[PixReceived]:
        """List the Pix with a txid that came in from start to end."""

    def register_webhook(self, url: str) -> None: ...


class AsyncPixProvider(Protocol):
    """The same bank from inside an event loop."""

    async def create(self, request: PixRequest) -> PixCharge: ...
