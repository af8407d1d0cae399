"""Agents answer by voice: only who may, only sound that can be sent, kept sealed, sent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Owner
from quita.domain.errors import InvalidMedia, NotAllowed, NotFound, NotOwner, WindowClosed
from quita.domain.media import MEGABYTE, MediaState
from quita.domain.records import User
from quita.services.desk import Desk
from quita.services.media_intake import MediaIntake, MediaRules
from quita.services.voice_notes import VoiceNotes
from sandbox.graph import placeholders
from tests.builders import open_conversation
from tests.conftest import FakeClock
from tests.services.media_world import FilesInMemory

ANA = User("ana", "ana", "Ana", "agent", "x")
BIA = replace(ANA, id="bia", login="bia")
VOICE = placeholders.voice_note(1)
RULES = MediaRules(MEGABYTE, timedelta(days=90))


@pytest.fixture
def files() -> FilesInMemory:
    return FilesInMemory()


@pytest.fixture
def notes(database: Database, clock: FakeClock, files: FilesInMemory) -> VoiceNotes:
    return VoiceNotes(database, clock, files, RULES)


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> str:
    with database() as tx:
        made = open_conversation(tx, clock())
        tx.conversations.set_owner(made.id, Owner.HUMAN, agent_id="ana", at=clock())
    return made.id


def sent(database: Database, chat: str) -> list[dict[str, object]]:
    with database() as tx:
        return [dict(one.payload) for one in tx.outbox.of_conversation(chat)]


def test_a_voice_note_is_kept_written_and_written_down(
    database: Database, notes: VoiceNotes, files: FilesInMemory, chat: str
) -> None:
    assert notes.send(chat, ANA, VOICE, sha256(VOICE).hexdigest(), "k1")
    [payload] = sent(database, chat)
    assert (payload["kind"], payload["mime_type"], payload["voice"]) == ("audio", "audio/ogg", True)
    assert files.held == {payload["file"]: VOICE}
    with database() as tx:
        [item] = tx.media.of_conversation(chat)
        [message] = tx.outbox.of_conversation(chat)
        [entry] = [one for one in tx.events.trail(chat) if one["action"] == "voice:sent"]
    assert (item.sha256, item.size) == (sha256(VOICE).hexdigest(), len(VOICE))
    assert (item.message_id, message.author) == (None, "agent:ana")
    assert (entry["actor"], entry["details"]["media"]) == ("agent:ana", item.id)


def test_the_same_recording_posted_twice_is_sent_once(
    database: Database, notes: VoiceNotes, chat: str
) -> None:
    assert [notes.send(chat, ANA, VOICE, None, "k1") for _ in range(2)] == [True, False]
    assert len(sent(database, chat)) == 1
    assert notes.send(chat, ANA, VOICE, None, "k2")
    assert len(sent(database, chat)) == 2


def test_a_full_disk_sends_nothing_and_the_next_try_does(
    database: Database, notes: VoiceNotes, files: FilesInMemory, chat: str
) -> None:
    files.full = True
    with pytest.raises(OSError, match="no space"):
        notes.send(chat, ANA, VOICE, None, "k1")
    assert sent(database, chat) == []
    files.full = False
    assert notes.send(chat, ANA, VOICE, None, "k1")


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (BIA, NotOwner),
        (replace(ANA, role="auditor"), NotAllowed),
        (replace(ANA, role="designer"), NotAllowed),
        (replace(ANA, role="nobody"), NotAllowed),
    ],
)
def test_only_whoever_has_the_conversation_and_may_answer_speaks(
    database: Database,
    notes: VoiceNotes,
    files: FilesInMemory,
    chat: str,
    user: User,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        notes.send(chat, user, VOICE, None, "k1")
    assert (sent(database, chat), files.held) == ([], {})


def test_an_unknown_conversation_is_not_found(notes: VoiceNotes) -> None:
    with pytest.raises(NotFound):
        notes.send("nothing", ANA, VOICE, None, "k1")


def test_nothing_is_said_once_the_window_closed(
    database: Database, notes: VoiceNotes, files: FilesInMemory, chat: str, clock: FakeClock
) -> None:
    clock.advance(hours=24)
    with pytest.raises(WindowClosed):
        notes.send(chat, ANA, VOICE, None, "k1")
    assert (sent(database, chat), files.held) == ([], {})


@pytest.mark.parametrize(
    ("data", "declared", "why"),
    [(bytes(MEGABYTE + 1), None, "size"), (VOICE, "0" * 64, "hash"), (b"<html>", None, "type")],
)
def test_what_may_not_be_sent_is_refused_and_not_kept(
    database: Database,
    notes: VoiceNotes,
    files: FilesInMemory,
    chat: str,
    data: bytes,
    declared: str | None,
    why: str,
) -> None:
    with pytest.raises(InvalidMedia, match=rf"^{why}"):
        notes.send(chat, ANA, data, declared, "k1")
    assert (sent(database, chat), files.held) == ([], {})


@pytest.mark.parametrize(("address", "heard"), [("+5511987654321", False), ("session1", True)])
def test_a_browser_plays_sound_and_an_sms_does_not(
    database: Database, notes: VoiceNotes, clock: FakeClock, address: str, heard: bool
) -> None:
    with database() as tx:
        made = open_conversation(tx, clock(), channel=Channel.SMS_LINK, address=address)
        tx.conversations.set_owner(made.id, Owner.HUMAN, agent_id="ana", at=clock())
    if heard:
        assert notes.send(made.id, ANA, VOICE, None, "k1")
    else:
        with pytest.raises(NotAllowed):
            notes.send(made.id, ANA, VOICE, None, "k1")


def test_the_desk_plays_it_and_retention_takes_it(
    database: Database, notes: VoiceNotes, files: FilesInMemory, clock: FakeClock, chat: str
) -> None:
    notes.send(chat, ANA, VOICE, None, "k1")
    [entry] = Desk(database, clock).transcript(chat).entries
    assert entry.media is not None
    assert (entry.text, entry.media.mime_type) == ("[audio]", "audio/ogg")
    clock.advance(days=91)
    assert MediaIntake(database, clock, files, RULES).expire() == 1
    assert files.held == {}
    with database() as tx:
        [item] = tx.media.of_conversation(chat)
    assert item.state is MediaState.DELETED
    [entry] = Desk(database, clock).transcript(chat).entries
    assert (entry.text, entry.media) == ("[audio]", None)
