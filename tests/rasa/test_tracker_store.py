"""Rasa's memory: a turn written once, bounded in what is read, failing rather than forgetting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet
from rasa.shared.core.events import UserUttered as Uttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError

from quita.rasa.tracker_store import KEEP_TURNS, MAX_TURNS, QuitaTrackerStore, working_on

SENDER = "conversa-1"
DOMAIN = """
version: "3.1"
intents: [greet]
slots:
  count: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  kept: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  requested_slot: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  a_form: {required_slots: [kept]}
"""
TURNS, HUNDREDS = 80, 200  # the first is enough for a snapshot
pytestmark = pytest.mark.filterwarnings("ignore:Slot auto-fill")  # of each domain that is read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def open_store(file: Path) -> Callable[[], QuitaTrackerStore]:
    """Opens the same database anew, as another process would."""
    domain = Domain.from_yaml(DOMAIN)
    return lambda: QuitaTrackerStore(domain, f"sqlite:///{file}", secret_key="a key for tests only")


@pytest.fixture
def store(open_store: Callable[[], QuitaTrackerStore]) -> QuitaTrackerStore:
    return open_store()


async def loaded(store: QuitaTrackerStore) -> DialogueStateTracker:
    """Give the conversation, blank where there is none."""
    return await store.retrieve(SENDER) or DialogueStateTracker(SENDER, store.domain.slots)


async def a_turn(store: QuitaTrackerStore, turn_id: str, text: str, *more: Event) -> None:
    """Do what the dialogue does in a turn: load, add what happened, save."""
    with working_on(turn_id):
        tracker = await loaded(store)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        tracker.update(Uttered(text, intent={"name": "greet", "confidence": 1.0}))
        tracker.update(BotUttered(f"resposta a {text}"))
        for event in more:
            tracker.update(event)
        await store.save(tracker)


def heard(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, Uttered) and event.text]


def rows(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM tracker_events").fetchone()[0])


async def test_nobody_is_remembered_who_never_wrote(store: QuitaTrackerStore) -> None:
    assert await store.retrieve(SENDER) is None


async def test_turns_are_appended_and_read_by_another_process(
    store: QuitaTrackerStore, open_store: Callable[[], QuitaTrackerStore], file: Path
) -> None:
    for number in range(3):
        await a_turn(store, f"t{number}", f"mensagem {number}", SlotSet("count", number))
    tracker = await loaded(open_store())
    assert heard(tracker) == ["mensagem 0", "mensagem 1", "mensagem 2"]
    assert tracker.get_slot("count") == 2
    assert rows(file) == 3
    assert list(await store.keys()) == [SENDER]


async def test_a_replayed_turn_replaces_itself(store: QuitaTrackerStore, file: Path) -> None:
    await a_turn(store, "t0", "oi")
    await a_turn(store, "t1", "quero negociar", SlotSet("count", 1), SlotSet("kept", "rascunho"))
    await a_turn(store, "t1", "quero negociar", SlotSet("count", 2))
    tracker = await loaded(store)
    assert heard(tracker) == ["oi", "quero negociar"]
    assert tracker.get_slot("count") == 2
    assert tracker.get_slot("kept") is None  # what the first try did never happened
    assert rows(file) == 2


async def test_a_turn_that_is_replayed_does_not_see_its_first_try(store: QuitaTrackerStore) -> None:
    await a_turn(store, "t0", "oi")
    await a_turn(store, "t1", "primeira tentativa", SlotSet("kept", "rascunho"))
    with working_on("t1"):
        tracker = await loaded(store)
    assert heard(tracker) == ["oi"]
    assert tracker.get_slot("kept") is None


async def test_a_turn_of_one_conversation_is_no_turn_of_another(store: QuitaTrackerStore) -> None:
    await a_turn(store, "t0", "oi")
    other = DialogueStateTracker("conversa-2", store.domain.slots)
    other.update(Uttered("olá"))
    with working_on("t0"):
        await store.save(other)
    assert heard(await loaded(store)) == ["oi"]


async def test_what_is_read_is_bounded_after_hundreds_of_turns(
    store: QuitaTrackerStore, open_store: Callable[[], QuitaTrackerStore]
) -> None:
    asked = SlotSet("requested_slot", "kept"), ActiveLoop("a_form")
    await a_turn(store, "first", "oi", SlotSet("kept", "o que foi dito no começo"), *asked)
    for number in range(HUNDREDS):
        await a_turn(store, f"t{number}", f"mensagem {number}", SlotSet("count", number))
    tracker = await loaded(open_store())
    assert len(heard(tracker)) <= MAX_TURNS < HUNDREDS
    assert heard(tracker)[-KEEP_TURNS:] == [
        f"mensagem {number}" for number in range(HUNDREDS - KEEP_TURNS, HUNDREDS)
    ]
    assert tracker.get_slot("count") == HUNDREDS - 1
    assert tracker.get_slot("kept") == "o que foi dito no começo"
    assert tracker.get_slot("requested_slot") == "kept"
    assert tracker.active_loop_name == "a_form"


async def test_a_loop_that_ended_is_not_brought_back_by_a_snapshot(
    store: QuitaTrackerStore,
) -> None:
    await a_turn(store, "first", "oi", SlotSet("kept", "valor"), ActiveLoop("a_form"))
    await a_turn(store, "second", "tchau", SlotSet("kept", None), ActiveLoop(None))
    for number in range(TURNS):
        await a_turn(store, f"t{number}", f"mensagem {number}")
    tracker = await loaded(store)
    assert len(heard(tracker)) < TURNS
    assert tracker.active_loop_name is None
    assert tracker.get_slot("kept") is None


async def test_the_last_turn_may_be_replayed_after_a_snapshot(store: QuitaTrackerStore) -> None:
    for number in range(TURNS):
        await a_turn(store, f"t{number}", f"mensagem {number}", SlotSet("count", number))
        before = heard(await loaded(store))
        await a_turn(store, f"t{number}", f"mensagem {number}", SlotSet("count", number))
        assert heard(await loaded(store))[-KEEP_TURNS:] == before[-KEEP_TURNS:]


async def test_what_was_typed_is_unreadable_in_the_file(
    store: QuitaTrackerStore, file: Path
) -> None:
    await a_turn(store, "t0", "meu cpf é 529.982.247-25")
    stored = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"tracker_events" in stored
    assert b"529.982" not in stored
    assert b"resposta" not in stored


async def test_a_database_that_is_away_is_an_error_and_no_blank_conversation(
    store: QuitaTrackerStore, file: Path
) -> None:
    await a_turn(store, "t0", "oi")
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE tracker_events")
    with pytest.raises(OperationalError):
        await store.retrieve(SENDER)
    with pytest.raises(OperationalError):
        await a_turn(store, "t1", "quero negociar")
