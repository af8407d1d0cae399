"""Whom the company may send an SMS to, and when: by the governor, or because they asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import audit_trail
from quita.adapters.database.unit_of_work import Database
from quita.domain.contact_policy import Caps, Silence
from quita.domain.conversation import Channel, Owner
from quita.domain.errors import ContactRefused
from quita.domain.follow_up import About, Consent, Source
from quita.domain.records import AddressKind, OutboxState
from quita.domain.sms import SmsReason
from quita.services.governor import Governor
from quita.services.ports import UnitOfWork
from quita.services.ports.sms import GatewayAnswer, SmsMessage, Taken
from quita.services.sms import Sent, Sms
from quita.services.sms_contact import SmsContact
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    MARIAS_PHONE,
    open_conversation,
    save_debt,
    save_person,
    stated,
)
from tests.conftest import FakeClock
from tests.services.sms_world import FakeGateway, make_sms

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)  # 20:30 in Porto Alegre
MONDAY_AT_8 = datetime(2026, 11, 23, 11, 0, tzinfo=timezone.utc)


@pytest.fixture
def sms(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Sms:
    return make_sms(database, clock, new_id)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def told(database: Database) -> Iterator[Callable[[str], list[dict[str, object]]]]:
    def read(action: str) -> list[dict[str, object]]:
        query = select(audit_trail.c.details).where(audit_trail.c.action == action)
        with database.engine.connect() as connection:
            return [row.details for row in connection.execute(query.order_by(audit_trail.c.seq))]

    yield read


def message(sms: Sms, sent: Sent) -> SmsMessage:
    [found] = sms.messages(sent.made.link.id)
    return found


def test_at_night_an_sms_waits_for_the_hour_that_the_law_allows_and_then_goes_once(
    sms: Sms, clock: FakeClock, gateway: FakeGateway, told: Callable[[str], list[dict[str, object]]]
) -> None:
    clock.now = SUNDAY_NIGHT
    sent = sms.send_link(MARIAS_PHONE, None, "test", timedelta(hours=1))
    assert (sent.waits_for, sent.not_before) == ("hours", MONDAY_AT_8)
    assert sms.deliver_due(gateway) == 0
    clock.now = MONDAY_AT_8 - timedelta(seconds=1)
    assert sms.deliver_due(gateway) == 0
    clock.now = MONDAY_AT_8  # its hour of life begins now
    assert sms.deliver_due(gateway) == 1
    assert sms.deliver_due(gateway) == 0
    assert [one.phone for one in gateway.sent] == [MARIAS_PHONE]
    assert (message(sms, sent).state, message(sms, sent).error) == (OutboxState.SENT, None)
    [queued] = told("sms:queued")
    assert (queued["reason"], queued["rule"]) == ("started", "hours")


def test_what_a_person_asked_for_goes_on_a_sunday_night_and_says_so(
    sms: Sms, clock: FakeClock, gateway: FakeGateway, told: Callable[[str], list[dict[str, object]]]
) -> None:
    clock.now = SUNDAY_NIGHT
    for _ in range(2):  # and counts against no cap
        sent = sms.send_link(MARIAS_PHONE, None, "test", reason=SmsReason.REQUESTED)
        assert sent.not_before is None
        assert sms.deliver_due(gateway) == 1
    assert len(gateway.sent) == 2
    assert message(sms, sent).reason is SmsReason.REQUESTED
    assert [one["reason"] for one in told("sms:queued")] == ["requested"] * 2


def test_even_what_was_asked_for_goes_to_no_phone_that_wants_silence(
    sms: Sms, gateway: FakeGateway
) -> None:
    sms.reply(MARIAS_PHONE, "SAIR", "in-1")
    with pytest.raises(ContactRefused):
        sms.send_link(MARIAS_PHONE, None, "test", reason=SmsReason.REQUESTED)


def test_the_second_sms_of_a_day_waits_until_the_next(
    sms: Sms, clock: FakeClock, gateway: FakeGateway
) -> None:
    first = sms.send_link(MARIAS_PHONE, None, "test")
    second = sms.send_link(MARIAS_PHONE, None, "test")  # nothing was sent yet: both may
    assert (first.not_before, second.not_before) == (None, None)
    assert sms.deliver_due(gateway) == 1
    assert sms.deliver_due(gateway) == 1
    assert len(gateway.sent) == 1
    waiting = message(sms, second)
    assert (waiting.state, waiting.error) == (OutboxState.QUEUED, "not now: caps")
    third = sms.send_link(MARIAS_PHONE, None, "test")
    assert (third.waits_for, third.not_before) == ("caps", clock() + timedelta(days=1))
    clock.advance(days=1)
    sms.deliver_due(gateway)
    sms.deliver_due(gateway)
    assert len(gateway.sent) == 2


def test_what_a_gateway_did_not_take_counts_against_no_cap(
    sms: Sms, clock: FakeClock, gateway: FakeGateway
) -> None:
    busy = FakeGateway([GatewayAnswer(Taken.BUSY, reason="HTTP 503")])
    sms.send_link(MARIAS_PHONE, None, "test")
    sms.deliver_due(busy)
    clock.advance(seconds=10)
    assert sms.deliver_due(gateway) == 1
    assert len(gateway.sent) == 1


def test_what_may_have_arrived_counts(sms: Sms, gateway: FakeGateway) -> None:
    sms.send_link(MARIAS_PHONE, None, "test")
    sms.deliver_due(FakeGateway([GatewayAnswer(Taken.UNCLEAR, reason="ReadTimeout")]))
    assert sms.send_link(MARIAS_PHONE, None, "test").waits_for == "caps"


@pytest.mark.parametrize(
    ("rule", "hinder"),
    [
        ("on_hold", lambda tx, at: save_debt(tx, stated(MARIA.id, status="on_hold"))),
        ("suppressed_person", lambda tx, at: tx.contacts.silence(
            Silence.PERSON, MARIA.id, "fraud", at)),
        ("life_at_risk", lambda tx, at: tx.contacts.silence(
            Silence.PERSON, MARIA.id, "life_risk", at)),
        ("suppressed_address", lambda tx, at: tx.people.suppress(
            tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE), None, "opt_out", at)),
        ("permission", lambda tx, at: tx.contacts.note(Consent(
            MARIA.id, tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE),
            Channel.SMS_LINK, About.OUTREACH, False, Source.WORDS, "não quero", at))),
    ],
)  # fmt: skip
def test_what_no_time_lifts_is_refused_and_recorded_and_nothing_is_made(
    sms: Sms,
    database: Database,
    clock: FakeClock,
    gateway: FakeGateway,
    told: Callable[[str], list[dict[str, object]]],
    rule: str,
    hinder: Callable[..., object],
) -> None:
    before = sms.send_link(MARIAS_PHONE, None, "test")  # while it was still allowed
    with database() as tx:
        hinder(tx, clock())
    with pytest.raises(ContactRefused) as refused:
        sms.send_link(MARIAS_PHONE, None, "test")
    assert refused.value.rule == rule
    assert [one["rule"] for one in told("sms:refused")] == [rule]
    assert len(told("link:created")) == 1
    sms.deliver_due(gateway)
    assert gateway.sent == []
    assert message(sms, before).error == f"not allowed: {rule}"
    assert len(told("sms:refused")) == 2


def test_a_debt_that_may_have_lapsed_is_no_reason_to_write(sms: Sms, database: Database) -> None:
    with database() as tx:
        lapsed = stated(MARIA.id, due_date=datetime(2019, 1, 10).date())
        save_debt(tx, lapsed)
    with pytest.raises(ContactRefused) as refused:
        sms.send_link(MARIAS_PHONE, None, "test")
    assert refused.value.rule == "time_barred"
    with database() as tx:
        save_debt(tx, stated(MARIA.id))  # another one is: the link is about that one
    assert sms.send_link(MARIAS_PHONE, None, "test").not_before is None


def test_sao_paulos_list_is_kept(sms: Sms, database: Database, clock: FakeClock) -> None:
    with database() as tx:
        save_person(tx, JOSE, JOSES_PHONE)
        tx.contacts.list_do_not_disturb([JOSES_PHONE], clock())
    with pytest.raises(ContactRefused) as refused:
        sms.send_link(JOSES_PHONE, None, "test")
    assert refused.value.rule == "do_not_disturb"


def test_nobody_is_written_to_beside_the_person_who_helps_them(
    sms: Sms, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        open_conversation(tx, clock(), owner=Owner.HUMAN, agent_id="ana")
    sent = sms.send_link(MARIAS_PHONE, None, "test")
    assert (sent.waits_for, sent.not_before) == ("with_a_human", clock() + timedelta(hours=4))
    by_ana = sms.send_link(MARIAS_PHONE, None, "agent:ana", reason=SmsReason.AGENT)
    assert by_ana.not_before is None


def test_a_link_that_was_ended_while_it_waited_is_not_sent(
    sms: Sms, clock: FakeClock, gateway: FakeGateway
) -> None:
    clock.now = SUNDAY_NIGHT
    sent = sms.send_link(MARIAS_PHONE, None, "test")
    sms._links.revoke(sent.made.link.id, "test")
    clock.now = MONDAY_AT_8
    sms.deliver_due(gateway)
    assert gateway.sent == []
    assert message(sms, sent).error == "link revoked"


def test_what_must_wait_past_the_end_of_its_link_is_given_up(
    sms: Sms, clock: FakeClock, gateway: FakeGateway
) -> None:
    sms.send_link(MARIAS_PHONE, None, "test")
    short = sms.send_link(MARIAS_PHONE, None, "test", timedelta(hours=2))
    sms.deliver_due(gateway)
    sms.deliver_due(gateway)
    assert message(sms, short).error == "not allowed: caps until the link ends"


class Meeting(SmsContact):
    """Lets nobody go before another one was asked about too, where that can be."""

    def __init__(self, governor: Governor, clock: FakeClock) -> None:
        """Wait for two."""
        super().__init__(governor, clock)
        self._both = threading.Barrier(2)

    def lets_go(self, tx: UnitOfWork, message: SmsMessage) -> bool:
        """Decide, and wait for the other one before the transaction ends."""
        allowed = super().lets_go(tx, message)
        with suppress(threading.BrokenBarrierError):  # who holds the person is waited for
            self._both.wait(0.3)
        return allowed


def test_two_workers_at_once_send_one_sms_of_two(
    database: Database, clock: FakeClock, new_id: Callable[[], str], gateway: FakeGateway
) -> None:
    sms = make_sms(database, clock, new_id)
    for _ in range(2):
        sms.send_link(MARIAS_PHONE, None, "test")
    sms._contact = Meeting(Governor(clock, Caps()), clock)
    workers = [threading.Thread(target=sms.deliver_due, args=[gateway]) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sms.deliver_due(gateway)  # whichever met the other one comes again
    assert len(gateway.sent) == 1
