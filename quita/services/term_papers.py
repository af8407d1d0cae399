"""Puts together what stands on the term of an agreement that runs or was kept."""

from __future__ import annotations

from quita.domain.agreement import ENDED
from quita.domain.errors import NotFound
from quita.domain.term import TermPaper
from quita.services.endings import debts_of
from quita.services.ports import UnitOfWorkFactory


class TermPapers:
    """Terms as they are printed."""

    def __init__(self, uow: UnitOfWorkFactory) -> None:
        """Wire the port."""
        self._uow = uow

    def paper(self, agreement_id: str) -> TermPaper:
        """Give what stands on a term.

        Raises:
            NotFound: there is no such agreement, or it ended before its time.
        """
        with self._uow() as tx:
            agreement = tx.agreements.get(agreement_id)
            person = tx.people.get(agreement.person_id) if agreement else None
            if agreement is None or person is None or agreement.state in ENDED:
                raise NotFound("no agreement that stands")
            return TermPaper(agreement, tuple(debts_of(tx, agreement)), person.name)
