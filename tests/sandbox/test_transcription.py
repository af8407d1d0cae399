"""Voice notes written down: the sandbox's server, and the client that speaks to any such server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData

from quita.adapters.transcription import AsyncTranscriber
from quita.domain.errors import Misconfigured, ProviderRefused, ProviderUnavailable
from sandbox.graph.placeholders import voice_note, words_in
from tests.sandbox.world import World

SAID = "Bom dia, queria parcelar em três vezes, " + "por favor, " * 40 + "obrigada"
OGG = "audio/ogg"


def base(world: World) -> str:
    return f"{world.settings.public_url}/transcription/v1"


@pytest.fixture
async def hears(world: World) -> AsyncIterator[AsyncTranscriber]:
    made = AsyncTranscriber(base(world), world.settings.transcription_key)
    yield made
    await made.close()


def test_what_is_said_in_a_recording_of_the_phones_stands_in_it() -> None:
    assert words_in(voice_note(words=SAID)) == SAID
    assert words_in(voice_note()) == ""
    assert words_in(b"OggS something else") == ""


async def test_a_recording_comes_back_in_words(hears: AsyncTranscriber) -> None:
    assert await hears.transcribe(voice_note(words=SAID), OGG) == SAID


async def test_silence_comes_back_empty(hears: AsyncTranscriber) -> None:
    assert await hears.transcribe(voice_note(), OGG) == ""


async def test_the_whole_address_serves_as_well_as_its_base(world: World) -> None:
    whole = base(world) + "/audio/transcriptions/"
    hears = AsyncTranscriber(whole, world.settings.transcription_key)
    assert await hears.transcribe(voice_note(words="oi"), OGG) == "oi"
    await hears.close()


async def test_a_wrong_key_is_refused(world: World) -> None:
    hears = AsyncTranscriber(base(world), "outra")
    with pytest.raises(ProviderRefused):
        await hears.transcribe(voice_note(), OGG)
    await hears.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "http_500"}, ProviderUnavailable),
        ({"kind": "rate_limit"}, ProviderUnavailable),
        ({"kind": "error_code", "code": 400}, ProviderRefused),
    ],
)
async def test_a_failure_is_told_apart_from_a_refusal(
    world: World, hears: AsyncTranscriber, fault: dict[str, Any], error: type[Exception]
) -> None:
    await world.fault(target="transcription", **fault)
    with pytest.raises(error):
        await hears.transcribe(voice_note(), OGG)


async def test_no_answer_in_time_and_no_server_are_unavailable(world: World) -> None:
    await world.fault(target="transcription", kind="timeout")
    key = world.settings.transcription_key
    hasty = AsyncTranscriber(base(world), key, total_seconds=0.2)
    nobody = AsyncTranscriber("http://127.0.0.1:1/v1", key)
    for hears in (hasty, nobody):
        with pytest.raises(ProviderUnavailable):
            await hears.transcribe(voice_note(), OGG)
        await hears.close()


async def test_an_address_of_another_kind_is_refused_at_once() -> None:
    with pytest.raises(Misconfigured, match="TRANSCRIPTION_URL"):
        AsyncTranscriber("file:///etc/passwd", "")


@pytest.mark.parametrize(
    ("fields", "name"),
    [({}, "voz.ogg"), ({"model": "m"}, "voz.exe"), ({"model": "m", "language": "por"}, "voz.ogg"),
     ({"model": "m", "response_format": "srt"}, "voz.ogg")],
)  # fmt: skip
async def test_what_the_real_one_refuses_is_refused(
    world: World, fields: dict[str, str], name: str
) -> None:
    form = FormData(fields)
    form.add_field("file", voice_note(), filename=name, content_type=OGG)
    headers = {"Authorization": f"Bearer {world.settings.transcription_key}"}
    path = "/transcription/v1/audio/transcriptions"
    answer = await world.client.post(path, data=form, headers=headers)
    assert answer.status == 400
