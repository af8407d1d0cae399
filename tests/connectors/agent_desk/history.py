"""What went before with Maria: another channel, an SMS, an hour kept, an agreement half paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from quita.bootstrap import Container
from quita.domain.conversation import Channel, Owner
from quita.domain.handoff_records import Callback, CallbackState, Handoff
from quita.domain.links import Link
from quita.domain.offer import Wish
from quita.domain.records import AddressKind, OutboxState
from quita.services.ports import UnitOfWork
from quita.services.ports.sms import SmsMessage
from tests.builders import draft, open_conversation, save_debt, stated
from tests.conftest import FakeClock
from tests.connectors.agent_desk.busy import MARIA, PHONE


def add_history(core: Container, clock: FakeClock, chat: str) -> None:
    """Give Maria's conversation a past."""
    with core.database() as tx:
        _texted(tx, clock)
        _web_chat(tx, clock)
        _hours(tx, clock, chat)
        reminder = {"kind": "template", "name": "lembrete_neutro", "text": "Oi!"}
        at = clock() - timedelta(days=3)
        tx.outbox.add(chat, reminder, "system", "reminder", at)
        save_debt(tx, stated(MARIA.id, "900.00", id="old", interest=Decimal("0.00")))
    ana = core.accounts.get("ana")
    assert ana is not None
    core.desk_deals.offer(chat, ana, "old", Wish(count=3), "old")
    with core.database() as tx:
        offer = next(one for one in tx.offers.of_person(MARIA.id) if one.debt_id == "old")
    core.desk_deals.close(chat, ana, offer.id)
    with core.database() as tx:
        [agreement] = tx.agreements.of_person(MARIA.id)
        tx.agreements.mark_paid(agreement.installments[0].id, clock())


def _texted(tx: UnitOfWork, clock: FakeClock) -> None:
    at = clock() - timedelta(days=12)
    address = tx.people.ensure_address(AddressKind.PHONE, PHONE)
    tx.links.add(Link("link", MARIA.id, at, "cli", at + timedelta(days=30)), "code")
    tx.sms.add(SmsMessage("sms", "sms", PHONE, "Oi", address, "link"), at)
    tx.sms.claim(clock(), "w", clock())
    tx.sms.sent("sms", "gateway", at)
    tx.sms.reported(OutboxState.DELIVERED, "gateway", None, None, at)


def _web_chat(tx: UnitOfWork, clock: FakeClock) -> None:
    at = clock() - timedelta(days=12, hours=-1)
    web = open_conversation(
        tx, at, PHONE, channel=Channel.SMS_LINK, owner=Owner.CLOSED, person_id=MARIA.id,
        protocol="2026111100000003",
    )  # fmt: skip
    for n in range(3):
        moment = at + timedelta(minutes=n)
        heard = draft(moment, "oi", phone=PHONE, channel=Channel.SMS_LINK)
        tx.messages.add(web.id, heard, moment)
    tx.outbox.add(web.id, {"kind": "text", "text": "Oi!"}, "bot", "web", at + timedelta(minutes=4))
    [said] = tx.outbox.of_conversation(web.id)
    tx.outbox.failed(said.id, "gone")


def _hours(tx: UnitOfWork, clock: FakeClock, chat: str) -> None:
    if tx.handoffs.running(chat) is None:
        tx.handoffs.add(Handoff("h", chat, "geral", "requested", "intent", 4, clock()))
    made = clock() - timedelta(days=2)
    kept = Callback("kept", chat, "h", "geral", made + timedelta(hours=3), made, "person")
    tx.callbacks.promise(kept)
    tx.callbacks.settle(chat, CallbackState.KEPT)
    coming = clock() + timedelta(hours=20)
    tx.callbacks.promise(Callback("next", chat, "h", "geral", coming, clock(), "system"))
