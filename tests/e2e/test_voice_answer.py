"""An agent answers by voice, and it plays on the phone."""

from __future__ import annotations

from pathlib import Path

from tests.domain.voice import reading
from tests.e2e.agent import Agent
from tests.e2e.people import Debtor
from tests.e2e.system import System

RECORDED = Path(reading.__file__).with_name("recorded.webm").read_bytes()


def test_a_recording_plays_on_the_phone_once_and_in_order(system: System, debtor: Debtor) -> None:
    debtor.writes("quero falar com um atendente")
    chat = debtor.conversation.id
    with Agent(system) as ana:
        ana.signs_in("ana")
        ana.does(chat, "claim")
        for _ in range(2):
            assert ana.speaks(chat, RECORDED, "k1").json()["ok"]
        ana.does(chat, "reply", text="Ouviu meu áudio?")
    debtor.hears("Ouviu meu áudio?")
    shown = system.sandbox("GET", f"/phone/api/chats/{debtor.number}")["messages"]
    assert [one["kind"] for one in shown[-2:]] == ["audio", "text"]
    assert [one["kind"] for one in shown].count("audio") == 1
    media = shown[-2]["media"]
    assert media["mime_type"] == "audio/ogg; codecs=opus"
    played = system.http.get(f"{system.sandbox_url}{media['url']}", timeout=60).content
    head, *rest = reading.pages_of(played)
    assert head.packets[0].startswith(b"OpusHead")
    assert rest[-1].position == 48_000 * 3 // 2
