"""Links: made for one person, kept as hashes, ended, counted, and tied to a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import link_references, links
from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import InvalidInput, NotFound
from quita.domain.links import ALPHABET, LENGTH, LinkState, Step
from quita.services.inbox import Inbox, Timing
from quita.services.links import Links
from tests.builders import JOSE, JOSES_PHONE, MARIA, MARIAS_PHONE, draft, save_person
from tests.conftest import FakeClock

OTHER_PHONE = "+5521999990000"


@pytest.fixture
def service(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Links:
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE, JOSES_PHONE)
        save_person(tx, JOSE, JOSES_PHONE)
    return Links(database, clock, new_id, "https://quita.example")


def test_a_link_is_short_random_and_kept_only_as_a_hash(service: Links, database: Database) -> None:
    made = [service.create(MARIA.id, "test") for _ in range(20)]
    assert len({one.code for one in made}) == 20
    assert all(len(one.code) == LENGTH and set(one.code) <= set(ALPHABET) for one in made)
    assert made[0].url == f"https://quita.example/l/{made[0].code}"
    with database.engine.begin() as connection:
        stored = str(connection.execute(select(links)).all())
    assert not any(one.code in stored for one in made)


def test_a_link_lasts_for_its_days_and_no_longer(service: Links, clock: FakeClock) -> None:
    made = service.create(MARIA.id, "test", timedelta(days=3))
    clock.advance(days=3, seconds=-1)
    assert service.state(made.code) is LinkState.OPEN
    clock.advance(seconds=1)
    assert service.state(made.code) is LinkState.EXPIRED
    for days in (0, -1, 91):
        with pytest.raises(InvalidInput):
            service.create(MARIA.id, "test", timedelta(days=days))


def test_a_revoked_link_stays_revoked_and_is_found_by_its_id(service: Links) -> None:
    made = service.create(MARIA.id, "test")
    assert service.revoke(made.link.id, "ana").revoked_at is not None
    assert service.revoke(made.code, "ana").state(made.link.created_at) is LinkState.REVOKED
    assert service.state(made.code) is LinkState.REVOKED
    with pytest.raises(NotFound):
        service.revoke("abcdefgh22", "ana")


def test_a_person_is_found_by_cpf_and_by_a_phone_that_is_nobody_elses(service: Links) -> None:
    assert service.person_id("529.982.247-25") == MARIA.id
    assert service.person_id("(51) 98123-4567") == MARIA.id
    with pytest.raises(InvalidInput, match="several"):
        service.person_id(JOSES_PHONE)
    with pytest.raises(NotFound):
        service.person_id(OTHER_PHONE)
    with pytest.raises(InvalidInput):
        service.person_id("Maria")


def test_what_was_done_with_a_link_is_told_as_what_it_was(service: Links) -> None:
    made = service.create(MARIA.id, "test")
    service.opened(made.code, Step.PAGE)
    service.opened(made.code, Step.ROBOT)
    service.pressed_whatsapp(made.code)
    shown = service.show("52998224725")
    assert [one.steps for one in shown] == [{Step.PAGE: 1, Step.ROBOT: 1, Step.WHATSAPP: 1}]


def test_a_message_with_a_reference_ties_the_conversation_once_and_proves_nothing(
    service: Links, database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    inbox = Inbox(database, clock, new_id, Timing(), service.heard)
    made = service.create(MARIA.id, "test")
    reference = service.pressed_whatsapp(made.code)
    text = f"Oi! Quero conversar. (ref. {reference})"
    inbox.receive([draft(clock(), text, phone=OTHER_PHONE)])
    inbox.receive([draft(clock(), text, phone="+5521999990001")])  # forwarded: it was used
    with database.engine.begin() as connection:
        [tied] = connection.execute(select(link_references)).all()
    with database() as tx:
        conversation = tx.conversations.get(tied.conversation_id)
        assert conversation is not None
        assert conversation.person_id is None
        assert not conversation.verified(clock())
        assert [one.id for one in tx.people.at_address(conversation.address_id)] == [MARIA.id]
    assert service.show(made.code)[0].steps == {Step.WHATSAPP: 1, Step.MESSAGE: 1}


def test_a_reference_is_good_for_a_week(
    service: Links, database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    inbox = Inbox(database, clock, new_id, Timing(), service.heard)
    made = service.create(MARIA.id, "test")
    reference = service.pressed_whatsapp(made.code)
    clock.advance(days=7, seconds=1)
    inbox.receive([draft(clock(), f"oi ref {reference}", phone=OTHER_PHONE)])
    assert service.show(made.code)[0].steps == {Step.WHATSAPP: 1}


def test_a_link_for_nobody_is_refused(service: Links) -> None:
    with pytest.raises(NotFound):
        service.create("nobody", "test")
