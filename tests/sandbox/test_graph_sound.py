"""Sound that the business sends: uploaded by our own clients, played by the phone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.payloads import AudioPayload, Recipient
from quita.adapters.whatsapp.responses import Accepted, Refused
from sandbox.graph import placeholders
from tests.sandbox.test_graph_media import upload
from tests.sandbox.world import NUMBER_ID, PHONE, TOKEN, World

VOICE = placeholders.voice_note(2)
STEREO = VOICE.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02")
OPUS = "audio/ogg; codecs=opus"


@pytest.fixture(params=[WhatsAppClient, AsyncWhatsAppClient])
async def call(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Callable[..., Any]]:
    """Call either client by the name of what it does."""
    client = request.param(f"{world.settings.public_url}/graph/v23.0", NUMBER_ID, TOKEN)

    async def called(name: str, *args: Any) -> Any:
        done = await asyncio.to_thread(getattr(client, name), *args)
        return await done if asyncio.iscoroutine(done) else done

    yield called
    await called("close")


async def test_a_voice_note_is_uploaded_sent_and_played_on_the_phone(
    world: World, call: Callable[..., Any]
) -> None:
    await world.say("oi")
    media_id = await call("upload", VOICE, OPUS)
    payload = AudioPayload(kind="audio", file="f", mime_type="audio/ogg", voice=True)
    [body] = to_graph_bodies(payload, Recipient(phone=PHONE), "m1")
    body["audio"]["id"] = media_id
    assert isinstance(await call("send", body), Accepted)
    response = await world.client.get(f"/phone/api/chats/{PHONE}")
    shown = (await response.json())["messages"][-1]
    assert shown["kind"] == "audio"
    assert await (await world.client.get(shown["media"]["url"])).read() == VOICE


async def test_a_refused_file_says_why(world: World, call: Callable[..., Any]) -> None:
    refused = await call("upload", b"<html>", "text/html")
    assert isinstance(refused, Refused)
    assert refused.code == 100


@pytest.mark.parametrize(
    ("data", "kind", "voice"),
    [(STEREO, OPUS, True), (STEREO, OPUS, False), (b"OggS" + bytes(60), "audio/ogg", False),
     (b"ID3" + bytes(60), "audio/mpeg", True)],
)  # fmt: skip
async def test_sound_that_phones_do_not_play_is_refused(
    world: World, data: bytes, kind: str, voice: bool
) -> None:
    _, stored = await upload(world, data, kind)
    audio = {"id": stored["id"], **({"voice": True} if voice else {})}
    _, answer = await world.send({"type": "audio", "audio": audio})
    assert answer["error"]["code"] == 131053


async def test_other_sound_goes_as_a_file(world: World) -> None:
    _, stored = await upload(world, b"ID3" + bytes(60), "audio/mpeg")
    status, _ = await world.send({"type": "audio", "audio": {"id": stored["id"]}})
    assert status == 200
