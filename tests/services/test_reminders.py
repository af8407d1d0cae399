"""Reminders of agreed payments: with a yes, in hours, once, and neutral to whoever reads along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.contact_policy import Caps
from quita.domain.conversation import Owner
from quita.domain.follow_up import days_of, kinds_on
from quita.services.contact import LIFE_RISK, OPT_OUT
from quita.services.templates import REMINDER_TEMPLATE
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal, make_after_deal

# Agreed on Monday, 23 November 2026; the first of four payments is due on 23 December.
DUE = date(2026, 12, 23)


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> AfterDeal:
    return make_after_deal(database, clock, new_id)


def days(world: AfterDeal, first: date, count: int) -> None:
    """Let days pass, with the worker by once a day."""
    for n in range(count):
        world.at(first + timedelta(days=n))
        world.reminders.run()


def test_a_yes_brings_one_reminder_before_one_on_the_day_and_a_gentle_one_after(
    world: AfterDeal,
) -> None:
    agreement = world.closes()
    assert agreement.next_due is not None and agreement.next_due.due_date == DUE
    days(world, date(2026, 11, 24), 45)
    assert world.reminded(agreement) == [
        ("before", "sent", ""),
        ("on_the_day", "sent", ""),
        ("after", "sent", ""),
    ]
    assert [one.payload["kind"] for one in world.sent()] == ["template"] * 3
    assert {one.payload["name"] for one in world.sent()} == {REMINDER_TEMPLATE}


def test_nothing_of_the_deal_is_said_to_whoever_holds_the_phone(world: AfterDeal) -> None:
    world.closes()
    world.at(DUE, 10)
    world.writes()
    world.reminders.run()
    [one] = world.sent()
    assert one.payload["text"] == "utter_reminder_on_the_day 23/12/2026"


def test_within_a_proven_session_the_reminder_says_what_and_to_whom(world: AfterDeal) -> None:
    world.closes()
    world.at(DUE, 10)
    with world.database() as tx:
        tx.conversations.set_verified(world.chat, "maria", world.clock() + timedelta(minutes=30))
        now = world.clock()
        until = now + timedelta(minutes=30)
        tx.conversations.touch(world.chat, now, until, sent_at=now, ready_at=now)
    world.reminders.run()
    assert "R$ 250,00" in world.sent()[0].payload["text"]
    assert "Loja do Povo" in world.sent()[0].payload["text"]


@pytest.mark.parametrize("yes", [None, False])
def test_nobody_is_reminded_without_a_yes(world: AfterDeal, yes: bool | None) -> None:
    agreement = world.closes(yes=yes)
    days(world, date(2026, 12, 20), 12)
    assert world.reminded(agreement) == [] and world.sent() == []


def test_a_later_no_takes_the_yes_back(world: AfterDeal) -> None:
    agreement = world.closes()
    world.at(date(2026, 12, 20), 7)
    world.reminders.plan()
    world.new_chat_at_same_phone()
    world.contact.answer_reminders(world.chat, False, "não quero mais")
    world.at(date(2026, 12, 21))
    world.reminders.run()
    assert world.reminded(agreement) == [("before", "dropped", "permission")]


def test_nothing_is_started_to_whom_whatsapp_does_not_reach_until_they_write(
    world: AfterDeal,
) -> None:
    agreement = world.closes()
    with world.database() as tx:
        conversation = tx.conversations.get(world.chat)
        assert conversation is not None
        place = (conversation.address_id, conversation.channel)
        tx.reach.lost(*place, 131026, world.clock.advance(minutes=1))
    days(world, date(2026, 12, 20), 2)
    world.writes()
    days(world, date(2026, 12, 22), 3)
    assert world.reminded(agreement) == [
        ("before", "dropped", "unreachable"),
        ("on_the_day", "sent", ""),
    ]


def test_an_opt_out_stops_the_reminders_of_an_agreement_that_runs(world: AfterDeal) -> None:
    agreement = world.closes()
    world.contact.suppress(world.chat, OPT_OUT, "para de me mandar mensagem")
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "dropped", "suppressed_address")]
    world.contact.undo(world.chat)
    days(world, DUE + timedelta(days=2), 4)
    assert world.reminded(agreement)[-1] == ("after", "sent", "")


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        ("dispute_amount", "suppressed_address"),
        ("over_indebted", "suppressed_address"),
        ("debtor_deceased", "suppressed_address"),
    ],
)
def test_a_case_stops_them(world: AfterDeal, case: str, rule: str) -> None:
    agreement = world.closes()
    world.cases_of_maria.open(world.chat, case, "", "k")
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "dropped", rule)]


def test_a_case_at_one_phone_stops_them_at_the_others_until_a_human_releases(
    world: AfterDeal,
) -> None:
    agreement = world.closes()
    said_yes_in = world.chat
    other = world.new_chat()
    world.cases_of_maria.open(other, "dispute_amount", "", "k")
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "dropped", "suppressed_person")]
    assert "case:dispute_amount" in world.contact.release(other, "agent:ana")
    days(world, DUE + timedelta(days=2), 4)
    assert len(world.sent(said_yes_in)) == 1


def test_a_risk_to_life_stops_everything_until_a_human_releases_it(world: AfterDeal) -> None:
    agreement = world.closes()
    world.contact.suppress(world.chat, LIFE_RISK)
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "dropped", "life_at_risk")]


def test_hours_and_holidays_put_a_reminder_off_and_the_caps_too(world: AfterDeal) -> None:
    agreement = world.closes()
    world.at(date(2026, 12, 20))  # a Sunday; Maria's phone is from Rio
    world.reminders.run()
    assert world.reminded(agreement) == [("before", "waiting", "hours")]
    world.at(date(2026, 12, 21), 8)
    world.reminders.run()
    assert world.sent() == []
    world.at(date(2026, 12, 21), 9)
    world.reminders.run()
    assert world.reminded(agreement) == [("before", "sent", "")]


def test_more_than_the_caps_is_dropped_with_its_reason(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    world = AfterDeal(database, clock, new_id, caps=Caps(a_day=1, a_week=1, a_month=8))
    agreement = world.closes()
    days(world, date(2026, 12, 21), 3)
    assert world.reminded(agreement) == [("before", "sent", ""), ("on_the_day", "dropped", "caps")]


def test_a_payment_a_moved_date_and_the_end_of_the_agreement_leave_nothing_to_remind_of(
    world: AfterDeal,
) -> None:
    agreement = world.closes()
    world.at(date(2026, 12, 20), 7)
    world.reminders.plan()
    world.new_chat()
    world.pay_next()
    world.at(date(2026, 12, 21))
    world.reminders.run()
    assert world.reminded(agreement) == [("before", "dropped", "nothing_to_remind_of")]


def test_a_conversation_that_a_person_has_is_not_interrupted(world: AfterDeal) -> None:
    agreement = world.closes()
    world.at(DUE, 10)
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.HUMAN, agent_id="ana", at=world.clock())
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "waiting", "with_a_human")]
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.BOT, at=world.clock())
    world.at(DUE, 15)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "sent", "")]


def test_without_an_approved_template_a_closed_window_sends_nothing_and_says_why(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    world = make_after_deal(database, clock, new_id, "another_template")
    agreement = world.closes()
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "dropped", "no_template")]
    with world.database() as tx:
        trail = tx.events.trail(agreement.id)
    assert trail[-1]["details"] == {"kind": "on_the_day", "why": "no_template"}


def test_a_window_that_opens_meanwhile_is_used_where_there_is_no_template(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    world = make_after_deal(database, clock, new_id, "another_template")
    agreement = world.closes()
    world.at(date(2026, 12, 21))
    world.reminders.run()
    assert world.reminded(agreement) == [("before", "waiting", "no_template")]
    world.at(date(2026, 12, 22), 11)
    world.writes()
    world.at(date(2026, 12, 22), 12)
    world.reminders.run()
    assert world.said() == ["utter_reminder_before"]


def test_nobody_is_reminded_on_the_day_on_which_they_said_yes(world: AfterDeal) -> None:
    agreement = world.closes(yes=None)
    world.at(DUE, 10)
    world.new_chat()
    world.contact.answer_reminders(world.chat, True, "pode")
    assert world.reminders.plan() == 0
    world.at(DUE + timedelta(days=2))
    world.reminders.run()
    assert [kind for kind, *_ in world.reminded(agreement)] == ["after"]


def test_two_workers_and_a_second_run_send_it_once(world: AfterDeal) -> None:
    world.closes()
    world.at(DUE)
    for _ in range(3):
        world.reminders.plan()
        world.reminders.send_due()
    assert len(world.sent()) == 1


def test_a_do_not_disturb_number_outside_sao_paulo_is_reminded(world: AfterDeal) -> None:
    with world.database() as tx:
        tx.contacts.list_do_not_disturb(["+5521987600001"], world.clock())
    agreement = world.closes()
    world.at(DUE)
    world.reminders.run()
    assert world.reminded(agreement) == [("on_the_day", "sent", "")]


@pytest.mark.parametrize("grace", [0, 1, 5, 10, 30])
def test_no_reminder_outlives_the_days_of_grace(grace: int) -> None:
    for ahead in range(-40, 41):
        day = DUE + timedelta(days=ahead)
        for kind in kinds_on(day, DUE, grace):
            first, last = days_of(kind, DUE, grace)
            assert first <= day <= last <= DUE + timedelta(days=grace)
