"""Asking a bank for a charge: written down first, issued at once or later, never twice.

What is particular to Pix is in charges.py, to boletos in boletos.py.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Generic

from quita.domain.charge_records import Charge, ChargeState
from quita.domain.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    ProviderRefused,
    ProviderUnavailable,
)
from quita.domain.money import brl
from quita.domain.records import AgreedInstallment, Agreement, Person
from quita.services.issuing import (
    FIRST_DELAY,
    AsyncIssuer,
    B,
    Issuer,
    R,
    difference_of,
    retry_delay,
)
from quita.services.payment_cases import open_case
from quita.services.ports import (
    Clock,
    NewId,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.received import received

PATIENCE_SECONDS = 8.0
FIRST_LOOK = timedelta(seconds=30)
BATCH = 20

OnIssued = Callable[[UnitOfWork, Charge], None]


class Charging(ABC, Generic[R, B]):
    """Charges of agreed installments, one live charge of a kind each.

    A subclass gives the kind, the word for it in notes that agents read, and three steps.
    """

    kind: str
    noun: str

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wire the ports.

        Args:
            patience_seconds: how long somebody in the chat waits for the bank; the worker takes
                over after FIRST_DELAY, so it is less.
        """
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._patience_seconds = patience_seconds

    @abstractmethod
    def _add(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        installment: AgreedInstallment,
        charge: Charge,
    ) -> Charge:
        """Store a new charge, completed; where there is a live one already, give that."""

    @abstractmethod
    def _asked(self, tx: UnitOfWork, charge: Charge, person: Person) -> R:
        """Give what the bank is asked."""

    def _stands(self, tx: UnitOfWork, live: Charge, wanted: Charge, due: AgreedInstallment) -> bool:
        """Say whether a live charge still asks for what its installment needs."""
        return True

    def _keep(self, tx: UnitOfWork, charge: Charge, bank: B) -> None:
        """Store what the bank gave besides the code."""

    @abstractmethod
    def _txid(self, charge_id: str) -> str:
        """Give a charge's key at the bank, always the same for the same id."""

    @abstractmethod
    def _expiry(self, now: datetime, installment: AgreedInstallment) -> datetime:
        """Say until when a charge asked for now may be paid."""

    def request(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        installment: AgreedInstallment,
        conversation_id: str,
        person: Person,
    ) -> Charge:
        """Write down, in the caller's transaction, that an installment's charge is wanted.

        A live charge is given again; one past its time, or that asks for something else by now, is
        withdrawn and replaced (PaymentService has usually done the first by then). What was paid
        in part is not asked for twice. The worker takes a new one up only after FIRST_DELAY, which
        leaves it to `issue_now` until then.

        Raises:
            NotAllowed: the installment is paid.
        """
        left = installment.amount - received(tx, installment.id)
        if installment.paid_at is not None or left <= 0:
            raise NotAllowed("the installment is paid")
        now = self._clock()
        charge_id = self._new_id()
        draft = Charge(
            id=charge_id,
            kind=self.kind,
            txid=self._txid(charge_id),
            installment_id=installment.id,
            agreement_id=agreement.id,
            person_id=person.id,
            conversation_id=conversation_id,
            amount=left,
            state=ChargeState.REQUESTED,
            created_at=now,
            expires_at=self._expiry(now, installment),
        )
        live = tx.charges.live(installment.id, self.kind)
        if live is not None:
            if live.expires_at > now and self._stands(tx, live, draft, installment):
                return live
            self._withdraw(tx, live)
        charge = self._add(tx, agreement, installment, draft)
        if charge.id == charge_id:
            tx.charges.retry_at(charge.id, now + FIRST_DELAY)
            tx.events.audit("system", "charge:requested", charge.id, {"txid": charge.txid}, now)
        return charge

    def issued(self, charge_id: str, bank: B, on_issued: OnIssued | None = None) -> Charge:
        """Take the bank's charge as ours; a charge that is no longer requested stays as it is.

        Args:
            on_issued: called in the transaction that stores the code, to send it.

        Raises:
            ProviderRefused: it is not what was asked for; ours is failed then.
            NotFound: there is no such charge.
        """
        return self._record(charge_id, bank, on_issued)[0]

    def refused(self, charge_id: str, error: ProviderRefused) -> None:
        """Fail a requested charge that the bank refused, and open a case for a human.

        Raises:
            NotFound: there is no such charge.
        """
        with self._uow() as tx:
            charge = _found(tx, charge_id)
            if charge.state is ChargeState.REQUESTED:
                self._fail(tx, charge, str(error))

    async def issue_now(self, charge_id: str, provider: AsyncIssuer[R, B]) -> Charge:
        """Issue a requested charge while somebody waits.

        Where the bank does not answer in time the charge comes back without its code, and the
        worker goes on with it.

        Raises:
            ProviderRefused: the bank said no, or gave something else; the charge is failed.
            NotFound: there is no such charge.
        """
        charge, request = await asyncio.to_thread(self._claim, charge_id)
        if request is None:
            return charge
        try:
            bank = await asyncio.wait_for(provider.create(request), self._patience_seconds)
        except (ProviderUnavailable, asyncio.TimeoutError):
            return charge
        except ProviderRefused as error:
            await asyncio.to_thread(self.refused, charge_id, error)
            raise
        return await asyncio.to_thread(self.issued, charge_id, bank)

    def issue_due(self, provider: Issuer[R, B], on_issued: OnIssued) -> int:
        """Issue the charges whose attempt is due; give how many were issued.

        Stops at the first call that the bank does not answer: the rest stays due.

        Args:
            on_issued: called in the transaction that stores the code, to send it. An outbox key
                made of the charge's id keeps a repetition harmless.
        """
        with self._uow() as tx:
            due = tx.charges.due_for_issue(self._clock(), BATCH, self.kind)
        count = 0
        for charge in due:
            try:
                count += self._issue(charge.id, provider, on_issued)
            except ProviderUnavailable:
                break
            except Conflict:
                continue  # another process is at it; it is tried again when it is due
        return count

    def _issue(self, charge_id: str, provider: Issuer[R, B], on_issued: OnIssued) -> bool:
        _, request = self._claim(charge_id)
        if request is None:
            return False
        try:
            return self._record(charge_id, provider.create(request), on_issued)[1]
        except ProviderRefused as error:
            self.refused(charge_id, error)
            return False

    def _claim(self, charge_id: str) -> tuple[Charge, R | None]:
        """Put the next attempt off, so that nobody else asks meanwhile; None if nothing is to do.

        The delay is written before the call: a crash during it costs the delay and nothing more.
        """
        now = self._clock()
        with self._uow() as tx:
            charge = _found(tx, charge_id)
            if charge.state is not ChargeState.REQUESTED:
                return charge, None
            if charge.expires_at <= now:
                return self._fail(tx, charge, "o banco não respondeu a tempo"), None
            person = tx.people.get(charge.person_id)
            if person is None:
                raise NotFound("the charge's person is gone")
            tx.charges.retry_at(charge.id, now + retry_delay(charge.attempts))
            return charge, self._asked(tx, charge, person)

    def _record(self, charge_id: str, bank: B, on_issued: OnIssued | None) -> tuple[Charge, bool]:
        """Store the code, once; say whether it was this call that did."""
        now = self._clock()
        with self._uow() as tx:
            charge = _found(tx, charge_id)
            if charge.state is not ChargeState.REQUESTED:
                return charge, False
            difference = self._difference(charge, bank)
            if difference is None:
                tx.charges.set_state(charge.id, ChargeState.ISSUED, code=bank.code)
                tx.charges.check_at(charge.txid, now + FIRST_LOOK)
                self._keep(tx, charge, bank)
                tx.events.audit("system", "charge:issued", charge.id, {"txid": charge.txid}, now)
                charge = replace(charge, state=ChargeState.ISSUED, code=bank.code)
                if on_issued is not None:
                    on_issued(tx, charge)
                return charge, True
            self._fail(tx, charge, difference)
        raise ProviderRefused(difference)

    def _difference(self, charge: Charge, bank: B) -> str | None:
        return difference_of(charge, bank)

    def _withdraw(self, tx: UnitOfWork, charge: Charge) -> None:
        """Make room for another charge; one with a code was not yet looked up a last time."""
        now = self._clock()
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        tx.events.audit("system", "charge:expired", charge.id, {"txid": charge.txid}, now)
        if charge.state is ChargeState.ISSUED:
            note = (
                f"Confira no banco se o {self.noun} {charge.txid}, de {brl(charge.amount)}, foi"
                " pago: ele venceu e outro foi gerado antes da última consulta."
            )
            open_case(tx, charge, note, f"payment:{charge.id}", self._new_id(), now)

    def _fail(self, tx: UnitOfWork, charge: Charge, reason: str) -> Charge:
        now = self._clock()
        tx.charges.set_state(charge.id, ChargeState.FAILED)
        details = {"txid": charge.txid, "reason": reason}
        tx.events.audit("system", "charge:failed", charge.id, details, now)
        note = f"O {self.noun} de {brl(charge.amount)} não foi gerado: {reason}"
        open_case(tx, charge, note, f"charge:{charge.id}", self._new_id(), now)
        return replace(charge, state=ChargeState.FAILED)


def _found(tx: UnitOfWork, charge_id: str) -> Charge:
    charge = tx.charges.get(charge_id)
    if charge is None:
        raise NotFound("no such charge")
    return charge
