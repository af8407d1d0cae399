"""A charge in words: the code first and alone, then how to pay it."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, TurnView, off_loop
from quita.domain.charge_records import Charge
from quita.domain.debt import Creditor
from quita.domain.errors import ProviderRefused
from quita.domain.handoff import Reason
from quita.domain.reading.qr import wants_picture


async def say_charge(turn: TurnView, requested: Charge, creditor: Creditor) -> Events:
    """Have the bank issue a charge and send it; say so truthfully where the bank is slow.

    Where the bank refuses, a person takes over: the charge is failed and has its case.
    """
    core = turn.core
    try:
        charge = await core.charges.issue_now(requested.id, core.pix_async())
    except ProviderRefused:
        return [SlotSet("handoff_reason", Reason.SYSTEM_FAILURE.value)]
    if charge.code is None:
        turn.say("utter_pix_wait")
        return []
    order = core.messenger.shows_orders and await off_loop(
        core.charges.claim_order, charge.id, turn.key
    )
    for payload in core.messenger.charge_messages(charge, creditor, order=order):
        turn.send(payload)
    if wants_picture(turn.text):
        turn.send(core.messenger.qr_message(charge))
    return []


async def say_boleto(turn: TurnView, requested: Charge, creditor: Creditor) -> Events:
    """Have the bank register a boleto, and only then show it.

    Where the bank is slow, or takes files, the person is told so and gets it when it comes.
    """
    core = turn.core
    try:
        charge = requested
        if core.settings.boleto:
            charge = await core.boletos.issue_now(requested.id, core.boleto_async())
    except ProviderRefused:
        return [SlotSet("handoff_reason", Reason.SYSTEM_FAILURE.value)]
    if charge.code is None:
        turn.say("utter_boleto_wait")
        return []
    record = await off_loop(core.boletos.details, charge.id)
    for payload in core.messenger.boleto_messages(charge, record, creditor):
        turn.send(payload)
    return []
