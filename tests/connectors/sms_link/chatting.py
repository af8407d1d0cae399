"""What a browser reads and writes in the web chat, and what it is answered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse, ClientSession
from sqlalchemy import select

from quita.adapters.database.schema import conversations
from quita.bootstrap import Container
from quita.domain.conversation import Channel, Conversation
from quita.domain.records import Payload


@dataclass(frozen=True)
class Told:
    """One server-sent event."""

    kind: str
    id: int | None
    data: dict[str, Any]


class Stream:
    """An open stream."""

    def __init__(self, answer: ClientResponse) -> None:
        """Take the answer."""
        self.answer = answer

    async def next(self, kind: str = "message") -> Told:
        """Wait for the next event of a kind."""
        while True:
            fields = {}
            while line := (await self.answer.content.readline()).decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = value
            if fields.get("event") == kind:
                number = int(fields["id"]) if "id" in fields else None
                return Told(kind, number, json.loads(fields["data"]))
            if self.answer.content.at_eof():
                raise EOFError("the stream ended")

    async def texts(self, count: int) -> list[str]:
        """Wait for so many messages and give their texts."""
        return [(await self.next()).data["text"] for _ in range(count)]


@asynccontextmanager
async def streaming(
    browser: ClientSession, after: int = 0, last_id: int | None = None
) -> AsyncIterator[Stream]:
    """Listen past a number."""
    headers = {"Last-Event-ID": str(last_id)} if last_id is not None else {}
    async with browser.get(f"/chat/events?after={after}", headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        yield Stream(answer)


async def write(browser: ClientSession, text: str = "oi", client_id: str | None = None) -> int:
    """Write a message; give the status."""
    body = {"id": client_id or uuid4().hex, "text": text}
    async with browser.post("/chat/messages", json=body) as answer:
        return answer.status


async def history(browser: ClientSession) -> list[dict[str, Any]]:
    """Give what stands on the screen."""
    async with browser.get("/chat/history") as answer:
        assert answer.status == 200
        found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found


def conversation(core: Container) -> Conversation:
    """Give the newest conversation of the web chat."""
    newest = select(conversations.c.id).where(conversations.c.channel == Channel.SMS_LINK.value)
    with core.database.engine.begin() as connection:
        order = conversations.c.opened_at.desc()
        found = connection.execute(newest.order_by(order).limit(1)).scalar_one()
    with core.database() as tx:
        given = tx.conversations.get(found)
    assert given is not None
    return given


def answer(core: Container, *payloads: Payload | str, author: str = "bot") -> None:
    """Answer the newest conversation, as a turn does, and hand it over, as the worker does."""
    chat = conversation(core)
    with core.database() as tx:
        for one in payloads:
            payload = {"kind": "text", "text": one} if isinstance(one, str) else one
            tx.outbox.add(chat.id, payload, author, uuid4().hex, core.clock())
    while core.web_delivery.run():
        pass
