"""The typing sign: renewed while an answer is made, bounded, and never after it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import cast

import pytest

from connectors.dispatcher import Dispatcher
from connectors.typing_sign import AGAIN, IN_FLIGHT, MOST, typing
from quita.adapters.whatsapp.limits import TYPING_SECONDS
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.records import Turn
from quita.services.inbox import Claimed, Inbox, Timing

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


@dataclass
class Signs:
    """Counts; `answering` says whether each ends, as Meta's answer would."""

    shown: int = 0
    ended: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: int = 1

    async def show(self) -> None:
        self.shown += 1
        self.begun.set()
        if self.shown == self.wanted:
            self.enough.set()
        await self.answering.wait()
        self.ended += 1


@pytest.fixture
async def signs() -> Signs:
    made = Signs()
    made.answering.set()
    return made


def test_the_next_sign_is_there_before_the_last_one_ends() -> None:
    assert AGAIN + IN_FLIGHT < TYPING_SECONDS


async def test_a_long_answer_renews_the_sign(signs: Signs) -> None:
    signs.wanted = 3
    async with typing(signs.show, again=0.001):
        await signs.enough.wait()
    assert signs.shown >= 3


async def test_an_answer_without_end_is_not_announced_for_ever(signs: Signs) -> None:
    signs.wanted = MOST
    async with typing(signs.show, again=0.001):
        await signs.enough.wait()
        for _ in range(100):
            await asyncio.sleep(0)
    assert signs.shown == MOST


async def test_nothing_is_shown_once_the_answer_is_there(signs: Signs) -> None:
    async with typing(signs.show, again=0.001, most=10_000):
        await signs.enough.wait()
    shown = signs.shown
    await asyncio.sleep(0.02)
    assert signs.shown == signs.ended == shown


async def test_a_sign_under_way_ends_before_the_answer_goes(signs: Signs) -> None:
    signs.answering.clear()
    async with typing(signs.show, in_flight=60):
        await signs.begun.wait()
        asyncio.get_running_loop().call_later(0.01, signs.answering.set)
    assert signs.ended == 1


async def test_a_sign_that_is_never_taken_holds_no_answer_up(signs: Signs) -> None:
    signs.answering.clear()
    async with typing(signs.show, in_flight=0):
        await signs.begun.wait()
    await asyncio.sleep(0)
    signs.answering.set()
    await asyncio.sleep(0)
    assert signs.ended == 0


async def test_a_turn_that_fails_ends_its_sign_too(signs: Signs) -> None:
    with pytest.raises(ValueError, match="broken"):
        async with typing(signs.show, again=0.001, most=10_000):
            await signs.enough.wait()
            raise ValueError("broken")
    shown = signs.shown
    await asyncio.sleep(0.02)
    assert signs.shown == shown


class OneTurn:
    """An inbox with one claimed turn, and the runner that answers it while the sign stands."""

    timing = Timing(timedelta(0), timedelta(seconds=60))

    def __init__(self, owner: Owner, signs: Signs) -> None:
        self.signs, self.said = signs, asyncio.Event()
        chat = Conversation("c", Channel.WHATSAPP, "55", "a", "1", owner, NOW, NOW)
        self.claimed: list[Claimed] = [Claimed(chat, Turn("t", "c", (), 1))]
        self.order: list[str] = []

    def claim(self, worker: str) -> Claimed | None:
        return self.claimed.pop() if self.claimed else None

    async def run(self, claimed: Claimed, worker: str) -> bool:
        if claimed.conversation.owner is Owner.BOT:
            await self.signs.begun.wait()
        self.order.append("answered")
        return True

    async def deliver(self, conversation_id: str) -> None:
        self.order.append("delivered")
        self.said.set()

    async def show(self, claimed: Claimed) -> None:
        self.order.append("typing")
        await self.signs.show()
        self.order.append("typed")


@pytest.mark.parametrize(
    ("owner", "order"),
    [
        (Owner.BOT, ["typing", "typed", "answered", "delivered"]),
        (Owner.QUEUED, ["answered", "delivered"]),
    ],
)
async def test_the_sign_stands_before_the_answer_and_only_where_the_bot_answers(
    signs: Signs, owner: Owner, order: list[str]
) -> None:
    one = OneTurn(owner, signs)
    dispatcher = Dispatcher(cast(Inbox, one), one, "w1", one.deliver, one.show)
    running = asyncio.ensure_future(dispatcher.run())
    await one.said.wait()
    await dispatcher.stop()
    await running
    assert one.order == order
