"""SMS with links: checked, sent once, reported on, replied to."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.events import CONTACT_SUPPRESSED
from quita.domain.follow_up import About, Source
from quita.domain.records import AddressKind, OutboxState
from quita.domain.sms import GSM7
from quita.services.ports.sms import GatewayAnswer, SmsMessage, Taken
from quita.services.sms import Sms
from quita.services.web_delivery import WebDelivery
from tests.builders import MARIA, MARIAS_PHONE
from tests.conftest import FakeClock
from tests.services.sms_world import TAKEN, FakeGateway, make_sms


@pytest.fixture
def sms(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Sms:
    return make_sms(database, clock, new_id)


def state(sms: Sms, link_id: str) -> tuple[OutboxState, str | None]:
    [message] = sms.messages(link_id)
    return message.state, message.error


def test_an_sms_fits_into_one_part_and_names_nobody(sms: Sms) -> None:
    sent = sms.send_link(MARIAS_PHONE, None, "test")
    assert (sent.prepared.length.encoding, sent.prepared.length.parts) == (GSM7, 1)
    text = sent.prepared.body.lower()
    assert sent.made.url in text and "sair" in text
    for hidden in ("maria", MARIA.cpf, "divida", "debito", "credor", "acordo"):
        assert hidden not in text


def test_a_message_is_sent_once_and_its_report_is_kept(sms: Sms) -> None:
    sent, gateway = sms.send_link(MARIAS_PHONE, None, "test"), FakeGateway()
    assert sms.deliver_due(gateway) == 1
    assert sms.deliver_due(gateway) == 0
    assert [one.phone for one in gateway.sent] == [MARIAS_PHONE]
    assert sms.report(OutboxState.DELIVERED, "gw-1", None, None)
    assert sms.report(OutboxState.SENT, "gw-1", None, None)  # late, and it never goes back
    assert state(sms, sent.made.link.id) == (OutboxState.DELIVERED, None)
    assert not sms.report(OutboxState.SENT, "another", None, None)


def test_a_report_that_overtakes_the_answer_is_kept(sms: Sms) -> None:
    sent = sms.send_link(MARIAS_PHONE, None, "test")

    class Hasty(FakeGateway):
        def send(self, message: SmsMessage) -> GatewayAnswer:
            sms.report(OutboxState.DELIVERED, "gw-1", message.id, None)
            return TAKEN

    sms.deliver_due(Hasty())
    assert state(sms, sent.made.link.id)[0] is OutboxState.DELIVERED


def test_a_busy_gateway_is_asked_again_and_one_that_refuses_is_not(
    sms: Sms, clock: FakeClock
) -> None:
    busy = GatewayAnswer(Taken.BUSY, reason="HTTP 503")
    refused = GatewayAnswer(Taken.REFUSED, reason="HTTP 400")
    sent, gateway = sms.send_link(MARIAS_PHONE, None, "test"), FakeGateway([busy, refused])
    sms.deliver_due(gateway)
    assert sms.deliver_due(gateway) == 0
    clock.advance(seconds=10)
    assert sms.deliver_due(gateway) == 1
    assert state(sms, sent.made.link.id) == (OutboxState.FAILED, "HTTP 400")


def test_what_may_have_been_sent_is_not_sent_again(sms: Sms, clock: FakeClock) -> None:
    sms.send_link(MARIAS_PHONE, None, "test")
    gateway = FakeGateway([GatewayAnswer(Taken.UNCLEAR, reason="ReadTimeout")])
    sms.deliver_due(gateway)
    clock.advance(hours=3)
    assert sms.deliver_due(gateway) == 0
    assert len(gateway.sent) == 1


def test_a_crash_while_sending_does_not_send_twice(
    sms: Sms, database: Database, clock: FakeClock
) -> None:
    sent, gateway = sms.send_link(MARIAS_PHONE, None, "test"), FakeGateway()
    with database() as tx:
        tx.sms.claim(clock(), "a worker that dies", clock.advance(seconds=1))
    clock.advance(minutes=5)
    assert sms.deliver_due(gateway) == 1
    assert gateway.sent == []
    assert state(sms, sent.made.link.id)[0] is OutboxState.FAILED


def test_a_gateway_that_says_yes_and_delivers_nothing_is_found_out_in_a_day(
    sms: Sms, clock: FakeClock
) -> None:
    sent, gateway = sms.send_link(MARIAS_PHONE, None, "test"), FakeGateway()
    sms.deliver_due(gateway)
    clock.advance(hours=23)
    assert sms.give_up_unreported() == 0
    clock.advance(hours=1)
    assert sms.give_up_unreported() == 1
    assert state(sms, sent.made.link.id) == (
        OutboxState.FAILED, "no delivery report within a day",
    )  # fmt: skip
    assert len(gateway.sent) == 1
    sms.report(OutboxState.DELIVERED, "gw-1", None, None)  # very late, and true
    assert state(sms, sent.made.link.id)[0] is OutboxState.DELIVERED


def test_sair_opts_out_at_once_also_of_what_is_on_its_way(sms: Sms, clock: FakeClock) -> None:
    waiting, gateway = sms.send_link(MARIAS_PHONE, None, "test"), FakeGateway()
    assert not sms.reply(MARIAS_PHONE, "SAIR", "in-1")
    sms.deliver_due(gateway)
    assert gateway.sent == []
    assert state(sms, waiting.made.link.id)[0] is OutboxState.FAILED
    with pytest.raises(NotAllowed):
        sms.send_link(MARIAS_PHONE, None, "test")


def test_sair_is_kept_with_its_words_and_told_once(
    sms: Sms, database: Database, clock: FakeClock
) -> None:
    for number in range(2):
        assert not sms.reply(MARIAS_PHONE, "Sair.", f"in-{number}")
    with database() as tx:
        address_id = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        [word] = tx.contacts.words_at([address_id], Source.WORDS)
        events = tx.events.unpublished(clock(), 10)
        [noted] = tx.events.trail(address_id)
    assert (word.about, word.given, word.words) == (About.EVERYTHING, False, "Sair.")
    assert (word.channel, word.at) == (Channel.SMS_LINK, clock())
    assert [(one.type, dict(one.data)) for one in events] == [
        (CONTACT_SUPPRESSED, {"conversation": None, "channel": "sms_link", "reason": "opt_out"})
    ]
    assert (noted["action"], noted["details"]) == ("suppress:opt_out", {"source": "sms"})


def test_sair_is_of_the_conversation_that_is_open_there(
    sms: Sms, database: Database, clock: FakeClock
) -> None:
    sms.reply(MARIAS_PHONE, "quem é?", "in-1")
    sms.reply(MARIAS_PHONE, "SAIR", "in-2")
    with database() as tx:
        address_id = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        chat = tx.conversations.open_at(Channel.SMS_LINK, address_id)
        [word] = tx.contacts.words_at([address_id], Source.WORDS)
    assert chat is not None and word.conversation_id == chat.id


@pytest.mark.parametrize("sender", ["28000", "BANCO", ""])
def test_a_reply_that_no_phone_sent_is_set_aside_with_its_reason(
    sms: Sms, database: Database, sender: str
) -> None:
    assert not sms.reply(sender, "quero pagar", "in-1")
    with database() as tx:
        [aside] = tx.messages.set_aside_list()
    assert (aside["channel"], aside["reason"]) == ("sms_link", "a reply from what is no phone")
    assert json.loads(aside["raw"]) == {"from": sender, "text": "quero pagar", "id": "in-1"}


def test_any_other_reply_opens_a_conversation_that_is_answered_by_sms(
    sms: Sms, database: Database, clock: FakeClock
) -> None:
    assert sms.reply("51981234567", "quem é?", "in-1")
    assert not sms.reply("51981234567", "quem é?", "in-1")  # the gateway repeats itself
    with database() as tx:
        address_id = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        chat = tx.conversations.open_at(Channel.SMS_LINK, address_id)
        assert chat is not None and not chat.verified(clock())
        assert [one.text for one in tx.messages.pending(chat.id)] == ["quem é?"]
        options = [{"id": "/affirm", "title": "Sim"}]
        payload = {"kind": "buttons", "text": "Olá! É você?", "buttons": options}
        tx.outbox.add(chat.id, payload, "bot", "k", clock())
    assert WebDelivery(database, clock, "w").run() == 1
    gateway = FakeGateway()
    sms.reply(MARIAS_PHONE, "sair", "in-2")  # answers that are due are given all the same
    sms.deliver_due(gateway)
    assert [one.body for one in gateway.sent] == ["Ola! É voce?\n1) Sim"]


def test_what_is_no_phone_is_refused(sms: Sms) -> None:
    with pytest.raises(InvalidInput):
        sms.send_link("123", None, "test")
    assert not sms.reply("abc", "oi", "in-3")
