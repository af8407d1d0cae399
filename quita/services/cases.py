"""Cases for humans: opened once, with a protocol, and with what each kind stops at once."""

from __future__ import annotations

from dataclasses import dataclass

from quita.domain.contact_policy import Silence
from quita.domain.handoff import Reason
from quita.domain.records import Case
from quita.services.access import conversation_of
from quita.services.contact import CASE, WRONG_PERSON, Contact
from quita.services.inbox import protocol_number
from quita.services.ports import Clock, NewId, UnitOfWorkFactory


@dataclass(frozen=True)
class Kind:
    """What a case does at once.

    Attributes:
        reason: of the handoff it asks for, if it does.
        holds: the debts are on hold until it is decided.
        quiets: the company starts no more messages to this address.
    """

    reason: Reason | None
    holds: bool = False
    quiets: bool = False


KINDS: dict[str, Kind] = {
    "claim_fraud": Kind(Reason.FRAUD, holds=True, quiets=True),
    "dispute_debt": Kind(Reason.DISPUTE, holds=True, quiets=True),
    "dispute_amount": Kind(Reason.DISPUTE, holds=True, quiets=True),
    "dispute_service": Kind(Reason.DISPUTE, holds=True, quiets=True),
    "threaten_legal": Kind(Reason.LEGAL_THREAT, quiets=True),
    "debtor_deceased": Kind(Reason.DECEASED, holds=True, quiets=True),
    "lgpd_request": Kind(Reason.LGPD),
    "over_indebted": Kind(Reason.OVER_INDEBTED, quiets=True),
    "send_receipt": Kind(Reason.RECEIPT, holds=True, quiets=True),
    "beyond_authority": Kind(Reason.BEYOND_AUTHORITY),
    "ask_debt_proof": Kind(Reason.REQUESTED),
    "ask_settlement_letter": Kind(Reason.REQUESTED),
    "update_contact": Kind(Reason.REQUESTED),
    "wrong_person": Kind(None, quiets=True),
}


class Cases:
    """Opens cases; needs no identity, and discloses nothing."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId, contact: Contact
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id, self._contact = uow, clock, new_id, contact

    def open(self, conversation_id: str, kind: str, note: str, key: str) -> tuple[Case, Kind]:
        """Open a case of a kind of KINDS; `key` makes a repetition give the same case.

        Debts are held only where identity is proven: a stranger's claim must not touch them, so
        an agent decides there.
        """
        now = self._clock()
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            case_id = self._new_id()
            person_id = conversation.person_id if conversation.verified(now) else None
            case = tx.cases.add(
                Case(
                    id=case_id,
                    protocol=protocol_number(now, case_id),
                    kind=kind,
                    conversation_id=conversation_id,
                    person_id=person_id,
                    debt_id=None,
                    opened_at=now,
                    note=note,
                ),
                key,
            )
            if case.id != case_id:
                return case, KINDS[kind]
            if person_id and KINDS[kind].holds:
                for debt in tx.debts.of_person(person_id):
                    if debt.status == "agreed":  # its reminders stop; the agreement is a human's
                        tx.contacts.silence(Silence.DEBT, debt.id, kind, now)
                    if debt.status == "open":  # also what the bot may not speak of today
                        tx.debts.set_status(debt.id, "on_hold")
            if KINDS[kind].quiets:
                reason = WRONG_PERSON if kind == WRONG_PERSON else f"{CASE}{kind}"
                self._contact.stop(tx, conversation, reason)
            tx.events.audit("bot", f"case:{kind}", conversation_id, {"case": case.id}, now)
            return case, KINDS[kind]
