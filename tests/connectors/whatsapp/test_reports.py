"""What Meta reports of our messages, numbers and templates, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook import parse_webhook
from quita.domain.events import CHANNEL_RESUMED, CHANNEL_STOPPED
from quita.domain.number_health import Quality
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, Sending
from tests.conftest import FakeClock
from tests.connectors.whatsapp.envelopes import account_change, failed_status, status

STARTING = "RESTRICTED_BIZ_INITIATED_MESSAGING"
REINSTATED = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}
TEMPLATE = {"kind": "template", "text": "Oi", "name": "retomar", "language": "pt_BR"}


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


ABOUT = {
    "message_template_id": 1,
    "message_template_name": "retomar_conversa",
    "message_template_language": "pt_BR",
}


def test_a_template_that_meta_made_marketing_is_known_as_that_and_does_not_leave(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write_payloads(chat, {**TEMPLATE, "name": "retomar_conversa"})
    value = {**ABOUT, "previous_category": "UTILITY", "new_category": "MARKETING"}
    report(sending, account_change("template_category_update", value, clock()))
    sending.run_out()
    assert sending.graph.posted == []
    [message] = sending.outbox(chat)
    assert "marketing, not utility" in str(message.error)


def test_a_template_that_is_to_be_marketing_leaves_until_it_is(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write_payloads(chat, {**TEMPLATE, "name": "retomar_conversa"})
    value = {**ABOUT, "correct_category": "MARKETING", "new_category": "UTILITY"}
    report(sending, account_change("template_category_update", value, clock()))
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]


def test_the_quality_of_a_template_is_kept(sending: Sending, clock: FakeClock) -> None:
    value = {**ABOUT, "previous_quality_score": "GREEN", "new_quality_score": "RED"}
    report(sending, account_change("message_template_quality_update", value, clock()))
    with sending.database() as tx:
        known = tx.templates.of("retomar_conversa", "pt_BR")
    assert known is not None and (known.status, known.quality) == (None, Quality.RED)


@pytest.mark.parametrize(("code", "word"), [(132015, "PAUSED"), (132016, "DISABLED")])
def test_a_failed_status_of_a_template_that_meta_stopped_stops_the_next_one(
    sending: Sending, clock: FakeClock, chat: str, code: int, word: str
) -> None:
    sending.write_payloads(chat, TEMPLATE)
    sending.run_out()
    [first] = sending.outbox(chat)
    report(sending, failed_status("wamid.0", code, first.id, clock()))
    sending.write_payloads(chat, TEMPLATE)
    clock.advance(seconds=2)
    sending.run_out()
    assert len(sending.graph.posted) == 1
    with sending.database() as tx:
        [known] = tx.templates.all()
    assert (known.name, known.language, known.status) == ("retomar", "pt_BR", word)


def test_a_failed_status_that_is_read_late_does_not_undo_the_end_of_a_pause(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write_payloads(chat, TEMPLATE)
    sending.run_out()
    [first] = sending.outbox(chat)
    failed = failed_status("wamid.0", 132015, first.id, clock())
    ended = {**ABOUT, "message_template_name": "retomar", "event": "UNPAUSED"}
    clock.advance(hours=3)
    report(sending, account_change("message_template_status_update", ended, clock()))
    report(sending, failed)
    with sending.database() as tx:
        assert [known.status for known in tx.templates.all()] == ["UNPAUSED"]


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


def restriction(*kinds: str, event: str = "ACCOUNT_RESTRICTION", **more: object) -> dict[str, Any]:
    told = [{"restriction_type": kind, "expiration": 1_795_543_200} for kind in kinds]
    return {"event": event, "restriction_info": told, **more}


@pytest.mark.parametrize(
    ("value", "stopped", "restricted"),
    [
        (restriction(STARTING, "RESTRICTED_ADD_PHONE_NUMBER_ACTION"), False, True),
        (restriction(STARTING, ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE"}), False, True),
        (restriction(STARTING, event="ACCOUNT_VIOLATION"), False, True),
        (restriction(STARTING, "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"), True, True),
        (restriction("RESTRICTED_OF_A_NEW_KIND"), True, False),
        (restriction("RESTRICTED_USER_INITIATED_CALLING"), False, False),
        (restriction(), True, False),
        (
            restriction(STARTING, event="DISABLED_UPDATE", ban_info={"waba_ban_state": "DISABLE"}),
            True,
            True,
        ),
    ],
)
def test_a_restriction_stops_what_it_is_about(
    sending: Sending, clock: FakeClock, value: dict[str, Any], stopped: bool, restricted: bool
) -> None:
    with sending.database() as tx:
        tx.numbers.ensure(NUMBER, clock())
    report(sending, account_change("account_update", value, clock()))
    with sending.database() as tx:
        [number] = tx.numbers.all()
    until = datetime.fromtimestamp(1_795_543_200, timezone.utc)
    assert number.stopped is stopped
    assert number.starts_again_at == (until if restricted else None)


def test_a_restriction_without_an_end_lasts_a_month_or_until_meta_lifts_it(
    sending: Sending, clock: FakeClock
) -> None:
    with sending.database() as tx:
        tx.numbers.ensure(NUMBER, clock())
    value = {"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": STARTING}]}
    report(sending, account_change("account_update", value, clock()))
    with sending.database() as tx:
        [number] = tx.numbers.all()
    assert number.answers_only(clock() + timedelta(days=29))
    assert not number.answers_only(clock() + timedelta(days=30))
    report(sending, account_change("account_update", REINSTATED, clock()))
    with sending.database() as tx:
        assert not tx.numbers.all()[0].answers_only(clock())


def test_an_account_that_is_reinstated_sends_again_and_is_told(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    with sending.database() as tx:
        tx.numbers.ensure(NUMBER, clock())
    banned = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
    report(sending, account_change("account_update", banned, clock()))
    sending.write(chat, "oi")
    assert sending.run_out() == 0
    report(sending, account_change("account_update", REINSTATED, clock()))
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]
    with sending.database() as tx:
        told = [event.type for event in tx.events.unpublished(clock(), 10)]
    assert told == [CHANNEL_STOPPED, CHANNEL_RESUMED]
