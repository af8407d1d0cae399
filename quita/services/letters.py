"""Settlement letters: one for each settled agreement, checked by its code, given on request."""

from __future__ import annotations

from collections.abc import Callable

from quita.domain.agreement import AgreementState
from quita.domain.business_days import local_day
from quita.domain.errors import NotAllowed, NotFound
from quita.domain.follow_up import Letter
from quita.domain.letter import LetterPaper, Paid, canonical_code
from quita.domain.records import Agreement
from quita.services.access import verified_person
from quita.services.endings import debts_of
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory


class LetterService:
    """Issues, finds and withdraws letters."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        new_code: Callable[[], str],
    ) -> None:
        """Wire the ports; `new_code` makes a code that nobody guesses."""
        self._uow, self._clock, self._new_id, self._new_code = uow, clock, new_id, new_code

    def issue(self, tx: UnitOfWork, agreement: Agreement) -> Letter:
        """Give the letter of a settled agreement, made once, in the caller's transaction.

        Raises:
            NotAllowed: the agreement is not settled.
        """
        if agreement.state is not AgreementState.SETTLED:
            raise NotAllowed("only a settled agreement has a letter")
        now = self._clock()
        drafted = Letter(self._new_id(), agreement.id, agreement.person_id, self._new_code(), now)
        letter = tx.letters.add(drafted)
        if letter.id == drafted.id:
            tx.events.audit("system", "letter:issued", agreement.id, {"letter": letter.id}, now)
        return letter

    def of_person(self, conversation_id: str) -> list[Letter]:
        """Give the letters of all agreements that a verified person settled, newest first.

        Raises:
            NotVerified: identity is not proven.
        """
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, self._clock())
            settled = [
                one
                for one in tx.agreements.of_person(person.id)
                if one.state is AgreementState.SETTLED
            ]
            letters = [self.issue(tx, agreement) for agreement in settled]
            return [letter for letter in letters if letter.withdrawn_at is None]

    def stands(self, typed: str) -> bool | None:
        """Say of a code whether its letter stands, or was withdrawn; None: it is not ours."""
        code = canonical_code(typed)
        if code is None:
            return None
        with self._uow() as tx:
            letter = tx.letters.by_code(code)
        return None if letter is None else letter.withdrawn_at is None

    def withdraw(self, typed: str, actor: str) -> None:
        """Let a letter stand no more: its payment was taken back, or it was made by mistake.

        Raises:
            NotFound: no letter has that code.
        """
        code, now = canonical_code(typed), self._clock()
        with self._uow() as tx:
            letter = tx.letters.by_code(code) if code else None
            if letter is None:
                raise NotFound("no letter has that code")
            tx.letters.withdraw(letter.id, now)
            details = {"letter": letter.id}
            tx.events.audit(actor, "letter:withdrawn", letter.agreement_id, details, now)

    def paper(self, letter_id: str) -> LetterPaper:
        """Give what stands on a letter.

        Raises:
            NotFound: there is none that stands.
        """
        with self._uow() as tx:
            letter = tx.letters.get(letter_id)
            agreement = tx.agreements.get(letter.agreement_id) if letter else None
            person = tx.people.get(letter.person_id) if letter else None
            if letter is None or letter.withdrawn_at or agreement is None or person is None:
                raise NotFound("no letter that stands")
            debts = debts_of(tx, agreement)
            return LetterPaper(
                code=letter.code,
                issued_on=local_day(letter.issued_at),
                creditor=debts[0].creditor,
                person_name=person.name,
                person_cpf=person.cpf,
                agreement_number=agreement.id,
                accounts=tuple((debt.product, debt.contract) for debt in debts),
                payments=tuple(
                    Paid(item.number, local_day(item.paid_at), item.amount)
                    for item in agreement.installments
                    if item.paid_at is not None
                ),
            )
