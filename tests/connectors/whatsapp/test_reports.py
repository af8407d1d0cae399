"""What Meta reports of our messages, numbers and templates, and what follows."""

from __future__ import annotations

import pytest

from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.database.unit_of_work import Database
from quita.domain.number_health import Quality
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, Graph, Sending
from tests.conftest import FakeClock
from tests.connectors.whatsapp.envelopes import account_change, failed_status, status


@pytest.fixture
def sending(database: Database, clock: FakeClock) -> Sending:
    return Sending(database, clock, Graph())


@pytest.fixture
def chat(sending: Sending) -> str:
    return sending.chat()


def report(sending: Sending, body: bytes) -> list[str | None]:
    reports = Reports(sending.clock, sending.consequences)
    with sending.database() as tx:
        return [reports.record(tx, update) for update in parse_webhook(body).updates]


def sent(sending: Sending, chat: str, text: str = "oi") -> str:
    """Write and send one message; give its id."""
    sending.write(chat, text)
    sending.run_out()
    return sending.outbox(chat)[-1].id


def test_delivered_lets_the_next_message_go_on(sending: Sending, chat: str) -> None:
    first = sent(sending, chat)
    sending.write(chat, "segunda")
    assert report(sending, status("wamid.0", "sent", first, sending.clock())) == [None]
    assert report(sending, status("wamid.0", "delivered", first, sending.clock())) == [chat]


def test_delivered_with_nothing_behind_it_wakes_nobody(sending: Sending, chat: str) -> None:
    first = sent(sending, chat)
    assert report(sending, status("wamid.0", "delivered", first, sending.clock())) == [None]


@pytest.mark.parametrize("code", [131000, 130429, 131056])
def test_a_failure_that_passes_is_tried_again_in_its_place(
    sending: Sending, clock: FakeClock, chat: str, code: int
) -> None:
    first = sent(sending, chat)
    sending.write(chat, "segunda")
    report(sending, failed_status("wamid.0", code, first, clock()))
    clock.advance(seconds=4)
    sending.run_out()
    texts = [body["text"]["body"] for body in sending.graph.posted]
    assert texts == ["oi", "oi"]
    assert sending.states(chat) == [OutboxState.SENT, OutboxState.QUEUED]


@pytest.mark.parametrize("code", [131026, 131047, 130472, 131009])
def test_a_failure_for_good_is_not_tried_again(
    sending: Sending, clock: FakeClock, chat: str, code: int
) -> None:
    first = sent(sending, chat)
    report(sending, failed_status("wamid.0", code, first, clock()))
    clock.advance(days=2)
    assert sending.run_out() == 0
    assert sending.states(chat) == [OutboxState.FAILED]


def test_a_failure_that_comes_twice_is_one(sending: Sending, clock: FakeClock, chat: str) -> None:
    first = sent(sending, chat)
    for _ in range(2):
        report(sending, failed_status("wamid.0", 131026, first, clock()))
    with sending.database() as tx:
        assert len(tx.events.unpublished(clock(), 10)) == 1


def test_a_failed_status_of_a_locked_account_stops_the_number(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    first = sent(sending, chat)
    report(sending, failed_status("wamid.0", 131031, first, clock()))
    with sending.database() as tx:
        assert tx.numbers.all()[0].stopped_code == 131031


def test_a_template_that_meta_pauses_is_known_as_paused(sending: Sending, clock: FakeClock) -> None:
    value = {
        "event": "PAUSED",
        "message_template_id": 1,
        "message_template_name": "retomar_conversa",
        "message_template_language": "pt_BR",
        "reason": "FIRST_PAUSE",
    }
    report(sending, account_change("message_template_status_update", value, clock()))
    with sending.database() as tx:
        known = tx.templates.of("retomar_conversa", "pt_BR")
    assert known is not None and not known.usable


def test_a_flagged_number_is_red_until_it_is_unflagged(sending: Sending, clock: FakeClock) -> None:
    with sending.database() as tx:
        tx.numbers.told(NUMBER, clock(), display="+55 11 4000-0000")
    seen = []
    for event in ("FLAGGED", "UNFLAGGED"):
        value = {
            "display_phone_number": "551140000000",
            "event": event,
            "current_limit": "TIER_1K",
        }
        report(sending, account_change("phone_number_quality_update", value, clock()))
        with sending.database() as tx:
            seen.append(tx.numbers.all()[0].quality)
    assert seen == [Quality.RED, Quality.GREEN]
    with sending.database() as tx:
        assert tx.numbers.all()[0].tier == "TIER_1K"


def test_a_disabled_account_stops_every_number_and_a_warning_none(
    sending: Sending, clock: FakeClock
) -> None:
    with sending.database() as tx:
        tx.numbers.ensure(NUMBER, clock())
    warned = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}}
    report(sending, account_change("account_update", warned, clock()))
    with sending.database() as tx:
        assert not tx.numbers.all()[0].stopped
    ban = {"waba_ban_state": "DISABLE", "waba_ban_date": "November 23, 2026"}
    banned = {"event": "DISABLED_UPDATE", "ban_info": ban}
    report(sending, account_change("account_update", banned, clock()))
    with sending.database() as tx:
        assert tx.numbers.all()[0].stopped
