"""Pix charges of Bacen's API Pix: to be paid at once (cob), or with a due date (cobv)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from quita.domain.business_days import local_day
from quita.domain.charge_records import PIX, Charge, ChargeState
from quita.domain.errors import NotFound
from quita.domain.pix_txid import charge_txid
from quita.domain.records import AgreedInstallment, Agreement, Person
from quita.services.charging import PATIENCE_SECONDS, Charging, OnIssued
from quita.services.due_rules import LIFETIME, DueRule, end_of, paid_at_once
from quita.services.issuing import retry_delay
from quita.services.ports import (
    Clock,
    NewId,
    PixCharge,
    PixRequest,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.unwanted import close

__all__ = ["LIFETIME", "PIX", "ChargeService", "OnIssued", "retry_delay"]


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
        due_rule: DueRule = paid_at_once,
    ) -> None:
        """Wire the ports.

        Args:
            payer_text: what the payer's bank shows beside the amount, 140 characters at most;
                whoever pays may be somebody else, so it names no debt.
            lifetime: how long a code may be paid.
            patience_seconds: how long somebody in the chat waits for the bank.
            due_rule: which installments are charged with their due date (cobv).
        """
        super().__init__(uow, clock, new_id, patience_seconds)
        self._payer_text, self._lifetime, self._due_rule = payer_text, lifetime, due_rule

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
            due=charge.due_terms,
        )

    def payable_code(self, charge_id: str) -> str:
        """Give the code of a charge that may be paid now.

        Raises:
            NotFound: there is none, or it is paid, over or taken back.
        """
        with self._uow() as tx:
            charge = tx.charges.get(charge_id)
        ours = charge is not None and charge.kind == PIX and charge.state is ChargeState.ISSUED
        if charge is None or not ours or not charge.code or charge.expires_at <= self._clock():
            raise NotFound("no code that may be paid")
        return charge.code

    def claim_order(self, charge_id: str, key: str) -> bool:
        """Say whether the message of that key is the one that shows a charge as an order."""
        with self._uow() as tx:
            return tx.charges.claim_order(charge_id, key)

    def _add(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        installment: AgreedInstallment,
        charge: Charge,
    ) -> Charge:
        terms = self._due_rule(installment, local_day(charge.created_at))
        if terms is not None:
            charge = replace(
                charge,
                txid=charge_txid(charge.id, "cobv"),
                expires_at=end_of(terms.last_day),
                due_terms=terms,
            )
        return tx.charges.add(charge)

    def _stands(self, tx: UnitOfWork, live: Charge, wanted: Charge, due: AgreedInstallment) -> bool:
        terms = live.due_terms
        return live.amount == wanted.amount and (terms is None or terms.due_date == due.due_date)

    def _withdraw(self, tx: UnitOfWork, live: Charge) -> None:
        if live.state is ChargeState.ISSUED:
            close(tx, live, self._clock)
        else:
            super()._withdraw(tx, live)

    def _asked(self, tx: UnitOfWork, charge: Charge, person: Person) -> PixRequest:
        return self.pix_request(charge, person, self._payer_text)

    def _txid(self, charge_id: str) -> str:
        return charge_txid(charge_id)

    def _expiry(self, now: datetime, installment: AgreedInstallment) -> datetime:
        return now + self._lifetime
