"""The web chat: sessions, messages and streams, with browsers that behave badly."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from connectors.sms_link.channel import SmsLinkInput
from quita.adapters.database.schema import inbound_messages, outbox, web_sessions
from quita.bootstrap import Container, build
from quita.domain.conversation import Owner
from quita.domain.records import User
from quita.settings import load
from tests.adapters.database.samples import PHONE, open_conversation
from tests.builders import JOSE, MARIA
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.connectors.sms_link.chatting import answer, conversation, history, streaming, write
from tests.connectors.sms_link.conftest import FakeDispatcher, browsing

COOKIE = "quita_chat"


def rows(core: Container, query: Any) -> list[Any]:
    with core.database.engine.begin() as connection:
        return list(connection.execute(query))


def cookie(browser: ClientSession) -> str:
    return next(one.value for one in browser.cookie_jar if one.key == COOKIE)


async def test_a_link_opens_a_chat_whose_cookie_scripts_cannot_read(
    browser: ClientSession, core: Container, code: str
) -> None:
    async with browser.post("/chat/open", data={"code": code}, allow_redirects=False) as opened:
        given = opened.headers["Set-Cookie"]
        assert opened.headers["Location"] == "/chat"
    assert "HttpOnly" in given and "SameSite=Lax" in given and "Path=/" in given
    assert len(cookie(browser)) >= 43  # 256 bits
    assert cookie(browser) not in str(rows(core, select(web_sessions)))
    async with browser.get("/chat") as page:
        text = await page.text()
    assert 'id="composer"' in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    for hidden in ("Maria", code, "dívida"):
        assert hidden not in text


async def test_over_https_the_cookie_is_secure_and_of_this_host_alone(
    core: Container, code: str, clock: FakeClock
) -> None:
    environment = {
        "QUITA_PUBLIC_URL": "https://quita.example",
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(core.settings.var),
        "QUITA_DATABASE_URL": core.settings.database_url,
    }
    secure = build(load(environment), clock=clock)
    async with (
        serving(SmsLinkInput(secure)) as base,
        browsing(base) as browser,
        browser.post("/chat/open", data={"code": code}, allow_redirects=False) as opened,
    ):
        given = opened.headers["Set-Cookie"]
    secure.database.engine.dispose()
    assert given.startswith("__Host-quita_chat=")
    assert "Secure" in given


async def test_a_message_is_stored_with_its_conversation_before_it_is_acknowledged(
    chatting: ClientSession, core: Container, dispatcher: FakeDispatcher
) -> None:
    assert await write(chatting, "  quero conversar\u0000 ") == 200
    [stored] = rows(core, select(inbound_messages))
    chat = conversation(core)
    assert stored.conversation_id == chat.id
    assert chat.owner is Owner.BOT and chat.person_id is None
    assert dispatcher.told == 1
    with core.database() as tx:
        [message] = tx.messages.of_conversation(chat.id)
        assert [one.id for one in tx.people.at_address(chat.address_id)] == [MARIA.id]
    assert message.text == "quero conversar"


async def test_a_message_sent_again_is_stored_once(
    chatting: ClientSession, core: Container, dispatcher: FakeDispatcher
) -> None:
    for _ in range(3):
        assert await write(chatting, "oi", "the-same-id") == 200
    assert len(rows(core, select(inbound_messages))) == 1
    assert dispatcher.told == 1


async def test_a_reply_comes_by_the_stream_with_its_number(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    async with streaming(chatting) as stream:
        answer(core, "olá", {"kind": "buttons", "text": "e agora?",
                             "buttons": [{"id": "/affirm", "title": "Sim"}]})  # fmt: skip
        first, second = await stream.next(), await stream.next()
    assert (first.data["text"], first.data["author"]) == ("olá", "bot")
    assert first.id is not None and second.id is not None and first.id < second.id
    assert second.data["buttons"] == [{"id": "/affirm", "title": "Sim"}]


async def test_a_stream_resumes_behind_the_last_number_and_repeats_and_loses_nothing(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    async with streaming(chatting) as stream:
        answer(core, "um", "dois")
        await stream.next()
        last = (await stream.next()).id
    answer(core, "três", "quatro")  # while the network is away
    async with streaming(chatting, last_id=last) as stream:
        answer(core, "cinco")
        assert await stream.texts(3) == ["três", "quatro", "cinco"]
    async with streaming(chatting, after=last or 0) as stream:  # a reload
        assert await stream.texts(3) == ["três", "quatro", "cinco"]


async def test_a_restart_of_the_server_loses_and_repeats_nothing(
    address: str, chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    async with streaming(chatting) as stream:
        answer(core, "antes")
        last = (await stream.next()).id
    answer(core, "durante")
    async with serving(SmsLinkInput(core)) as other, browsing(other) as again:
        again.cookie_jar.update_cookies({COOKIE: cookie(chatting)})
        async with streaming(again, last_id=last) as stream:
            answer(core, "depois")
            assert await stream.texts(2) == ["durante", "depois"]


async def test_two_tabs_are_one_session_and_both_hear_everything(
    chatting: ClientSession, core: Container, code: str
) -> None:
    async with chatting.post("/chat/open", data={"code": code}) as again:
        assert again.status == 200
    assert len(rows(core, select(web_sessions))) == 1
    await write(chatting, "de uma aba")
    await write(chatting, "da outra")
    async with streaming(chatting) as one, streaming(chatting) as two:
        answer(core, "olá")
        assert await one.texts(1) == await two.texts(1) == ["olá"]
    assert len({row.conversation_id for row in rows(core, select(inbound_messages))}) == 1


async def test_a_browser_has_four_streams_at_most_and_the_oldest_ends(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    async with AsyncExitStack() as open_streams:
        oldest, *_ = [await open_streams.enter_async_context(streaming(chatting)) for _ in "12345"]
        with pytest.raises(EOFError):
            await oldest.next()


async def test_a_browser_that_reconnects_every_second_is_slowed_down_and_misses_nothing(
    chatting: ClientSession, core: Container, clock: FakeClock
) -> None:
    await write(chatting)
    answer(core, "olá")
    statuses = []
    for _ in range(60):
        async with chatting.get("/chat/events") as stream:
            statuses.append(stream.status)
        clock.advance(seconds=1)
    assert 429 in statuses and statuses[-2:].count(200) == 1  # every other one passes
    clock.advance(seconds=10)
    async with streaming(chatting) as heard:
        assert await heard.texts(1) == ["olá"]


async def test_a_cookie_that_is_forged_or_of_somebody_else_opens_nothing_of_ours(
    address: str, chatting: ClientSession, core: Container
) -> None:
    await write(chatting, "meu segredo")
    async with browsing(address) as stranger:
        for value in ("", "x" * 43, cookie(chatting)[:-1], cookie(chatting) + "x"):
            stranger.cookie_jar.update_cookies({COOKIE: value})
            for path in ("/chat/history", "/chat/events", "/chat/since"):
                async with stranger.get(path) as refused:
                    assert refused.status == 401
            assert await write(stranger) == 401
            async with stranger.get("/chat") as page:
                assert "meu segredo" not in await page.text()


async def test_somebody_elses_link_on_the_same_browser_begins_afresh(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting, "sou a Maria")
    before, joses = cookie(chatting), core.links.create(JOSE.id, "test").code
    async with chatting.post("/chat/open", data={"code": joses}) as opened:
        assert opened.status == 200
    assert cookie(chatting) != before
    assert await history(chatting) == []
    assert core.web_chat.session(before) is None


async def test_a_session_lasts_a_week_without_use_and_leaving_ends_it_with_its_identity(
    chatting: ClientSession, core: Container, clock: FakeClock
) -> None:
    await write(chatting)
    chat = conversation(core)
    with core.database() as tx:
        tx.conversations.set_verified(chat.id, MARIA.id, clock.now.replace(year=2027))
    clock.advance(days=6)
    assert await history(chatting)
    clock.advance(days=6)  # prolonged by use
    token = cookie(chatting)
    async with chatting.post("/chat/leave") as left:
        assert left.status == 200
    assert core.web_chat.session(token) is None
    assert conversation(core).person_id is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
async def test_another_sites_page_can_write_nothing(
    address: str, chatting: ClientSession, core: Container, headers: dict[str, str]
) -> None:
    async with ClientSession(address, headers=headers) as evil:
        evil.cookie_jar.update_cookies({COOKIE: cookie(chatting)})
        body = {"id": uuid4().hex, "text": "oi"}
        for path in ("/chat/messages", "/chat/seen", "/chat/leave", "/chat/open", "/chat/files"):
            async with evil.post(path, json=body) as refused:
                assert refused.status == 403
    assert rows(core, select(inbound_messages)) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"id": "abcdefgh", "text": "' + b"a" * 1_000_000 + b'"}', 413),
        (b'{"id": "abcdefgh", "text": "' + b"a" * 5000 + b'"}', 400),
        (b'{"id": "abcdefgh", "text": "   "}', 400),
        (b'{"id": "short", "text": "oi"}', 400),
        (b'{"text": "oi"}', 400),
        (b"[]", 400),
        (b"nothing", 400),
        (b"[" * 60_000, 400),
    ],
)
async def test_a_message_that_is_too_large_or_none_is_refused(
    chatting: ClientSession, core: Container, body: bytes, status: int
) -> None:
    async with chatting.post("/chat/messages", data=body) as refused:
        assert refused.status == status
    assert rows(core, select(inbound_messages)) == []


async def test_a_megabyte_in_pieces_is_refused_too(chatting: ClientSession) -> None:
    async def pieces() -> Any:
        for _ in range(64):
            yield b"a" * 16_384

    async with chatting.post("/chat/messages", data=pieces()) as refused:
        assert refused.status == 413


async def test_only_a_choice_that_was_shown_can_be_pressed(
    chatting: ClientSession, core: Container, clock: FakeClock
) -> None:
    await write(chatting)
    clock.advance(seconds=1)
    button = {"id": "/accept_offer#o1", "title": "Aceito"}
    answer(core, {"kind": "buttons", "text": "Fechamos?", "buttons": [button]})
    asked = (await history(chatting))[-1]["id"]
    press = {"to": asked, "choice": "/accept_offer#o1"}
    for wrong in ({"choice": "/accept_offer#o2"}, {"to": "another"}):
        body = {**press, **wrong, "id": uuid4().hex}
        async with chatting.post("/chat/messages", json=body) as refused:
            assert refused.status == 400
    clock.advance(seconds=1)
    async with chatting.post("/chat/messages", json={**press, "id": uuid4().hex}) as taken:
        assert taken.status == 200
    chat = conversation(core)
    with core.database() as tx:
        pressed = tx.messages.of_conversation(chat.id)[-1]
    assert (pressed.kind, pressed.payload_id, pressed.text) == (
        "button_reply", "/accept_offer#o1", "Aceito",
    )  # fmt: skip
    assert (await history(chatting))[-1]["choice"] == "/accept_offer#o1"


async def test_what_was_seen_is_told_to_the_outbox_and_never_goes_back(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    answer(core, "olá")
    ids = [(await history(chatting))[-1]["id"], "nobody's"]
    for read in (False, True, False):
        async with chatting.post("/chat/seen", json={"ids": ids, "read": read}) as told:
            assert told.status == 204
    assert [row.state for row in rows(core, select(outbox))] == ["read"]


async def test_an_agents_name_stands_by_what_they_write_and_at_the_top(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting)
    chat = conversation(core)
    with core.database() as tx:
        tx.users.save(User("ana", "ana", "Ana Lima", "agent", "hash"))
        tx.conversations.set_owner(chat.id, Owner.QUEUED, reason="requested", at=core.clock())
    core.ownership.claim(chat.id, "ana")
    core.ownership.reply(chat.id, "ana", {"kind": "text", "text": "Oi, sou a Ana"}, "k")
    async with streaming(chatting) as stream:
        assert (await stream.next("held")).data == {"owner": "human", "agent": "Ana"}
        core.web_delivery.run()
        message = await stream.next()
    assert (message.data["author"], message.data["name"]) == ("agent", "Ana")


async def test_without_a_link_somebody_may_write_and_nobody_is_behind_them(
    browser: ClientSession, core: Container
) -> None:
    async with browser.post("/chat/open") as opened:
        assert opened.status == 200
    assert await write(browser, "oi") == 200
    chat = conversation(core)
    with core.database() as tx:
        assert tx.people.at_address(chat.address_id) == []


async def test_an_expired_link_opens_no_chat_and_leads_to_its_explanation(
    browser: ClientSession, code: str, clock: FakeClock
) -> None:
    clock.advance(days=15)
    async with browser.post("/chat/open", data={"code": code}) as answered:
        assert answered.status == 410
        assert "venceu" in await answered.text()
    async with browser.get("/chat/history") as refused:
        assert refused.status == 401


async def test_the_web_chat_leaves_whatsapps_messages_alone(core: Container) -> None:
    with core.database() as tx:
        chat = open_conversation(tx, core.clock())
        tx.outbox.add(chat.id, {"kind": "text", "text": PHONE}, "bot", "k", core.clock())
    assert core.web_delivery.run() == 0
