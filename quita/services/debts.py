"""What a verified person owes, and what of it the assistant may speak about."""

from __future__ import annotations

from dataclasses import dataclass

from quita.domain.business_days import local_day
from quita.domain.debt import Debt, Standing, Statement
from quita.services.access import verified_person
from quita.services.ports import Clock, UnitOfWorkFactory

NEEDS_HUMAN = {Standing.LEGAL, Standing.UNITEMISED, Standing.ON_HOLD}


@dataclass(frozen=True)
class Portrait:
    """A person's debts as the assistant may tell them.

    Attributes:
        open: stated and offered, with today's statement. agreed: an agreement runs.
        needs_human: some debt may only be spoken of by a person; which one is not said here.
    """

    open: tuple[tuple[Debt, Statement], ...]
    agreed: tuple[Debt, ...]
    needs_human: bool


class DebtBook:
    """Statements for verified conversations; time-barred debts are in none of them."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def portrait(self, conversation_id: str) -> Portrait:
        """Give a verified person's debts.

        Raises:
            NotVerified: identity is not proven in this conversation.
        """
        now = self._clock()
        day = local_day(now)
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            debts = tx.debts.of_person(person.id)
        standings = [(debt, debt.standing(day)) for debt in debts]
        return Portrait(
            open=tuple((d, d.statement(day)) for d, s in standings if s is Standing.OPEN),
            agreed=tuple(d for d, s in standings if s is Standing.AGREED),
            needs_human=any(s in NEEDS_HUMAN for _, s in standings),
        )
