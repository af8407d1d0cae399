"""Every yes and no to being written to is kept, with its words; what a human releases is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.contact_policy import Silence
from quita.domain.errors import NotVerified
from quita.domain.follow_up import About, Source
from quita.services.contact import LIFE_RISK, OPT_OUT, PREFERENCE, WRONG_PERSON
from quita.services.whereabouts import CHANGED_NUMBER
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal, make_after_deal


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> AfterDeal:
    return make_after_deal(database, clock, new_id)


def test_an_opt_out_and_what_takes_it_back_are_kept_with_their_words(world: AfterDeal) -> None:
    world.contact.suppress(world.chat, OPT_OUT, "para com isso", Source.WORDS)
    world.contact.suppress(world.chat, OPT_OUT, "para!", Source.WORDS)  # counted once
    world.contact.undo(world.chat, "foi engano")
    world.contact.suppress(world.chat, OPT_OUT, "", Source.BUTTON)
    with world.database() as tx:
        words = tx.contacts.words_of("maria")
    assert [(one.about, one.given, one.words, one.source) for one in words] == [
        (About.EVERYTHING, False, "", Source.BUTTON),
        (About.EVERYTHING, True, "foi engano", Source.WORDS),
        (About.EVERYTHING, False, "para com isso", Source.WORDS),
    ]


def test_an_opt_out_of_nobody_known_is_kept_without_a_person(world: AfterDeal) -> None:
    world.clock.advance(minutes=31)
    world.contact.suppress(world.chat, OPT_OUT, "para", Source.WORDS)
    with world.database() as tx:
        assert tx.contacts.words_of("maria") == []


def test_a_yes_to_reminders_needs_a_proven_identity(world: AfterDeal) -> None:
    world.clock.advance(minutes=31)
    with pytest.raises(NotVerified):
        world.contact.answer_reminders(world.chat, True, "sim")
    with pytest.raises(NotVerified):
        world.contact.may_ask_for_reminders(world.chat)


def test_a_yes_counts_at_its_own_address(world: AfterDeal) -> None:
    world.contact.answer_reminders(world.chat, True, "sim")
    assert not world.contact.may_ask_for_reminders(world.chat)
    assert world.contact.may_ask_for_reminders(world.new_chat())


def test_a_human_releases_what_a_case_silenced_and_not_what_the_person_asked_for(
    world: AfterDeal,
) -> None:
    for reason in (OPT_OUT, WRONG_PERSON, LIFE_RISK):
        world.contact.suppress(world.chat, reason)
    world.cases_of_maria.open(world.chat, "dispute_amount", "", "k")
    kept = {OPT_OUT, WRONG_PERSON, CHANGED_NUMBER, f"{PREFERENCE}:marketing_messages"}
    with world.database() as tx:
        chat = tx.conversations.get(world.chat)
        assert chat is not None
        here = chat.address_id
        world.contact.prefer_none(tx, chat.channel, [here], "marketing_messages")
        tx.people.suppress(here, None, CHANGED_NUMBER, world.clock())
    released = world.contact.release(world.chat, "agent:ana")
    assert released == {LIFE_RISK, "case:dispute_amount"}
    with world.database() as tx:
        assert tx.people.suppression_reasons(here) == kept
        assert tx.events.trail(world.chat)[-1]["actor"] == "agent:ana"


def test_a_dispute_of_a_debt_that_is_agreed_holds_its_reminders_until_released(
    world: AfterDeal,
) -> None:
    agreement = world.closes()
    other = world.new_chat()
    world.cases_of_maria.open(other, "dispute_debt", "", "k")
    with world.database() as tx:
        assert tx.contacts.silenced(Silence.DEBT, ["debt"]) == {"dispute_debt"}
    world.contact.release(other, "agent:ana")
    assert world.debt().status == "agreed" and agreement.debt_id == "debt"
