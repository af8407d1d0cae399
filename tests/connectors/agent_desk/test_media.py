"""Tests of the address of files at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quita.bootstrap import Container
from sandbox.graph import placeholders
from tests.adapters.database.samples import draft, open_conversation
from tests.builders import MARIA, save_person
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

VOICE, PAPER = placeholders.voice_note(), placeholders.document()


def kept(core: Container, chat: str, data: bytes, mime_type: str, **media: str) -> str:
    """Store a file of a conversation, and give its id."""
    with core.database() as tx:
        message = tx.messages.add(
            chat, draft(core.clock(), None, kind="voice", media={"id": "m1", **media}), core.clock()
        )
        assert message is not None
        tx.media.add(message, core.clock())
        [item] = tx.media.of_messages([message.id])
        until = core.clock() + timedelta(days=9)
        tx.media.stored(item.id, mime_type, "0" * 64, len(data), core.clock(), until)
    core.media_files.put(item.id, data)
    return item.id


async def test_an_agent_hears_a_voice_note_and_it_is_written_down(
    core: Container, ana: Browser, chat: str
) -> None:
    media_id = kept(core, chat, VOICE, "audio/ogg")
    answer = await ana.fetch(f"/desk/media/{media_id}")
    assert (answer.status, answer.content_type) == (200, "audio/ogg")
    assert answer.body == VOICE
    with core.database() as tx:
        assert [one["action"] for one in tx.events.trail(chat)] == ["media:opened"]


async def test_a_strangers_file_is_saved_and_never_shown_as_a_page(
    core: Container, ana: Browser, chat: str
) -> None:
    name = 'x"; filename=evil.html\r\nSet-Cookie: a=b'
    media_id = kept(core, chat, PAPER, "application/pdf", filename=name)
    answer = await ana.fetch(f"/desk/media/{media_id}")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''x%22")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


async def test_a_file_without_a_name_gets_one_by_what_it_is(
    core: Container, ana: Browser, chat: str
) -> None:
    media_id = kept(core, chat, VOICE, "audio/ogg")
    answer = await ana.fetch(f"/desk/media/{media_id}")
    assert answer.headers["Content-Disposition"].endswith(f"voice-{media_id[:8]}.ogg")


async def test_who_is_not_signed_in_is_led_to_the_entrance(
    core: Container, browser: Browser, chat: str
) -> None:
    media_id = kept(core, chat, VOICE, "audio/ogg")
    answer = await browser.fetch(f"/desk/media/{media_id}")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk/sign-in")
    assert answer.body == b""


async def test_a_designer_sees_no_files(
    core: Container, browsers: Callable[[], Browser], chat: str
) -> None:
    media_id = kept(core, chat, VOICE, "audio/ogg")
    designer = browsers()
    await designer.sign_in("des", PASSWORD)
    assert (await designer.fetch(f"/desk/media/{media_id}")).status == 403


@pytest.mark.parametrize("media_id", ["nothing", "..%2F..%2Fsecret_key", "a" * 400])
async def test_a_file_that_is_not_there_is_a_page_that_says_so(ana: Browser, media_id: str) -> None:
    assert (await ana.fetch(f"/desk/media/{media_id}")).status == 404


@pytest.mark.parametrize(
    ("mime_type", "shown"),
    [("image/jpeg", "Ver a foto"), ("audio/ogg", "<audio"), ("application/pdf", "Baixar")],
)
async def test_the_conversation_leads_to_what_the_person_sent_without_opening_it_by_itself(
    core: Container, ana: Browser, chat: str, mime_type: str, shown: str
) -> None:
    media_id = kept(core, chat, VOICE, mime_type, filename="<script>alert(1)</script>.jpg")
    await ana.get(f"/desk/conversations/{chat}")
    assert f"/desk/media/{media_id}" in ana.text
    assert shown in ana.text
    assert "<script>alert" not in ana.text
    assert "<img src=" not in ana.text.split('role="log"')[1].split("</article>")[0]
    with core.database() as tx:
        assert tx.events.trail(chat) == []


@pytest.fixture
def with_the_bot(core: Container) -> str:
    """A conversation that the bot has, with a voice note; gives the note's id."""
    with core.database() as tx:
        made = open_conversation(tx, core.clock(), phone="+5511987654399")
    return kept(core, made.id, VOICE, "audio/ogg")


async def test_an_agent_gets_no_file_of_a_conversation_that_they_may_not_read(
    core: Container, ana: Browser, with_the_bot: str
) -> None:
    with core.database() as tx:
        chat = tx.media.get(with_the_bot).conversation_id  # type: ignore[union-attr]
    assert (await ana.get(f"/desk/conversations/{chat}")).status == 403
    for _ in range(2):  # a refusal is written down, and is no part in the conversation
        answer = await ana.fetch(f"/desk/media/{with_the_bot}")
        assert (answer.status, VOICE in answer.body) == (403, False)
    assert (await ana.get(f"/desk/conversations/{chat}")).status == 403
    with core.database() as tx:
        assert tx.events.trail(chat) == []
        refused = tx.events.trail(with_the_bot)
    assert [(one["actor"], one["action"]) for one in refused] == [
        ("agent:ana", "media:refused")
    ] * 2


@pytest.mark.parametrize("login", ["sol", "aud", "adm"])
async def test_who_may_read_along_gets_the_files_of_the_bots_conversations(
    core: Container, browsers: Callable[[], Browser], with_the_bot: str, login: str
) -> None:
    browser = browsers()
    await browser.sign_in(login, PASSWORD)
    assert (await browser.fetch(f"/desk/media/{with_the_bot}")).body == VOICE


async def test_a_colleague_s_file_is_to_be_had_while_a_person_has_the_chat_and_not_after_it_ended(
    core: Container, ana: Browser, bia: Browser, held: str
) -> None:
    media_id = kept(core, held, VOICE, "audio/ogg")
    core.ownership.close(held, "ana")
    assert (await ana.fetch(f"/desk/media/{media_id}")).status == 200  # she had a part in it
    assert (await bia.fetch(f"/desk/media/{media_id}")).status == 403


async def test_the_cpf_of_a_conversation_that_one_may_not_read_stays_masked(
    core: Container, ana: Browser, with_the_bot: str
) -> None:
    with core.database() as tx:
        chat = tx.media.get(with_the_bot).conversation_id  # type: ignore[union-attr]
        save_person(tx, MARIA, "+5511987654399")
        tx.conversations.set_verified(chat, "maria", core.clock() + timedelta(minutes=5))
    await ana.get("/desk")
    answer = await ana.post(f"/desk/conversations/{chat}/unmask", reason="para conferir")
    assert answer.status == 403
    assert (await ana.get(f"/desk/conversations/{chat}")).status == 403
