"""A bank's boletos, by its API or by files of remittance and return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from quita.domain.boleto.bars import Boleto
from quita.domain.charge_records import BoletoRecord
from quita.services.ports.pix import BankCharge


@dataclass(frozen=True)
class BoletoRequest:
    """A boleto to be registered under our own number (1 to 15 letters and digits); reais.

    Attributes:
        due_date: the last day on which it may be paid, a business day.
        instructions: lines for whoever reads the paper, 80 characters each.
    """

    txid: str
    amount: Decimal
    due_date: date
    debtor_name: str
    debtor_cpf: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoletoCharge(BankCharge):
    """A registered boleto; `code` is its linha digitável, 47 digits.

    Attributes:
        own_number: the bank's (nosso número). emv: of the Pix that settles it, where the bank
            gives one (bolepix). bank_name: as it is printed.
    """

    due_date: date | None = None
    own_number: str = ""
    emv: str = ""
    bank_name: str = ""


class BoletoProvider(Protocol):
    """A bank that registers boletos. Raises ProviderRefused or ProviderUnavailable."""

    def create(self, request: BoletoRequest) -> BoletoCharge:
        """Register the boleto of that number; the same request again gives the same boleto."""

    def get(self, txid: str) -> BoletoCharge: ...

    def withdraw(self, txid: str) -> None: ...

    def register_webhook(self, url: str) -> None: ...


class AsyncBoletoProvider(Protocol):
    """The same bank from inside an event loop."""

    async def create(self, request: BoletoRequest) -> BoletoCharge: ...


@dataclass(frozen=True)
class RemittanceItem:
    """A boleto that a bank is asked by file to register; reais."""

    txid: str
    record: BoletoRecord
    amount: Decimal
    issued_on: date
    debtor_name: str
    debtor_cpf: str
    creditor_name: str
    creditor_cnpj: str
    instructions: tuple[str, ...]


class BoletoEventKind(str, Enum):
    """What a bank tells of a boleto by file."""

    REGISTERED = "registered"
    REFUSED = "refused"
    PAID = "paid"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True)
class BoletoEvent:
    """One thing that a return file tells; reais. `reasons` are the bank's codes."""

    kind: BoletoEventKind
    txid: str
    own_number: str
    amount: Decimal
    due_date: date | None
    paid: Decimal
    happened_on: date | None
    reasons: tuple[str, ...] = ()


class BoletoFormat(Protocol):
    """A bank's files. Raises InvalidCnab."""

    def bars(self, record: BoletoRecord, amount: Decimal) -> tuple[Boleto, str, str]:
        """Give bars, own number and bank's name of a boleto, payable once the bank confirms."""

    def write(self, items: Sequence[RemittanceItem], number: int, now: datetime) -> bytes: ...

    def read(self, raw: bytes) -> list[BoletoEvent]: ...
