"""Answers by voice at the desk's door: whose, what, how large, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from quita.bootstrap import Container
from quita.domain.conversation import Channel, Owner
from quita.domain.media import MEGABYTE
from sandbox.graph import placeholders
from tests.adapters.database.samples import open_conversation
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser
from tests.domain.voice import reading

RECORDED = Path(reading.__file__).with_name("recorded.webm").read_bytes()
VOICE = placeholders.voice_note(1)


async def speak(
    browser: Browser, chat: str, data: bytes = VOICE, csrf: str | None = None, **told: str
) -> tuple[int, dict[str, Any]]:
    """Post a recording as the page's script does."""
    headers = {"X-Desk": "json", "X-Csrf": browser.fields.get("csrf", "") if csrf is None else csrf}
    params = {"key": "k1", **told}
    path = f"/desk/conversations/{chat}/voice"
    async with browser.session.post(path, params=params, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


def sent(core: Container, chat: str) -> list[dict[str, Any]]:
    with core.database() as tx:
        return [dict(one.payload) for one in tx.outbox.of_conversation(chat)]


async def test_what_a_browser_recorded_is_sent_as_a_voice_note_and_heard_at_the_desk(
    core: Container, ana: Browser, held: str, woken: list[str]
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    assert 'data-voice="' in ana.text
    status, told = await speak(ana, held, RECORDED, sha256=sha256(RECORDED).hexdigest())
    assert (status, told["ok"], woken) == (200, True, [held])
    [payload] = sent(core, held)
    assert (payload["kind"], payload["mime_type"]) == ("audio", "audio/ogg")
    await ana.get(f"/desk/conversations/{held}")
    heard = await ana.fetch(f"/desk/media/{payload['file']}")
    assert f'<audio controls preload="none" src="/desk/media/{payload["file"]}"' in ana.text
    assert reading.pages_of(heard.body)[0].packets[0].startswith(b"OpusHead")
    with core.database() as tx:
        actions = [one["action"] for one in tx.events.trail(held)]
    assert actions[-2:] == ["voice:sent", "media:opened"]


async def test_a_recording_that_is_posted_again_is_sent_once(
    core: Container, ana: Browser, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    for _ in range(2):
        assert (await speak(ana, held))[0] == 200
    assert len(sent(core, held)) == 1


@pytest.mark.parametrize("login", ["bia", "sol", "adm", "aud", "des"])
async def test_nobody_speaks_in_a_conversation_that_is_not_theirs(
    core: Container, browsers: Callable[[], Browser], held: str, login: str
) -> None:
    other = browsers()
    await other.sign_in(login, PASSWORD)
    await other.get("/desk/account")
    status, told = await speak(other, held)
    expected = (403, "role") if login in ("aud", "des") else (409, "not_owner")
    assert (status, told["problem"]) == expected
    assert sent(core, held) == []


async def test_a_post_without_the_pages_token_does_nothing(
    core: Container, ana: Browser, held: str
) -> None:
    status, told = await speak(ana, held, csrf="other")
    assert (status, told["problem"]) == (403, "token")
    assert sent(core, held) == []


async def test_who_is_not_signed_in_says_nothing(
    core: Container, browser: Browser, held: str
) -> None:
    assert (await speak(browser, held))[0] == 401
    assert sent(core, held) == []


@pytest.mark.parametrize(
    ("data", "told", "status", "problem"),
    [
        (b"", {}, 415, "voice_size"),
        (bytes(16 * MEGABYTE + 1), {}, 413, "voice_size"),
        (VOICE, {"sha256": "0" * 64}, 415, "voice_hash"),
        (b"<html>", {}, 415, "voice_type"),
        (RECORDED[:-9], {}, 415, "voice_type"),
        (VOICE.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02"), {}, 415, "voice_channels"),
        (VOICE, {"key": ""}, 400, "unfit"),
        (VOICE, {"key": "k" * 81}, 400, "unfit"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_words(
    core: Container,
    ana: Browser,
    held: str,
    data: bytes,
    told: dict[str, str],
    status: int,
    problem: str,
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    answered, said = await speak(ana, held, data, **told)
    assert (answered, said["problem"]) == (status, problem)
    assert sent(core, held) == []


async def test_after_the_window_nothing_is_offered_and_nothing_taken(
    core: Container, ana: Browser
) -> None:
    with core.database() as tx:
        chat = open_conversation(tx, core.clock() - timedelta(hours=24)).id
        tx.conversations.set_owner(chat, Owner.HUMAN, agent_id="ana", at=core.clock())
    await ana.get(f"/desk/conversations/{chat}")
    assert 'data-voice="' not in ana.text
    status, said = await speak(ana, chat)
    assert (status, said["problem"]) == (409, "window")


async def test_no_voice_is_offered_where_the_person_is_answered_by_sms(
    core: Container, ana: Browser
) -> None:
    with core.database() as tx:
        chat = open_conversation(
            tx, core.clock(), channel=Channel.SMS_LINK, address="+5511987654321"
        ).id
        tx.conversations.set_owner(chat, Owner.HUMAN, agent_id="ana", at=core.clock())
    await ana.get(f"/desk/conversations/{chat}")
    assert 'name="text"' in ana.text
    assert 'data-voice="' not in ana.text
