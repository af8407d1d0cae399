"""Puts together what stands on a boleto, for one that a bank has registered and nobody has paid."""

from __future__ import annotations

from quita.domain.boleto.bars import read
from quita.domain.boleto.paper import BoletoPaper, Party
from quita.domain.business_days import local_day
from quita.domain.charge_records import ChargeState
from quita.domain.errors import NotFound
from quita.domain.identity import cnpj_text
from quita.services.boletos import BOLETO, instructions, record_of
from quita.services.ports import UnitOfWorkFactory


class BoletoPapers:
    """Boletos as they are printed."""

    def __init__(self, uow: UnitOfWorkFactory, beneficiary: Party) -> None:
        """Take who receives; its document is a CNPJ as people write it."""
        self._uow, self._beneficiary = uow, beneficiary

    def paper(self, charge_id: str) -> BoletoPaper:
        """Give what stands on a boleto.

        Raises:
            NotFound: there is none, or none that may be paid: a boleto that no bank registered, or
                that was paid, replaced or given up, is shown to nobody.
        """
        with self._uow() as tx:
            charge = tx.charges.get(charge_id)
            payable = charge and charge.kind == BOLETO and charge.state is ChargeState.ISSUED
            if charge is None or not payable or charge.code is None:
                raise NotFound("no boleto that may be paid")
            record, person = record_of(tx, charge.id), tx.people.get(charge.person_id)
            agreement = tx.agreements.get(charge.agreement_id)
            debt = tx.debts.get(agreement.debt_id) if agreement else None
            if person is None or debt is None:
                raise NotFound("the boleto's person or debt is gone")
            creditor = debt.creditor
            return BoletoPaper(
                boleto=read(charge.code),
                bank_name=record.bank_name,
                beneficiary=_named(self._beneficiary),
                creditor=Party(creditor.name, f"CNPJ {cnpj_text(creditor.cnpj)}", creditor.address),
                payer=Party(person.name, f"CPF {cpf_text(person.cpf)}"),
                number=charge.txid,
                own_number=record.own_number,
                issued_on=local_day(charge.created_at),
                due_date=record.due_date,
                amount=charge.amount,
                instructions=instructions(tx, charge, record),
                emv=record.emv,
            )


def cpf_text(cpf: str) -> str:
    """Write a CPF with its signs.

    >>> cpf_text("52998224725")
    '529.982.247-25'
    """
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def _named(party: Party) -> Party:
    return Party(party.name, f"CNPJ {party.document}", party.address)
