"""Boletos registered by files: what waits goes into a remittance, what returns is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timezone

from quita.domain.business_days import SAO_PAULO, local_day
from quita.domain.charge_records import BoletoRecord, Charge, ChargeState
from quita.domain.errors import NotFound, ProviderRefused
from quita.services.boletos import BOLETO, BoletoService, instructions, record_of
from quita.services.charging import OnIssued
from quita.services.payments import CONCLUDED, REMOVED, PaymentService
from quita.services.ports import (
    BoletoCharge,
    BoletoEvent,
    BoletoEventKind,
    BoletoFormat,
    Clock,
    PixPayment,
    RemittanceItem,
    UnitOfWork,
    UnitOfWorkFactory,
)

BATCH = 5000


@dataclass(frozen=True)
class ReturnReport:
    """What a return file did, in boletos.

    Attributes:
        unknown: not ours, or without effect: their numbers, as the bank has them.
    """

    registered: int = 0
    refused: int = 0
    paid: int = 0
    written_off: int = 0
    unknown: tuple[str, ...] = ()


class BoletoFiles:
    """Remittances and returns of one account."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        boletos: BoletoService,
        payments: PaymentService,
        on_registered: OnIssued,
        format_: BoletoFormat,
    ) -> None:
        """Wire the ports; `on_registered` sends a boleto once the bank confirms it."""
        self._uow, self._clock = uow, clock
        self._boletos, self._payments = boletos, payments
        self._on_registered, self._format = on_registered, format_

    def remit(self, write: Callable[[bytes], None]) -> int:
        """Write the boletos that wait into a file; give how many.

        They are noted as remitted once the file is written, so that a file that failed is written
        anew. A boleto whose day has passed goes to a human instead.

        Raises:
            InvalidCnab: one of them does not fit; nothing was noted.
        """
        now = self._clock()
        late: list[str] = []
        with self._uow() as tx:
            items = []
            for record in tx.boletos.to_remit(BATCH):
                charge = tx.charges.get(record.charge_id)
                if charge is None or charge.expires_at <= now:
                    late.append(record.charge_id)
                    continue
                items.append(_item(tx, charge, record))
            if items:
                number = max(item.record.sequence for item in items)
                write(self._format.write(items, number, now))
            for item in items:
                tx.boletos.remitted(item.record.charge_id, now)
        for charge_id in late:
            self._boletos.refused(charge_id, ProviderRefused("venceu antes da remessa"))
        return len(items)

    def take(self, raw: bytes) -> ReturnReport:
        """Take a return file; the same file again changes nothing.

        Raises:
            InvalidCnab: it cannot be read; nothing was taken.
        """
        counts = dict.fromkeys(BoletoEventKind, 0)
        unknown = []
        for event in self._format.read(raw):
            if self._take(event):
                counts[event.kind] += 1
            else:
                unknown.append(event.own_number)
        return ReturnReport(
            counts[BoletoEventKind.REGISTERED],
            counts[BoletoEventKind.REFUSED],
            counts[BoletoEventKind.PAID],
            counts[BoletoEventKind.WRITTEN_OFF],
            tuple(unknown),
        )

    def _take(self, event: BoletoEvent) -> bool:
        with self._uow() as tx:
            charge = tx.charges.by_txid(event.txid)
            record = tx.boletos.of_charge(charge.id) if charge else None
        if charge is None or record is None or charge.kind != BOLETO:
            return False
        if event.kind is BoletoEventKind.REFUSED:
            reasons = ", ".join(event.reasons) or "sem motivo"
            self._boletos.refused(charge.id, ProviderRefused(f"rejeitado pelo banco: {reasons}"))
            return charge.state is ChargeState.REQUESTED
        bank = self._as_bank(event, charge, record)
        if charge.state is ChargeState.REQUESTED:
            tells = event.kind is BoletoEventKind.REGISTERED
            try:
                self._boletos.issued(charge.id, bank, self._on_registered if tells else None)
            except ProviderRefused:
                return True  # failed, with a case for a human
            if tells:
                return True
        if event.kind is BoletoEventKind.REGISTERED:
            return False
        paid = self._payments.take(charge.id, bank)
        return paid or event.kind is BoletoEventKind.WRITTEN_OFF

    def _as_bank(self, event: BoletoEvent, charge: Charge, record: BoletoRecord) -> BoletoCharge:
        """Give what the bank says; a boleto under another own number cannot be paid by ours."""
        boleto, own_number, bank_name = self._format.bars(record, charge.amount)
        ours = event.own_number.lstrip("0") == own_number.lstrip("0")
        status = {BoletoEventKind.WRITTEN_OFF: REMOVED[1], BoletoEventKind.PAID: CONCLUDED}
        payments: tuple[PixPayment, ...] = ()
        if event.kind is BoletoEventKind.PAID:
            happened = event.happened_on or local_day(self._clock())
            key = f"boleto:{boleto.bank}:{own_number}:{happened.isoformat()}:{event.paid}"
            payments = (PixPayment(key, event.paid, _noon(happened)),)
        return BoletoCharge(
            txid=event.txid,
            status=status.get(event.kind, "ATIVA"),
            amount=event.amount,
            code=boleto.line if ours else "",
            payments=payments,
            due_date=event.due_date or record.due_date,
            own_number=own_number,
            bank_name=bank_name,
        )


def _item(tx: UnitOfWork, charge: Charge, record: BoletoRecord) -> RemittanceItem:
    person = tx.people.get(charge.person_id)
    agreement = tx.agreements.get(charge.agreement_id)
    debt = tx.debts.get(agreement.debt_id) if agreement else None
    if person is None or debt is None:
        raise NotFound("the boleto's person or debt is gone")
    return RemittanceItem(
        txid=charge.txid,
        record=record_of(tx, charge.id),
        amount=charge.amount,
        issued_on=local_day(charge.created_at),
        debtor_name=person.name,
        debtor_cpf=person.cpf,
        creditor_name=debt.creditor.name,
        creditor_cnpj=debt.creditor.cnpj,
        instructions=instructions(tx, charge, record),
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SAO_PAULO).astimezone(timezone.utc)
