"""How soon a reply is shown: from its transaction's end to the browser, with many chats open."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from datetime import timedelta
from uuid import uuid4

import aiohttp

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, NotMeasured, median, percentile
from benchmarks.web_side import BROWSER, WebSide, web_side
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.records import AddressKind
from quita.domain.web_chat import WebSession

CHATS = 2000
REPLIES = 400  # at a pace of PACE a second, each to another chat
PACE = 40.0
MEDIAN = Measure("web chat, 2,000 open: reply shown, median", "ms")
P99 = Measure("web chat, 2,000 open: reply shown, p99", "ms", limit=300)
MEASURES = (MEDIAN, P99)
OPEN_AT_ONCE = 50
LAST_WITHIN = 20.0  # seconds


async def quita(bench: Bench) -> Figures:
    """Open the chats, reply to some, and take the time until their streams tell of it."""
    chats, replies = (CHATS, REPLIES) if bench.effort.starts > 1 else (200, 100)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 3 * chats)), hard))
    async with web_side() as side:
        tokens = await asyncio.to_thread(_people, side, chats)
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=None)
        headers = {"User-Agent": BROWSER}
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, headers=headers
        ) as web:
            return await _measured(side, web, tokens, replies)


async def stock(_: Bench) -> Figures:
    """Stock Rasa's web channel loses what is said while a browser is away: another thing."""
    return {}


async def _measured(
    side: WebSide, web: aiohttp.ClientSession, chats: list[tuple[str, str]], replies: int
) -> Figures:
    arrived: dict[str, float] = {}
    door, opened = asyncio.Semaphore(OPEN_AT_ONCE), asyncio.Semaphore(0)
    streams = [
        asyncio.ensure_future(_listen(side, web, token, door, opened, arrived))
        for token, _ in chats
    ]
    try:
        for _ in chats:
            await asyncio.wait_for(opened.acquire(), LAST_WITHIN * 6)
        sent: dict[str, float] = {}
        step = len(chats) // replies
        for number in range(replies):
            key = f"reply {number}"
            await asyncio.to_thread(_reply, side, chats[number * step][1], key)
            sent[key] = time.perf_counter()
            await asyncio.sleep(1 / PACE)
        deadline = time.perf_counter() + LAST_WITHIN
        while len(arrived) < replies and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
    finally:
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    if len(arrived) < replies:
        raise NotMeasured(f"{len(arrived)} replies of {replies} were shown")
    taken = [(arrived[key] - sent[key]) * 1000 for key in sent]
    return {MEDIAN.name: median(taken), P99.name: percentile(taken, 99)}


async def _listen(
    side: WebSide,
    web: aiohttp.ClientSession,
    token: str,
    door: asyncio.Semaphore,
    opened: asyncio.Semaphore,
    arrived: dict[str, float],
) -> None:
    await door.acquire()
    cookie = {"Cookie": f"quita_chat={token}"}
    async with web.get(f"{side.url}/chat/events", headers=cookie) as answer:
        await answer.content.readline()
        door.release()
        opened.release()
        async for line in answer.content:
            if line.startswith(b"data: "):
                text = json.loads(line[6:]).get("text")
                if text:
                    arrived[text] = time.perf_counter()


def _people(side: WebSide, count: int) -> list[tuple[str, str]]:
    """Make sessions with a conversation each; give their cookies and conversations."""
    core, made = side.core, []
    now = core.clock()
    with core.database() as tx:
        for _ in range(count):
            session_id, token = uuid4().hex, uuid4().hex
            address = tx.people.ensure_address(AddressKind.WEB, session_id)
            tx.web_sessions.add(
                WebSession(session_id, address, now, now + timedelta(days=1)), token
            )
            chat = Conversation(
                id=uuid4().hex,
                channel=Channel.SMS_LINK,
                address=session_id,
                address_id=address,
                protocol="1",
                owner=Owner.BOT,
                opened_at=now,
                last_inbound_at=now,
            )
            tx.conversations.add(chat)
            made.append((token, chat.id))
    return made


def _reply(side: WebSide, conversation_id: str, text: str) -> None:
    with side.core.database() as tx:
        payload = {"kind": "text", "text": text}
        tx.outbox.add(conversation_id, payload, "bot", uuid4().hex, side.core.clock())
    side.core.web_delivery.run(conversation_id)
