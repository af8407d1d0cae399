"""What a human must look into about a charge: never lost, and one case however often it is told."""

from __future__ import annotations

from datetime import datetime

from quita.domain.records import Case, Charge
from quita.services.inbox import protocol_number
from quita.services.ports import UnitOfWork

PAYMENT_PROBLEM = "payment_problem"


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
