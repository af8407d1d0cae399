"""Sound leaves through the same outbox: its file first, in order, once, by the same rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.whatsapp.errors import Action
from quita.adapters.whatsapp.responses import Refused, Unclear, not_sent
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, Graph, Sending
from tests.conftest import FakeClock

SOUND = b"OggS sound"
VOICE = {"kind": "audio", "file": "f1f1", "mime_type": "audio/ogg", "voice": True}
MUSIC = {**VOICE, "mime_type": "audio/mpeg", "voice": False}


@pytest.fixture
def sending(database: Database, clock: FakeClock, graph: Graph) -> Sending:
    made = Sending(database, clock, graph)
    made.files.put("f1f1", SOUND)
    return made


def test_the_file_goes_ahead_of_its_message_from_the_same_number(
    sending: Sending, graph: Graph, chat: str
) -> None:
    sending.write_payloads(chat, VOICE)
    sending.run_out()
    assert graph.files == [(SOUND, "audio/ogg; codecs=opus", NUMBER)]
    [body] = graph.posted
    assert (body["type"], body["audio"]) == ("audio", {"id": "media1", "voice": True})
    assert sending.states(chat) == [OutboxState.SENT]


def test_sound_that_is_no_voice_note_goes_as_a_file(
    sending: Sending, graph: Graph, chat: str
) -> None:
    sending.write_payloads(chat, MUSIC)
    sending.run_out()
    assert graph.files[0][1] == "audio/mpeg"
    assert graph.posted[0]["audio"] == {"id": "media1"}


def test_what_follows_waits_for_sound_too(sending: Sending, graph: Graph, chat: str) -> None:
    graph.uploads = [not_sent("timeout")]
    sending.write_payloads(chat, VOICE, {"kind": "text", "text": "depois"})
    sending.run_out()
    assert graph.posted == []
    sending.clock.advance(seconds=30)
    sending.run_out()
    assert [body["type"] for body in graph.posted] == ["audio"]
    sending.status("wamid.0", OutboxState.DELIVERED)
    sending.run_out()
    assert [body["type"] for body in graph.posted] == ["audio", "text"]


def test_a_file_that_was_refused_for_good_gives_the_message_up(
    sending: Sending, graph: Graph, chat: str
) -> None:
    graph.uploads = [Refused(131053, "no", None, Action.OURS, 400)]
    sending.write_payloads(chat, VOICE)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED]
    assert graph.posted == []


def test_a_file_that_is_gone_gives_the_message_up(
    sending: Sending, graph: Graph, chat: str
) -> None:
    sending.files.delete("f1f1")
    sending.write_payloads(chat, VOICE)
    sending.run_out()
    [message] = sending.outbox(chat)
    assert message.state is OutboxState.FAILED
    assert "the file is gone" in str(message.error)
    assert (graph.files, graph.posted) == ([], [])


def test_sound_in_doubt_is_not_sent_again_before_a_status_could_tell(
    sending: Sending, graph: Graph, chat: str, clock: FakeClock
) -> None:
    graph.answers = [Unclear("timeout")]
    sending.write_payloads(chat, VOICE)
    sending.run_out()
    clock.advance(seconds=29)
    sending.run_out()
    assert len(graph.posted) == 1
    [message] = sending.outbox(chat)
    sending.status("wamid.x", OutboxState.SENT, message_id=message.id)
    clock.advance(minutes=10)
    sending.run_out()
    assert len(graph.posted) == 1


def test_sound_after_the_window_is_neither_uploaded_nor_sent(
    sending: Sending, graph: Graph, chat: str, clock: FakeClock
) -> None:
    sending.write_payloads(chat, VOICE)
    clock.now += timedelta(hours=25)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED]
    assert graph.files == []
