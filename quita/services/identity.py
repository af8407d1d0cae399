"""Checking who is writing: two facts, three failures within 24 hours, then a human."""

from __future__ import annotations

from dataclasses import dataclass

from quita.domain.conversation import VERIFICATION_LASTS
from quita.domain.identity import (
    FAILURES_COUNT_FOR,
    MAX_FAILURES,
    Answers,
    Candidate,
    Outcome,
    challenge_place,
    check,
)
from quita.services.access import conversation_of
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True)
class Checked:
    """How a check ended; the first name only where it was passed."""

    outcome: Outcome
    first_name: str = ""


class Identity:
    """Proof of identity for one conversation."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def place(self, conversation_id: str) -> int:
        """Say which three digits of the CPF this conversation asks for (an index of PLACES)."""
        return challenge_place(conversation_id)

    def locked(self, conversation_id: str) -> bool:
        """Say whether this address, or the people behind it, failed three times in 24 hours."""
        with self._uow() as tx:
            return self._locked(tx, conversation_of(tx, conversation_id).address_id)

    def check(self, conversation_id: str, answers: Answers) -> Checked:
        """Check two answers; a failure counts for the address and for the person behind it.

        An address with nobody behind it fails like a wrong answer: the two are not told apart.
        """
        now = self._clock()
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            address_id = conversation.address_id
            if self._locked(tx, address_id):
                return Checked(Outcome.LOCKED)
            people = tx.people.at_address(address_id)
            candidates = [Candidate(p.id, p.cpf, p.birth_date) for p in people]
            person_id = check(candidates, answers, challenge_place(conversation_id))
            if person_id is None:
                only = people[0].id if len(people) == 1 else None
                tx.people.record_failure(address_id, only, now)
                tx.events.audit("person", "identity_failed", conversation_id, {}, now)
                locked = self._locked(tx, address_id)
                return Checked(Outcome.LOCKED if locked else Outcome.FAILED)
            tx.conversations.set_verified(conversation_id, person_id, now + VERIFICATION_LASTS)
            tx.events.audit("person", "identity_verified", conversation_id, {}, now)
            name = next(p.name for p in people if p.id == person_id)
            return Checked(Outcome.VERIFIED, name.split()[0].capitalize())

    def _locked(self, tx: UnitOfWork, address_id: str) -> bool:
        people = [person.id for person in tx.people.at_address(address_id)]
        since = self._clock() - FAILURES_COUNT_FOR
        return tx.people.failures(address_id, people, since) >= MAX_FAILURES
