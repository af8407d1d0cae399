"""Meta's check of a web hook's owner: GET with a challenge, repeated until it is answered."""

from __future__ import annotations

import asyncio
import secrets

import aiohttp

from sandbox.hub import Hub
from sandbox.settings import SandboxSettings

PAUSE_SECONDS = 2.0
WAITING, CONNECTED, REFUSED = "waiting", "connected", "refused"


class Verification:
    """Knows whether the assistant answers, and says so when that changes."""

    def __init__(self, settings: SandboxSettings, hub: Hub) -> None:
        """Take where the assistant is, and who is told."""
        self._settings = settings
        self._hub = hub
        self._task: asyncio.Task[None] | None = None
        self.state = WAITING

    def start(self) -> None:
        """Ask in the background until the assistant answers."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._ask_until_connected())

    async def stop(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def heard(self, taken: bool) -> None:
        """Learn from a web hook that was taken, or not."""
        if taken:
            self._become(CONNECTED)
        elif self.state == CONNECTED:
            self._become(WAITING)
            self.start()

    async def _ask_until_connected(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                self._become(await self._ask(session))
                if self.state == CONNECTED:
                    return
                await asyncio.sleep(PAUSE_SECONDS)

    async def _ask(self, session: aiohttp.ClientSession) -> str:
        challenge = str(secrets.randbelow(10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": self._settings.whatsapp_verify_token,
            "hub.challenge": challenge,
        }
        try:
            async with session.get(self._settings.webhook_url, params=query) as response:
                echoed = response.status == 200 and (await response.text()).strip() == challenge
                if echoed:
                    return CONNECTED
                return REFUSED if response.status == 403 else WAITING
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return WAITING

    def _become(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self._hub.publish("", "connection", state)
