"""The world outside for tests: the sandbox, and a way to the action server that can be shut."""

from __future__ import annotations

import aiohttp
from aiohttp import web

from quita.cli.whole.loopback import HOST, Loopback
from quita.services.ports import Clock
from sandbox.settings import SandboxSettings


class ActionsDoor:
    """Passes calls on to the action server; shut, it refuses connections as a dead server does."""

    def __init__(self, port: int, actions_url: str) -> None:
        """Take the port to listen on, and where the action server is."""
        self._port, self._actions_url = port, actions_url
        self._session: aiohttp.ClientSession | None = None
        self._site: web.TCPSite | None = None
        app = web.Application(client_max_size=64 * 1024 * 1024)  # a tracker and a domain
        app.router.add_post("/webhook", self._pass_on)
        self._runner = web.AppRunner(app)

    async def start(self) -> None:
        """Listen."""
        self._session = aiohttp.ClientSession()
        await self._runner.setup()
        await self.open()

    async def stop(self) -> None:
        """Close for good."""
        await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def open(self) -> None:
        """Take connections."""
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    async def shut(self) -> None:
        """Refuse connections until it is opened again."""
        if self._site is not None:
            await self._site.stop()

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        body, headers = await request.read(), {"Content-Type": request.content_type}
        async with self._session.post(self._actions_url, data=body, headers=headers) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )


class LoopbackWithDoor(Loopback):
    """Runs the sandbox and the door until it is stopped."""

    def __init__(self, settings: SandboxSettings, clock: Clock, door: ActionsDoor) -> None:
        """Take what is served."""
        super().__init__(settings, clock)
        self._door = door

    def open_door(self) -> None:
        """Let the assistant reach the action server."""
        self.call(self._door.open())

    def shut_door(self) -> None:
        """Keep the assistant from the action server."""
        self.call(self._door.shut())

    async def serve(self) -> None:
        """Start the door, then the sandbox."""
        await self._door.start()
        await super().serve()

    async def cleanup(self) -> None:
        """Stop both."""
        await self._door.stop()
        await super().cleanup()
