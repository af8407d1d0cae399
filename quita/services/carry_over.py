"""What the bot is told of the time in which a person had a conversation that is handed back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quita.domain.business_days import local_day
from quita.domain.conversation import Conversation
from quita.domain.handoff_records import Handoff
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

FORGOTTEN: Mapping[str, Any] = {  # what was asked before the handoff is no open question any more
    "expecting": "nothing",
    "pending_wish": None,
    "later_wish": None,
    "shown_offers": None,
    "pending_offer": None,
    "far_wish": None,
}


class CarryOver:
    """Gives the dialogue's memory what was agreed meanwhile, to the first turn that comes after."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def slots(self, conversation: Conversation, turn_id: str) -> Mapping[str, Any]:
        """Give the slots to be set in this turn; none where nothing was handed back before it.

        It is carried over once: asked again for the same turn it gives the same, so that a replay
        changes nothing. Identity is not among them: the database alone says whether it is proven.
        """
        with self._uow() as tx:
            handoff = tx.handoffs.carried(conversation.id, turn_id)
            if handoff is None:
                return {}
            return {**FORGOTTEN, **self._agreed(tx, conversation, handoff)}

    def _agreed(
        self, tx: UnitOfWork, conversation: Conversation, handoff: Handoff
    ) -> dict[str, Any]:
        now = self._clock()
        if conversation.person_id is None or not conversation.verified(now):
            return {}
        since = handoff.requested_at
        made = tx.agreements.of_person(conversation.person_id)
        agreement = next((one for one in made if one.created_at >= since), None)
        if agreement is not None:
            return {"focused_debt": agreement.debt_id}
        offer = tx.offers.latest(conversation.id)
        if offer is None or offer.accepted or offer.created_at < since:
            return {}
        if offer.offer.valid_until < local_day(now):
            return {"focused_debt": offer.debt_id}
        return {
            "focused_debt": offer.debt_id,
            "pending_offer": offer.id,
            "expecting": "acceptance",
        }
