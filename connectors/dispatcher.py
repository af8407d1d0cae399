"""Works on conversations: one turn of one conversation at a time, different ones side by side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import structlog

from connectors.calm import Calm
from connectors.turn_loop import Runner
from connectors.typing_sign import typing
from quita.domain.conversation import Conversation, Owner
from quita.services.inbox import Claimed, Inbox

log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 8
POLL = 0.5  # seconds; finds what other processes received and left
STOP_WITHIN = 20.0  # seconds for turns under way when the server stops

Deliver = Callable[[str], Awaitable[object]]
ShowTyping = Callable[[Claimed], Awaitable[object]]


class Dispatcher:
    """Takes ready turns under a lease, answers them, and has their replies delivered."""

    def __init__(
        self,
        inbox: Inbox,
        runner: Runner,
        worker: str,
        deliver: Deliver,
        show_typing: ShowTyping,
        calm: Calm | None = None,
    ) -> None:
        """Wire the services; `deliver` takes a conversation id, `show_typing` a claimed turn.

        Whatever is begun here waits for `calm` first.
        """
        self._calm = calm or Calm()
        self._inbox, self._runner, self._worker = inbox, runner, worker
        self._deliver, self._show_typing = deliver, show_typing
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def received(self) -> None:
        """Say that messages came in: their turn is due once the typing window has passed."""
        window = self._inbox.timing.typing_window.total_seconds()
        asyncio.get_running_loop().call_later(window + 0.005, self._wake.set)

    def deliver_soon(self, conversation_id: str) -> None:
        """Have a conversation's outbox delivered without waiting for it."""
        self._spawn(self._delivered(conversation_id))

    async def run(self) -> None:
        """Work until stop() is called."""
        while not self._stopping:
            await self._slots.acquire()
            await self._calm.wait()
            claimed = await self._claim()
            if claimed is None:
                self._slots.release()
                await self._pause()
                continue
            self._spawn(self._work(claimed))

    async def stop(self) -> None:
        """Take nothing new, and let what is under way end."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=STOP_WITHIN)

    async def _claim(self) -> Claimed | None:
        try:
            return await asyncio.to_thread(self._inbox.claim, self._worker)
        except Exception:
            # The database may be away for a while: nothing is lost, the loop must not end.
            log.exception("dispatcher.claim_failed")
            return None

    async def _pause(self) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._wake.wait(), POLL)
        self._wake.clear()

    async def _work(self, claimed: Claimed) -> None:
        conversation = claimed.conversation
        keeper = asyncio.create_task(self._keep(conversation.id))
        async with self._sign(claimed):
            try:
                await self._runner.run(claimed, self._worker)
            except Exception:
                # The runner has put the turn back; it is tried again, then handed over.
                log.exception("turn.failed", conversation=conversation.id, turn=claimed.turn.id)
            finally:
                keeper.cancel()
                self._slots.release()
        self._wake.set()
        await self._delivered(conversation.id)

    async def _keep(self, conversation_id: str) -> None:
        while True:
            await asyncio.sleep(self._inbox.timing.lease.total_seconds() / 3)
            await asyncio.to_thread(self._inbox.keep, conversation_id, self._worker)

    def _sign(self, claimed: Claimed) -> AbstractAsyncContextManager[None]:
        if not answered_by_bot(claimed.conversation):
            return contextlib.nullcontext()
        return typing(lambda: self._show_typing(claimed))

    async def _delivered(self, conversation_id: str) -> None:
        await self._calm.wait()
        try:
            await self._deliver(conversation_id)
        except Exception:
            # The worker delivers it: the outbox remembers.
            log.exception("outbox.delivery_failed", conversation=conversation_id)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def answered_by_bot(conversation: Conversation) -> bool:
    """Say whether the bot will answer, so that a typing sign is true."""
    return conversation.owner is Owner.BOT
