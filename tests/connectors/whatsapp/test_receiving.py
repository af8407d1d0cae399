"""What a web hook leaves behind: messages, people who moved, wishes, things set aside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from connectors.whatsapp.receiving import SKEW
from quita.adapters.database.schema import audit_trail, consents, inbound_messages
from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation, Owner
from quita.domain.events import CONTACT_SUPPRESSED
from quita.domain.records import AddressKind, OutboxState
from tests.conftest import FakeClock
from tests.connectors.whatsapp.storing import ANNA, make_hooks

MARKETING = "channel_preference:marketing_messages"
Receive = Callable[..., int]


@pytest.fixture
def receive(
    database: Database, clock: FakeClock, new_id: Callable[[], str], samples: dict[str, Any]
) -> Receive:
    """Receives the samples of these names, or bodies, one web hook each."""
    hooks = make_hooks(database, clock, new_id)
    return lambda *given: hooks.store(*(samples[g] if isinstance(g, str) else g for g in given))


def conversations(database: Database) -> list[Conversation]:
    with database() as tx:
        return tx.conversations.with_owner(list(Owner))


def trail(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(audit_trail)))


def suppressed(database: Database, reason: str | None = None) -> bool:
    with database() as tx:
        return tx.people.suppressed(tx.people.ensure_address(AddressKind.PHONE, ANNA), reason)


MESSAGES = [
    "text", "text_from_an_ad", "forwarded_text", "button_reply", "list_reply", "flow_reply",
    "template_button", "audio_file", "voice_note", "image", "document", "video", "sticker",
    "location", "contacts", "order", "reaction", "reaction_taken_back", "edit", "revoke",
    "unsupported", "type_of_the_future", "media_left_out_with_an_error",
    "username_without_phone", "contact_without_wa_id",
]  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_every_kind_of_message_is_stored_once(
    receive: Receive, database: Database, name: str
) -> None:
    assert receive(name) == 1
    assert receive(name) == 0
    [conversation] = conversations(database)
    with database() as tx:
        assert len(tx.messages.of_conversation(conversation.id)) == 1
        assert tx.messages.set_aside_list() == []


def test_every_sample_is_a_message_or_leaves_its_trace(
    receive: Receive, database: Database, samples: dict[str, Any]
) -> None:
    for name in set(samples) - set(MESSAGES):
        if name.startswith("status_"):
            continue  # of messages that nobody sent here
        before = len(trail(database))
        assert receive(name) == 0
        assert len(trail(database)) > before, name


def test_what_a_message_is_about_and_that_it_was_forwarded_is_kept(
    receive: Receive, database: Database
) -> None:
    receive("forwarded_text", "reaction")
    [conversation] = conversations(database)
    with database() as tx:
        forwarded, reaction = tx.messages.of_conversation(conversation.id)
    assert (forwarded.forwarded, reaction.forwarded) == (True, False)
    assert reaction.about == "wamid.OUT1"


def test_the_advertisement_that_led_here_is_noted_without_its_texts(
    receive: Receive, database: Database
) -> None:
    receive("text_from_an_ad")
    [noted] = [row for row in trail(database) if row.action == "origin:ad"]
    assert noted.details["ctwa_clid"] == "abc"
    assert set(noted.details) <= {"source_type", "source_id", "ctwa_clid"}


def test_of_a_group_only_the_number_of_messages_is_kept(
    receive: Receive, database: Database
) -> None:
    assert receive("group_text") == 0
    assert conversations(database) == []
    [noted] = trail(database)
    assert (noted.action, noted.details) == ("ignored:group", {"count": 1})
    with database() as tx:
        assert tx.messages.set_aside_list() == []


@pytest.mark.parametrize("broken", [{"text": 7}, {"timestamp": "ontem"}, {"type": None}])
def test_of_a_broken_message_in_a_group_nothing_is_kept_either(
    receive: Receive, database: Database, samples: dict[str, Any], broken: dict[str, Any]
) -> None:
    samples["group_text"]["entry"][0]["changes"][0]["value"]["messages"][0].update(broken)
    assert receive("group_text") == 0
    [noted] = trail(database)
    assert (noted.action, noted.details) == ("ignored:group", {"count": 1})
    with database() as tx:
        assert tx.messages.set_aside_list() == []


def test_a_message_of_the_future_was_sent_now(
    receive: Receive, database: Database, clock: FakeClock, samples: dict[str, Any]
) -> None:
    samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = "4102444800"
    receive("text")
    with database.engine.connect() as connection:
        [sent_at] = connection.execute(select(inbound_messages.c.sent_at)).scalars()
    assert sent_at == clock() + SKEW


@pytest.mark.parametrize("name", ["user_preferences", "preference_as_system_message"])
def test_a_preference_suppresses_and_says_where_it_came_from(
    receive: Receive, database: Database, clock: FakeClock, name: str
) -> None:
    receive(name, name)
    assert suppressed(database, MARKETING)
    sources = [row.details for row in trail(database) if row.action == f"suppress:{MARKETING}"]
    assert sources == [{"source": "whatsapp:user_preferences"}]
    with database() as tx:
        [event] = tx.events.unpublished(clock(), 10)
    assert (event.type, event.data["reason"]) == (CONTACT_SUPPRESSED, MARKETING)


def resumed(samples: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(samples["user_preferences"]))
    [said] = body["entry"][0]["changes"][0]["value"]["user_preferences"]
    said["value"], said["timestamp"] = "resume", "1795456900"
    return body


def test_resuming_lifts_that_wish_alone_and_a_repeated_stop_does_not_come_back(
    receive: Receive, database: Database, clock: FakeClock, samples: dict[str, Any]
) -> None:
    receive("user_preferences")
    with database() as tx:
        phone = tx.people.ensure_address(AddressKind.PHONE, ANNA)
        tx.people.suppress(phone, None, "opt_out", clock())
    receive(resumed(samples), "user_preferences")
    assert not suppressed(database, MARKETING)
    assert suppressed(database, "opt_out")
    with database.engine.connect() as connection:
        said = connection.execute(select(consents).order_by(consents.c.seq)).all()
    assert [(word.given, word.source) for word in said] == [
        (given, "preference")
        for given in (False, False, True, True)  # of the phone, the user id
    ]


def test_a_changed_number_is_followed_once(receive: Receive, database: Database) -> None:
    receive("text", "number_changed", "number_changed")
    [conversation] = conversations(database)
    assert conversation.address == "5511981230009"
    assert len([row for row in trail(database) if row.action == "address:moved"]) == 1


@pytest.mark.parametrize("name", ["user_id_changed", "user_id_update"])
def test_a_changed_user_id_keeps_the_conversation(
    receive: Receive, database: Database, name: str
) -> None:
    receive("username_without_phone", name)
    [conversation] = conversations(database)
    assert conversation.address in ("BR.4400000000002", "5511981230001")


def test_a_status_only_ever_advances(
    receive: Receive, database: Database, clock: FakeClock, samples: dict[str, Any]
) -> None:
    receive("text")
    [conversation] = conversations(database)
    with database() as tx:
        tx.outbox.add(conversation.id, {"kind": "text", "text": "oi"}, "bot", "k", clock())
        [ours] = tx.outbox.of_conversation(conversation.id)
        tx.outbox.sending(ours.id)
        tx.outbox.sent(ours.id, "wamid.OUT1", clock())

    def state() -> OutboxState:
        with database() as tx:
            return tx.outbox.of_conversation(conversation.id)[0].state

    def status(said: str) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(json.dumps(samples["status_sent"]))
        body["entry"][0]["changes"][0]["value"]["statuses"][0]["status"] = said
        return body

    seen = []
    for said in ("read", "delivered", "sent", "delivered", "played"):
        receive(status(said))
        seen.append(state())
    assert set(seen) == {OutboxState.READ}


def test_what_cannot_be_read_is_set_aside_beside_its_siblings(
    receive: Receive, database: Database, samples: dict[str, Any]
) -> None:
    messages = samples["text"]["entry"][0]["changes"][0]["value"]["messages"]
    messages.append({**messages[0], "id": "wamid.T2", "text": 7})
    assert receive("text") == 1
    with database() as tx:
        [aside] = tx.messages.set_aside_list()
    assert aside["reason"] == "no usable text.body"


def test_what_cannot_be_read_is_set_aside_once_however_often_it_comes(
    receive: Receive, database: Database, clock: FakeClock, samples: dict[str, Any]
) -> None:
    samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]["text"] = 7
    for _ in range(3):
        receive("text")
        clock.advance(hours=1)
    samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]["text"] = 8
    receive("text")
    with database() as tx:
        same, other = tx.messages.set_aside_list()
    assert same["at"] < other["at"] == clock()
