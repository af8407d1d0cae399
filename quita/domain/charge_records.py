"""What the core remembers of money that is asked for: charges, boletos, recurrences, payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from quita.domain.money import ZERO
from quita.domain.pix_due import DueTerms

PIX, BOLETO, RECURRING = "pix", "boleto", "recurring"  # kinds of charges


class ChargeState(str, Enum):
    """The life of a charge at the bank."""

    REQUESTED = "requested"  # written here, not yet confirmed by the bank
    ISSUED = "issued"
    LAPSED = "lapsed"  # past its day or unwanted, and still looked up: it may have been paid
    PAID = "paid"
    WITHDRAWING = "withdrawing"  # no longer wanted here, not yet taken back at the bank
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    DIVERGED = "diverged"  # money came, and not what was asked: its payments say what


@dataclass(frozen=True)
class Charge:
    """A Pix or boleto asked of a bank for one installment; `txid` is the key at the bank; reais.

    Attributes:
        due_terms: of a Pix with a due date (cobv); None of one to be paid at once (cob).
        order_key: of the message that showed it as an order inside WhatsApp, if one did.
    """

    id: str
    kind: str
    txid: str
    installment_id: str
    agreement_id: str
    person_id: str
    conversation_id: str
    amount: Decimal
    state: ChargeState
    created_at: datetime
    expires_at: datetime
    code: str | None = None
    attempts: int = 0
    due_terms: DueTerms | None = None
    order_key: str | None = None


@dataclass(frozen=True)
class BoletoRecord:
    """What a boleto is besides its charge; reais.

    Attributes:
        sequence: ours, never used twice; own numbers of a CNAB account are made of it.
        due_date: the last day on which it may be paid.
        principal, fine, interest: what the charge's amount is made of.
        own_number, emv, bank_name: as the bank gave them; empty before.
        remitted_at: when it went into a remittance file.
    """

    charge_id: str
    due_date: date
    principal: Decimal
    fine: Decimal
    interest: Decimal
    sequence: int = 0
    own_number: str = ""
    emv: str = ""
    bank_name: str = ""
    remitted_at: datetime | None = None


class RecurrenceState(str, Enum):
    """The life of a recurrence (Pix Automático)."""

    REQUESTED = "requested"
    OFFERED = "offered"  # the bank has it; its payer has not authorised it
    APPROVED = "approved"
    ENDED = "ended"


@dataclass(frozen=True)
class Recurrence:
    """The rest of an agreement by Pix Automático; `bank_id` is the bank's idRec.

    Attributes:
        first_charge_id: the charge whose composite code (`code`) authorises it when paid.
    """

    id: str
    agreement_id: str
    person_id: str
    conversation_id: str
    first_charge_id: str
    state: RecurrenceState
    created_at: datetime
    bank_id: str | None = None
    code: str | None = None
    attempts: int = 0


@dataclass(frozen=True)
class Payment:
    """Money that arrived; `end_to_end_id` is the bank's key, so it is booked once; reais.

    Attributes:
        amount: what the payer paid. refunded: what of it was given back, or is on its way back.
        principal: the part of it that the charge itself was, where fine, interest or discount
            make a difference; None where it is the amount.
    """

    id: str
    end_to_end_id: str
    charge_id: str
    amount: Decimal
    paid_at: datetime
    refunded: Decimal = ZERO
    principal: Decimal | None = None

    @property
    def credited(self) -> Decimal:
        """What counts towards the installment."""
        principal = self.amount if self.principal is None else self.principal
        return max(ZERO, principal - self.refunded)
