"""What a human must look into about a charge: never lost, and one case however often it is told."""

from __future__ import annotations

from datetime import datetime

from quita.domain.charge_records import BOLETO, Charge
from quita.domain.divergence import Divergence, Outcome
from quita.domain.money import brl
from quita.domain.records import Case
from quita.services.inbox import protocol_number
from quita.services.ports import UnitOfWork

PAYMENT_PROBLEM = "payment_problem"
_NOTES = {
    Outcome.PARTIAL: "entraram {amount} e faltam {other} da parcela; o próximo código pede o resto",
    Outcome.EXCESS: "entraram {amount}, e {other} a mais devem ser devolvidos",
    Outcome.DUPLICATE: "a parcela já estava paga; entraram mais {amount}, que devem ser devolvidos",
    Outcome.ENDED: "{amount} pagos num acordo que não vale mais; já foram abatidos da conta",
    Outcome.REMOVED: "{amount} recebidos numa cobrança removida do banco",
    Outcome.REFUNDED: "{amount} foram devolvidos a quem pagou: veja se a parcela segue paga",
    Outcome.LATE: "{amount} entraram depois do prazo do código",
}


def divergence_note(charge: Charge, found: Divergence) -> str:
    """Say to an agent what is to be looked into."""
    what = _NOTES[found.outcome].format(amount=brl(found.amount), other=brl(found.other))
    return f"{look_at(charge)}: {what}."


def look_at(charge: Charge) -> str:
    """Ask an agent to look a charge up at the bank."""
    noun = "boleto" if charge.kind == BOLETO else "Pix"
    return f"Confira no banco o {noun} {charge.txid}, de {brl(charge.amount)}"


def open_case(
    tx: UnitOfWork, charge: Charge, note: str, key: str, case_id: str, now: datetime
) -> None:
    """Open a case about a charge, once for each key; agents read the note."""
    agreement = tx.agreements.get(charge.agreement_id)
    tx.cases.add(
        Case(
            id=case_id,
            protocol=protocol_number(now, case_id),
            kind=PAYMENT_PROBLEM,
            conversation_id=charge.conversation_id,
            person_id=charge.person_id,
            debt_id=agreement.debt_id if agreement else None,
            opened_at=now,
            note=note,
        ),
        key,
    )
