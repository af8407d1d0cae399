"""A charge in words: the code first and alone, then how to pay it."""

from __future__ import annotations

from actions.turn import TurnView
from quita.domain.records import Charge


async def say_charge(turn: TurnView, requested: Charge) -> None:
    """Have the bank issue a charge and send it; say so truthfully where the bank is slow."""
    core = turn.core
    charge = await core.charges.issue_now(requested.id, core.pix_async())
    if charge.code is None:
        turn.say("utter_pix_wait")
        return
    for payload in core.messenger.charge_messages(charge):
        turn.send(payload)
