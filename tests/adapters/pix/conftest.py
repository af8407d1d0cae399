"""Both clients called alike, a bank that misbehaves on order, and the sandbox's bank."""

from __future__ import annotations

import asyncio
import inspect
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.client_sync import PixClient
from quita.adapters.pix.config import PixConfig
from quita.services.ports import PixCharge, PixRequest
from sandbox.settings import Clock, utc_now
from tests.adapters.pix.bank import KEY, SECRET, charge
from tests.adapters.serving import bank_settings, serving

BANK_KEY = "recebe@quita.example"


@dataclass
class StubBank:
    """A server that answers what it is told, in order (the last one for ever), and remembers.

    Attributes:
        answers: pairs of status and body; bytes go as they are, the rest as JSON.
        seen: method, path, headers and body of every request but those for tokens.
    """

    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(201, charge())])
    token: tuple[int, Any] = (200, {"access_token": "um-token", "expires_in": 3600})
    charge_headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    stall: bool = False
    trickle: bool = False
    url: str = ""
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    tokens_asked: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def config(self) -> PixConfig:
        """How to reach it."""
        return PixConfig(self.url, "cliente", SECRET, KEY)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bank: StubBank

    def _handle(self) -> None:
        bank = self.bank
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/oauth/token"):
            bank.tokens_asked += 1
            self._say(*bank.token, {})
            return
        bank.seen.append((self.command, self.path, dict(self.headers), sent))
        if bank.drop:
            self.close_connection = True
            return
        if bank.stall:
            bank.released.wait(10)
        answer = bank.answers.pop(0) if len(bank.answers) > 1 else bank.answers[0]
        self._say(*answer, bank.charge_headers)

    do_GET = do_PUT = do_POST = do_PATCH = _handle

    def _say(self, status: int, body: Any, headers: dict[str, str]) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        if "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = [bytes([byte]) for byte in raw] if self.bank.trickle else [raw]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            if self.bank.trickle and self.bank.released.wait(0.1):
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that hang up, as they are told to."""


def serve(bank: StubBank) -> ThreadingHTTPServer:
    """Bind a stub to a port of its own."""
    handler = type("Handler", (_Handler,), {"bank": bank})
    server = _Server(("127.0.0.1", 0), handler)
    bank.url = f"http://127.0.0.1:{server.server_address[1]}"
    return server


@pytest.fixture
def stub() -> Iterator[StubBank]:
    bank = StubBank()
    server = serve(bank)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield bank
    bank.released.set()
    server.shutdown()
    server.server_close()


class Client:
    """Either client, called alike."""

    def __init__(self, client: PixClient | AsyncPixClient) -> None:
        """Take the client."""
        self._client = client

    async def create(self, request: PixRequest) -> PixCharge:
        """Create a charge."""
        created: PixCharge = await self._call("create", request)
        return created

    async def get(self, txid: str) -> PixCharge:
        """Look a charge up."""
        found: PixCharge = await self._call("get", txid)
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._call("close")

    async def _call(self, name: str, *args: Any) -> Any:
        method = getattr(self._client, name)
        if inspect.iscoroutinefunction(method):
            return await method(*args)
        return await asyncio.to_thread(method, *args)


MakeClient = Callable[..., Client]


@pytest.fixture(params=[PixClient, AsyncPixClient])
def make(request: pytest.FixtureRequest) -> MakeClient:
    return lambda config, **more: Client(request.param(config, **more))


@dataclass(frozen=True)
class SandboxBank:
    """The sandbox's bank, and its switchboard."""

    url: str
    config: PixConfig


@pytest.fixture
def sandbox_clock() -> Clock:
    return utc_now


@pytest.fixture
def sandbox(tmp_path: Path, sandbox_clock: Clock) -> Iterator[SandboxBank]:
    """The sandbox, running."""
    settings = bank_settings(tmp_path, pix_client_secret=SECRET, pix_key=BANK_KEY)
    with serving(settings, sandbox_clock) as url:
        yield SandboxBank(url, PixConfig(f"{url}/bank", "quita", SECRET, BANK_KEY))
