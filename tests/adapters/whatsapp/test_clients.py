"""Both clients against servers of our own on loopback: what left, and what came of it."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.errors import Action
from quita.adapters.whatsapp.responses import Accepted, Answer, Refused, Unclear
from quita.domain.errors import Misconfigured

TOKEN = "EAAsegredo"
NUMBER = "770000000000001"
BODY = {"type": "text", "text": {"body": "Olá, é a Quita 👋"}}
OK = b'{"messages":[{"id":"wamid.OUT1"}]}'


@dataclass
class Graph:
    """A server that answers what it is told and remembers what it was asked."""

    status: int = 200
    body: bytes = OK
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    stall: bool = False
    trickle: bool = False
    url: str = ""
    seen: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    peers: set[int] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def graph() -> Iterator[Graph]:
    state = Graph()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            state.seen.append((self.path, dict(self.headers), json.loads(sent)))
            state.peers.add(self.client_address[1])
            if state.drop:
                self.close_connection = True
                return
            if state.stall:
                state.released.wait(10)
            self.send_response(state.status)
            for name, value in {"Content-Length": str(len(state.body)), **state.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.answer()

        def answer(self) -> None:
            pieces = [bytes([byte]) for byte in state.body] if state.trickle else [state.body]
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                if state.trickle and state.released.wait(0.1):
                    return

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}/graph/v23.0"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    state.released.set()
    server.shutdown()
    server.server_close()


@dataclass
class Client:
    """Either client, called alike."""

    send: Callable[..., Any]
    mark_read: Callable[..., Any]
    close: Callable[[], Any]

    async def sent(self, body: dict[str, Any] = BODY) -> Answer:
        return await self._run(self.send, body)  # type: ignore[no-any-return]

    async def marked(self, message_id: str, typing: bool) -> bool:
        return await self._run(self.mark_read, message_id, typing)  # type: ignore[no-any-return]

    async def closed(self) -> None:
        await self._run(self.close)

    @staticmethod
    async def _run(call: Callable[..., Any], *args: Any) -> Any:
        if asyncio.iscoroutinefunction(call):
            return await call(*args)
        return await asyncio.get_running_loop().run_in_executor(None, call, *args)


@pytest.fixture(params=[WhatsAppClient, AsyncWhatsAppClient])
def make(request: pytest.FixtureRequest) -> Callable[..., Client]:
    def build(graph_url: str, **more: float) -> Client:
        client = request.param(graph_url, NUMBER, TOKEN, **more)
        return Client(client.send, client.mark_read, client.close)

    return build


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_message_is_posted_to_the_number_with_the_token(
    graph: Graph, make: Callable[..., Client]
) -> None:
    client = make(graph.url)
    assert await client.sent() == Accepted("wamid.OUT1")
    ((path, headers, body),) = graph.seen
    assert path == f"/graph/v23.0/{NUMBER}/messages"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert body == BODY
    await client.closed()


async def test_slash_at_the_end_of_the_address_changes_nothing(
    graph: Graph, make: Callable[..., Client]
) -> None:
    client = make(graph.url + "/")
    assert await client.sent() == Accepted("wamid.OUT1")
    assert graph.seen[0][0] == f"/graph/v23.0/{NUMBER}/messages"
    await client.closed()


async def test_one_connection_serves_many_messages(
    graph: Graph, make: Callable[..., Client]
) -> None:
    client = make(graph.url)
    for _ in range(3):
        assert await client.sent() == Accepted("wamid.OUT1")
    assert len(graph.peers) == 1
    await client.closed()


async def test_refusal_of_meta_is_told(graph: Graph, make: Callable[..., Client]) -> None:
    graph.status, graph.body = 400, b'{"error":{"message":"no","code":131026}}'
    client = make(graph.url)
    refused = await client.sent()
    assert isinstance(refused, Refused)
    assert (refused.code, refused.action) == (131026, Action.STOP_RECIPIENT)
    await client.closed()


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"{}"), (200, b"<html>")])
async def test_unclear_answer_is_unclear(
    graph: Graph, make: Callable[..., Client], status: int, body: bytes
) -> None:
    graph.status, graph.body = status, body
    client = make(graph.url)
    assert isinstance(await client.sent(), Unclear)
    await client.closed()


async def test_connection_refused_sent_nothing_and_may_be_retried(
    make: Callable[..., Client],
) -> None:
    client = make(f"http://127.0.0.1:{free_port()}/v23.0")
    answer = await client.sent()
    assert isinstance(answer, Refused)
    assert (answer.action, answer.http_status) == (Action.RETRY, None)
    assert await client.marked("wamid.T1", typing=True) is False
    await client.closed()


async def test_host_that_does_not_exist_sent_nothing(make: Callable[..., Client]) -> None:
    client = make("http://no-such-host.invalid/v23.0")
    answer = await client.sent()
    assert isinstance(answer, Refused) and answer.action is Action.RETRY
    await client.closed()


async def test_connection_that_never_opens_sent_nothing(make: Callable[..., Client]) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        # Linux leaves further connections unanswered once the queue of one is full.
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        client = make(f"http://127.0.0.1:{address[1]}", connect_seconds=0.2, total_seconds=2.0)
        answer = await client.sent()
        await client.closed()
        for one in waiting:
            one.close()
    assert isinstance(answer, Refused) and answer.action is Action.RETRY


async def test_connection_lost_after_sending_is_unclear(
    graph: Graph, make: Callable[..., Client]
) -> None:
    graph.drop = True
    client = make(graph.url)
    assert isinstance(await client.sent(), Unclear)
    assert len(graph.seen) == 1
    await client.closed()


async def test_answer_that_never_comes_is_unclear(
    graph: Graph, make: Callable[..., Client]
) -> None:
    graph.stall = True
    client = make(graph.url, connect_seconds=0.1, total_seconds=0.3)
    assert isinstance(await client.sent(), Unclear)
    assert await client.marked("wamid.T1", typing=False) is False
    await client.closed()


async def test_answer_that_trickles_ends_at_the_total_time(
    graph: Graph, make: Callable[..., Client]
) -> None:
    graph.trickle = True
    client = make(graph.url, connect_seconds=0.1, total_seconds=0.5)
    assert isinstance(await client.sent(), Unclear)
    await client.closed()


async def test_redirect_is_not_followed(graph: Graph, make: Callable[..., Client]) -> None:
    graph.status, graph.headers = 307, {"Location": graph.url}
    client = make(graph.url)
    assert isinstance(await client.sent(), Unclear)
    assert len(graph.seen) == 1
    await client.closed()


async def test_read_receipt_with_typing(graph: Graph, make: Callable[..., Client]) -> None:
    graph.body = b'{"success":true}'
    client = make(graph.url)
    assert await client.marked("wamid.T1", typing=True) is True
    assert graph.seen[0][2] == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.T1",
        "typing_indicator": {"type": "text"},
    }
    await client.closed()


async def test_client_may_be_closed_twice(graph: Graph, make: Callable[..., Client]) -> None:
    client = make(graph.url)
    await client.sent()
    await client.closed()
    await client.closed()


async def test_token_is_in_no_log_line_and_no_answer(
    graph: Graph, make: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    graph.drop = True
    client = make(graph.url)
    with caplog.at_level(logging.DEBUG):
        answer = await client.sent()
    assert TOKEN not in caplog.text + repr(answer)
    await client.closed()


async def test_login_in_a_netrc_does_not_replace_the_token(
    graph: Graph, make: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eu password senha\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client = make(graph.url)
    await client.sent()
    assert graph.seen[0][1]["Authorization"] == f"Bearer {TOKEN}"
    await client.closed()


@pytest.mark.parametrize("client", [WhatsAppClient, AsyncWhatsAppClient])
@pytest.mark.parametrize(
    ("graph_url", "number", "token"),
    [
        ("graph.facebook.com/v23.0", NUMBER, TOKEN),
        ("https://user:pass@graph.facebook.com/v23.0", NUMBER, TOKEN),
        ("https://graph.facebook.com/v23.0", "1/../2", TOKEN),
        ("https://graph.facebook.com/v23.0", "", TOKEN),
        ("https://graph.facebook.com/v23.0", NUMBER, ""),
        ("https://graph.facebook.com/v23.0", NUMBER, TOKEN + "\r\nX: y"),
    ],
)
def test_settings_that_cannot_work_stop_the_start_without_telling_the_token(
    client: Callable[[str, str, str], object], graph_url: str, number: str, token: str
) -> None:
    with pytest.raises(Misconfigured) as caught:
        client(graph_url, number, token)
    assert TOKEN not in str(caught.value)
