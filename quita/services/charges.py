"""Pix charges: an immediate charge of Bacen's API Pix for one installment."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from quita.domain.records import AgreedInstallment, Agreement, Charge, Person
from quita.services.charging import PATIENCE_SECONDS, Charging, OnIssued, retry_delay
from quita.services.ports import (
    Clock,
    NewId,
    PixCharge,
    PixRequest,
    UnitOfWork,
    UnitOfWorkFactory,
)

__all__ = ["LIFETIME", "PIX", "ChargeService", "OnIssued", "retry_delay", "txid_of"]

PIX = "pix"
LIFETIME = timedelta(days=3)


class ChargeService(Charging[PixRequest, PixCharge]):
    """Pix of agreed installments."""

    kind, noun = PIX, "Pix"

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        payer_text: str,
        lifetime: timedelta = LIFETIME,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wire the ports.

        Args:
            payer_text: what the payer's bank shows beside the amount, 140 characters at most;
                whoever pays may be somebody else, so it names no debt.
            lifetime: how long a code may be paid.
            patience_seconds: how long somebody in the chat waits for the bank.
        """
        super().__init__(uow, clock, new_id, patience_seconds)
        self._payer_text, self._lifetime = payer_text, lifetime

    def pix_request(self, charge: Charge, person: Person, text: str) -> PixRequest:
        """Give what the bank is asked; it lets the code expire when we do, and no later."""
        left = charge.expires_at - self._clock()
        return PixRequest(
            txid=charge.txid,
            amount=charge.amount,
            debtor_name=person.name,
            debtor_cpf=person.cpf,
            text=text,
            expires_in=max(1, int(left.total_seconds())),
        )

    def _add(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        installment: AgreedInstallment,
        charge: Charge,
    ) -> Charge:
        return tx.charges.add(charge)

    def _asked(self, tx: UnitOfWork, charge: Charge, person: Person) -> PixRequest:
        return self.pix_request(charge, person, self._payer_text)

    def _txid(self, charge_id: str) -> str:
        return txid_of(charge_id)

    def _expiry(self, now: datetime, installment: AgreedInstallment) -> datetime:
        return now + self._lifetime


def txid_of(charge_id: str) -> str:
    """Give a charge's key at the bank: 32 letters and digits, always the same for the same id."""
    return hashlib.sha256(f"pix:{charge_id}".encode()).hexdigest()[:32]
