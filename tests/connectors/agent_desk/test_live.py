"""What happens reaches every open desk, and who was away gets what they missed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientTimeout

from quita.bootstrap import Container
from quita.domain.conversation import Owner
from tests.adapters.database.samples import draft, open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser


async def listen(browser: Browser, wanted: int, after: int | None = None) -> list[dict[str, Any]]:
    """Give the next events of a stream: id, event, and what `data` holds."""
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    found: list[dict[str, Any]] = []
    async with browser.session.get(
        "/desk/live", headers=headers, timeout=ClientTimeout(total=30)
    ) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        while len(found) < wanted:
            block = (await answer.content.readuntil(b"\n\n")).decode()
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "data" in fields:
                found.append({**fields, "data": json.loads(fields["data"])})
    return found


async def test_a_message_reaches_an_open_desk_with_its_row(
    ana: Browser, core: Container, chat: str, clock: FakeClock
) -> None:
    before = core.board.last_change()
    with core.database() as tx:
        tx.messages.add(chat, draft(clock(), "Alguém aí?"), clock())
    [event] = await listen(ana, 1, after=before)
    assert event["data"]["id"] == chat
    assert event["data"]["kinds"] == ["message"]
    assert "Alguém aí?" in event["data"]["row"]
    assert event["data"]["counts"]["waiting"] == 1


async def test_what_happens_while_a_desk_listens_arrives_without_asking(
    ana: Browser, core: Container, chat: str, clock: FakeClock
) -> None:
    heard = asyncio.create_task(listen(ana, 1))
    while core.sessions.profile("ana").seen_at is None:  # the stream is open from then on
        await asyncio.sleep(0.01)
    core.ownership.claim(chat, "bia")
    [event] = await heard
    assert (event["data"]["owner"], event["data"]["agent"]) == ("human", "bia")
    assert "com Bia Rocha" in event["data"]["row"]


async def test_who_was_away_gets_each_conversation_once_however_often_it_changed(
    ana: Browser, core: Container, chat: str, clock: FakeClock
) -> None:
    before = core.board.last_change()
    with core.database() as tx:
        other = open_conversation(tx, clock(), phone="+5511987654399").id
        tx.conversations.set_owner(other, Owner.QUEUED, reason="fraud", priority=1, at=clock())
        for words in ("um", "dois", "três"):
            tx.messages.add(chat, draft(clock(), words), clock())
    events = await listen(ana, 2, after=before)
    assert [event["data"]["id"] for event in events] == [other, chat]
    assert int(events[-1]["id"]) == core.board.last_change()


async def test_who_was_away_too_long_is_told_to_load_anew(
    ana: Browser, core: Container, chat: str, clock: FakeClock
) -> None:
    before = core.board.last_change()
    with core.database() as tx:
        for _ in range(401):
            tx.desk_list.changed(chat, "message")
    [event] = await listen(ana, 1, after=before)
    assert event["event"] == "reload"


async def test_a_script_in_a_message_is_no_script_in_a_row(
    ana: Browser, core: Container, chat: str, clock: FakeClock
) -> None:
    before = core.board.last_change()
    with core.database() as tx:
        tx.messages.add(chat, draft(clock(), "<script>alert(1)</script>"), clock())
    [event] = await listen(ana, 1, after=before)
    assert "<script>" not in event["data"]["row"]


async def test_nobody_listens_without_signing_in(browser: Browser) -> None:
    assert (await browser.get("/desk/live")).status == 303


async def test_a_designer_hears_of_no_conversation(browser: Browser) -> None:
    await browser.sign_in("des", PASSWORD)
    assert (await browser.get("/desk/live")).status == 403


@pytest.mark.parametrize(("login", "reads"), [("ana", False), ("sol", True), ("aud", True)])
@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
async def test_what_the_bot_has_or_has_ended_is_told_in_words_only_to_who_may_read_along(
    browser: Browser, core: Container, held: str, clock: FakeClock, login: str, reads: bool,
    owner: Owner,
) -> None:  # fmt: skip
    before = core.board.last_change()
    with core.database() as tx:
        tx.messages.add(held, draft(clock(), "um segredo"), clock())
        tx.desk_notes.add_label(held, "um rótulo")
        tx.conversations.set_owner(held, owner, at=clock())
    await browser.sign_in(login, PASSWORD)
    [event] = await listen(browser, 1, after=before)
    data = event["data"]
    assert (data["id"], data["owner"]) == (held, owner.value)  # its row leaves every list
    assert ("row" in data, "person" in data) == (reads, reads)
    assert ("um segredo" in str(data), "um rótulo" in str(data)) == (reads, reads)
