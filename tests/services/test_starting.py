"""What the company starts on WhatsApp is asked about once more as it leaves; answers never are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import audit_trail
from quita.adapters.database.unit_of_work import Database
from quita.domain.contact_policy import Purpose, Silence
from quita.domain.conversation import Channel, Owner
from quita.domain.records import OutboxMessage, OutboxState, Payload
from quita.services.contact import OPT_OUT
from quita.services.governor import Whom
from quita.services.reaching import RESUME_TEMPLATE
from tests.adapters.whatsapp.sending import Graph, Sending
from tests.builders import reaching
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal, make_after_deal

DUE = date(2026, 12, 23)  # a Wednesday; Maria's phone is from Rio: nine to seven
MONDAY, TUESDAY = DUE - timedelta(days=2), DUE - timedelta(days=1)
SECRET: Payload = {"kind": "text", "text": "secret R$ 10,00"}


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> AfterDeal:
    return make_after_deal(database, clock, new_id)


@pytest.fixture
def sending(database: Database, clock: FakeClock) -> Sending:
    return Sending(database, clock, Graph())


@pytest.fixture
def trail(database: Database) -> Iterator[Callable[[str], list[dict[str, object]]]]:
    def read(action: str) -> list[dict[str, object]]:
        query = select(audit_trail.c.details).where(audit_trail.c.action == action)
        with database.engine.connect() as connection:
            return [row.details for row in connection.execute(query.order_by(audit_trail.c.seq))]

    yield read


def remind(world: AfterDeal, day: date = TUESDAY, hour: int = 18) -> None:
    """Queue Maria's first reminder, as a template."""
    world.closes()
    world.at(day, hour)
    world.reminders.run()
    assert len(world.sent()) == 1


def counted(world: AfterDeal) -> list[datetime]:
    """Give when the company wrote first to Maria, as the caps count it."""
    with world.database() as tx:
        return tx.contacts.starts_of("maria", world.clock() - timedelta(days=60))


def queued(world: AfterDeal) -> OutboxMessage:
    [message] = world.sent()
    return message


def test_a_reminder_leaves_at_once_where_nothing_has_changed(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world)
    sending.run_out()
    assert len(sending.graph.posted) == 1
    assert queued(world).state is OutboxState.SENT


def test_who_opts_out_while_a_reminder_waits_does_not_get_it_and_it_counts_for_nothing(
    world: AfterDeal, sending: Sending, trail: Callable[[str], list[dict[str, object]]]
) -> None:
    remind(world)
    world.contact.suppress(world.chat, OPT_OUT, "PARAR")
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).state is OutboxState.FAILED
    assert queued(world).error == "not allowed: suppressed_address"
    assert counted(world) == []
    assert trail("outbox:refused") == [{"rule": "suppressed_address", "purpose": "reminder"}]


def test_a_no_to_reminders_while_one_waits_is_heeded(world: AfterDeal, sending: Sending) -> None:
    remind(world)
    world.new_chat_at_same_phone()
    world.contact.answer_reminders(world.chat, False, "não quero mais")
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: permission"


def test_a_reminder_of_the_day_that_night_has_overtaken_is_given_up(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world)  # of the days before; the next allowed hour is on the day itself
    world.at(TUESDAY, 20)
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: hours until it makes sense no more"
    assert counted(world) == []


def test_a_reminder_that_was_held_up_past_its_day_is_given_up(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world)
    world.at(DUE, 10)
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: too_late"


def test_at_night_a_reminder_waits_for_the_morning_and_then_leaves_once(
    world: AfterDeal, sending: Sending, trail: Callable[[str], list[dict[str, object]]]
) -> None:
    remind(world, MONDAY)
    world.at(MONDAY, 20)
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).state is OutboxState.QUEUED
    [put_off] = trail("outbox:postponed")
    assert put_off == {"rule": "hours", "until": "2026-12-22T12:00:00+00:00"}
    world.at(TUESDAY, 9)
    sending.run_out()
    assert len(sending.graph.posted) == 1


def test_an_answer_goes_out_at_night_and_waits_for_no_reminder_that_does(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world, MONDAY)
    world.at(MONDAY, 20)
    sending.run_out()
    world.writes()
    sending.write(world.chat, "boa noite")
    sending.run_out()
    assert sending.graph.texts == ["boa noite"]
    world.at(TUESDAY, 9)
    sending.run_out()
    assert len(sending.graph.posted) == 2


def test_a_reminder_does_not_fill_the_cap_that_it_is_asked_about(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world)  # one a day
    world.clock.advance(minutes=20)
    sending.run_out()
    assert len(sending.graph.posted) == 1
    assert counted(world) == [world.clock()], "it counts from when it left"


def test_what_else_was_started_meanwhile_fills_the_cap_and_the_reminder_waits_for_room(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world, MONDAY)
    world.clock.advance(minutes=10)
    whom = Whom("maria", queued(world).address_id, Channel.SMS_LINK)
    with world.database() as tx:
        world.governor.started(tx, whom, Purpose.LINK, "sms:1")
    sending.run_out()
    assert sending.graph.posted == []
    world.clock.advance(days=1)
    sending.run_out()
    assert len(sending.graph.posted) == 1


def test_words_for_a_proven_person_alone_are_not_said_once_the_proof_has_lapsed(
    world: AfterDeal, sending: Sending
) -> None:
    world.closes()
    world.at(MONDAY, 12)
    world.new_chat_at_same_phone()
    world.reminders.run()
    assert "R$ 250,00" in queued(world).payload["text"]
    world.clock.advance(minutes=31)
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: verification"
    assert counted(world) == []


def test_words_for_a_proven_person_leave_while_the_proof_lasts(
    world: AfterDeal, sending: Sending
) -> None:
    world.closes()
    world.at(MONDAY, 12)
    world.new_chat_at_same_phone()
    world.reminders.run()
    world.clock.advance(minutes=29)
    sending.run_out()
    assert len(sending.graph.texts) == 1


def test_a_dispute_of_its_debt_stops_a_reminder_that_waits(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world, MONDAY)
    with world.database() as tx:
        tx.debts.set_status("debt", "on_hold")
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: on_hold"


def test_nobody_is_reminded_of_a_payment_that_came_while_the_reminder_waited(
    world: AfterDeal, sending: Sending
) -> None:
    said_yes_in = world.chat
    remind(world, MONDAY)
    world.new_chat()
    world.pay_next()
    sending.run_out()
    [message] = world.sent(said_yes_in)
    assert message.error == "not allowed: nothing_to_remind_of"


def test_a_hint_that_news_waits_is_asked_about_again_as_it_leaves(
    world: AfterDeal, sending: Sending
) -> None:
    world.at(MONDAY, 18)
    with world.database() as tx:
        world.telling.tell(tx, world.chat, "maria", [SECRET], "payment:E1")
    assert world.telling.hint_due() == 1
    world.at(MONDAY, 20)
    sending.run_out()
    assert sending.graph.posted == []
    world.at(TUESDAY, 9)
    sending.run_out()
    assert len(sending.graph.posted) == 1


def test_asking_somebody_to_write_again_heeds_all_who_are_known_at_the_phone(
    world: AfterDeal, sending: Sending
) -> None:
    world.at(MONDAY, 18)
    with world.database() as tx:
        chat = tx.conversations.get(world.chat)
        assert chat is not None
        tx.conversations.set_owner(chat.id, Owner.HUMAN, agent_id="ana", at=world.clock())
        asked = reaching(world.clock, RESUME_TEMPLATE).resume(tx, chat, "callback:1:now")
    assert asked is None
    with world.database() as tx:
        tx.contacts.silence(Silence.PERSON, "maria", "case:dispute_amount", world.clock())
    sending.run_out()
    assert sending.graph.posted == []
    assert queued(world).error == "not allowed: suppressed_person"


def test_the_desk_having_a_conversation_does_not_hold_back_its_own_asking(
    world: AfterDeal, sending: Sending
) -> None:
    world.at(MONDAY, 18)
    with world.database() as tx:
        chat = tx.conversations.get(world.chat)
        assert chat is not None
        tx.conversations.set_owner(chat.id, Owner.HUMAN, agent_id="ana", at=world.clock())
        assert reaching(world.clock, RESUME_TEMPLATE).resume(tx, chat, "callback:1:now") is None
    sending.run_out()
    assert len(sending.graph.posted) == 1


def test_a_person_of_the_team_taking_the_conversation_holds_a_reminder_back(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world, MONDAY, 10)
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.HUMAN, agent_id="ana", at=world.clock())
    sending.run_out()
    assert sending.graph.posted == []
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.BOT, at=world.clock())
    world.clock.advance(hours=4)
    sending.run_out()
    assert len(sending.graph.posted) == 1


def test_a_reminder_that_may_have_arrived_is_not_said_again_after_a_no_and_still_counts(
    world: AfterDeal, sending: Sending
) -> None:
    remind(world, MONDAY, 10)
    message = queued(world)
    with world.database() as tx:
        tx.outbox.retry(message.id, OutboxState.UNCLEAR, "unclear", world.clock())
    world.contact.suppress(world.chat, OPT_OUT, "PARAR")
    world.clock.advance(hours=1)
    sending.run_out()
    assert sending.graph.posted == []
    assert len(counted(world)) == 1
