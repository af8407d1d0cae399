"""Everything that stands on a boleto, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quita.domain.boleto.bars import Boleto


@dataclass(frozen=True)
class Party:
    """A name with its document and, where known, its address."""

    name: str
    document: str
    address: str = ""


@dataclass(frozen=True)
class BoletoPaper:
    """A boleto as it is printed; reais.

    Attributes:
        boleto: what a bank registered.
        beneficiary: who receives; its CNPJ and address must be shown (Lei 12.039/2009, CDC 42-A).
        creditor: to whom it is owed, where that is not the beneficiary (CDC 42-A).
        number: ours; own_number the bank's.
        emv: of the Pix that settles it, or empty.
    """

    boleto: Boleto
    bank_name: str
    beneficiary: Party
    creditor: Party
    payer: Party
    number: str
    own_number: str
    issued_on: date
    due_date: date
    amount: Decimal
    instructions: tuple[str, ...]
    emv: str = ""
