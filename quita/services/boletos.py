"""Boletos of agreed installments: registered by a bank before anybody sees them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, time, timezone
from decimal import Decimal

from quita.domain.boleto.bars import MAX_BOLETO
from quita.domain.boleto.owed import Owed, boleto_due, owed_on
from quita.domain.business_days import SAO_PAULO, local_day, next_business_day
from quita.domain.charge_records import BOLETO, BoletoRecord, Charge, ChargeState
from quita.domain.errors import NotAllowed, NotFound
from quita.domain.identity import cnpj_text
from quita.domain.money import brl
from quita.domain.records import AgreedInstallment, Agreement, Person
from quita.services.charging import Charging
from quita.services.ports import BoletoCharge, BoletoRequest, UnitOfWork
from quita.services.unwanted import close

__all__ = ["BOLETO", "BoletoService", "instructions", "number_of", "record_of"]

NUMBER_LENGTH = 15  # what a remittance has room for (CNAB 240, segment P, "número do documento")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class BoletoService(Charging[BoletoRequest, BoletoCharge]):
    """Boletos, one live one for an installment."""

    kind, noun = BOLETO, "boleto"

    def details(self, charge_id: str) -> BoletoRecord:
        """Give what a boleto is besides its charge.

        Raises:
            NotFound: there is none.
        """
        with self._uow() as tx:
            return record_of(tx, charge_id)

    def _add(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        installment: AgreedInstallment,
        charge: Charge,
    ) -> Charge:
        """Store it at what the installment costs on the boleto's day.

        Raises:
            NotAllowed: no boleto holds that amount.
        """
        debt = tx.debts.get(agreement.debt_id)
        if debt is None:
            raise NotFound("the agreement's debt is gone")
        due = local_day(charge.expires_at)
        owed = owed_on(charge.amount, installment.due_date, due, debt.terms)
        if not Decimal(0) < owed.total <= MAX_BOLETO:
            raise NotAllowed("no boleto holds that amount")
        stored = tx.charges.add(replace(charge, amount=owed.total))
        if stored.id == charge.id:
            tx.boletos.add(BoletoRecord(charge.id, due, owed.principal, owed.fine, owed.interest))
        return stored

    def _asked(self, tx: UnitOfWork, charge: Charge, person: Person) -> BoletoRequest:
        record = record_of(tx, charge.id)
        return BoletoRequest(
            txid=charge.txid,
            amount=charge.amount,
            due_date=record.due_date,
            debtor_name=person.name,
            debtor_cpf=person.cpf,
            instructions=instructions(tx, charge, record),
        )

    def _keep(self, tx: UnitOfWork, charge: Charge, bank: BoletoCharge) -> None:
        tx.boletos.registered(charge.id, bank.own_number, bank.emv, bank.bank_name)

    def _difference(self, charge: Charge, bank: BoletoCharge) -> str | None:
        if bank.due_date != local_day(charge.expires_at):
            return "o banco respondeu com outro vencimento"
        return super()._difference(charge, bank)

    def _stands(self, tx: UnitOfWork, live: Charge, wanted: Charge, due: AgreedInstallment) -> bool:
        """Say whether it is of what is left and, before the agreed day, of that day."""
        record, agreed = record_of(tx, live.id), next_business_day(due.due_date)
        late = agreed < local_day(self._clock())
        return record.principal == wanted.amount and (late or record.due_date == agreed)

    def _withdraw(self, tx: UnitOfWork, live: Charge) -> None:
        """Make room for another one; one that could still be paid is taken back at the bank.

        Banks settle a boleto up to two business days after it is paid, so one that was payable
        until now stays under watch: whoever paid on its last day is not asked to pay again.
        """
        if live.state is not ChargeState.ISSUED:
            super()._withdraw(tx, live)
            return
        if live.expires_at > self._clock():
            close(tx, live, self._clock)
            return
        tx.charges.set_state(live.id, ChargeState.LAPSED)
        tx.events.audit("system", "charge:lapsed", live.id, {"txid": live.txid}, self._clock())

    def _txid(self, charge_id: str) -> str:
        return number_of(charge_id)

    def _expiry(self, now: datetime, installment: AgreedInstallment) -> datetime:
        due = boleto_due(installment.due_date, local_day(now))
        return datetime.combine(due, time(23, 59, 59), SAO_PAULO).astimezone(timezone.utc)


def number_of(charge_id: str) -> str:
    """Give our number of a boleto: 15 capital letters and digits, always the same for an id."""
    value = int.from_bytes(hashlib.sha256(f"boleto:{charge_id}".encode()).digest(), "big")
    digits = []
    for _ in range(NUMBER_LENGTH):
        value, digit = divmod(value, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def record_of(tx: UnitOfWork, charge_id: str) -> BoletoRecord:
    """Give a charge's boleto.

    Raises:
        NotFound: there is none.
    """
    record = tx.boletos.of_charge(charge_id)
    if record is None:
        raise NotFound("no such boleto")
    return record


def instructions(tx: UnitOfWork, charge: Charge, record: BoletoRecord) -> tuple[str, ...]:
    """Give what is printed for whoever takes the money: what it is for, and of what it is made.

    The creditor is named with CNPJ and address (CDC art. 42-A), each charge apart (Lei SP
    14.953/2013).
    """
    agreement = tx.agreements.get(charge.agreement_id)
    debt = tx.debts.get(agreement.debt_id) if agreement else None
    installment = tx.agreements.installment(charge.installment_id)
    if agreement is None or debt is None or installment is None:
        raise NotFound("the charge's agreement is gone")
    count = len(agreement.installments)
    place = [item.id for item in agreement.installments].index(installment.id) + 1
    lines = [
        f"Pagamento {place} de {count} do acordo com {debt.creditor.name}",
        f"Credor: CNPJ {cnpj_text(debt.creditor.cnpj)}, {debt.creditor.address}",
    ]
    owed = Owed(record.principal, record.fine, record.interest)
    if owed.total != owed.principal:
        lines.append(
            f"Parcela {brl(owed.principal)}, multa {brl(owed.fine)}, juros {brl(owed.interest)}"
        )
    return (*lines, "Não receber após o vencimento")
