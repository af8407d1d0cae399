"""The sandbox as its users see it, and an assistant that only listens."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from sandbox.server import create_app
from sandbox.settings import SandboxSettings
from tests.conftest import FakeClock

NUMBER_ID = "106540352242922"
TOKEN = "token-de-teste"
SECRET = "segredo-de-teste"
VERIFY = "verificacao"
KEY = "12345678000195"
PHONE = "5511987654321"
WAIT = 5.0


@dataclass
class Received:
    """One web hook as it arrived."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.raw))

    @property
    def value(self) -> dict[str, Any]:
        return dict(self.body["entry"][0]["changes"][0]["value"])


@dataclass
class Assistant:
    """Takes web hooks, answering with `answers` first and 200 when they run out."""

    answers: list[int] = field(default_factory=list)
    arrived: asyncio.Queue[Received] = field(default_factory=asyncio.Queue)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/webhooks/whatsapp/webhook", self._challenge)
        app.router.add_post("/{path:.*}", self._take)
        return app

    async def next(self) -> Received:
        return await asyncio.wait_for(self.arrived.get(), WAIT)

    async def next_message(self) -> Received:
        while True:
            received = await self.next()
            if "messages" in received.value:
                return received

    async def next_status(self) -> dict[str, Any]:
        while True:
            received = await self.next()
            if "statuses" in received.value:
                return dict(received.value["statuses"][0])

    async def _challenge(self, request: web.Request) -> web.Response:
        if request.query.get("hub.verify_token") != VERIFY:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])

    async def _take(self, request: web.Request) -> web.Response:
        received = Received(request.path, dict(request.headers), await request.read())
        status = self.answers.pop(0) if self.answers else 200
        await self.arrived.put(received)
        return web.Response(status=status)


@dataclass
class World:
    """The sandbox as its users see it."""

    settings: SandboxSettings
    clock: FakeClock
    client: TestClient
    assistant: Assistant

    async def send(self, body: dict[str, Any], to: str = PHONE) -> tuple[int, dict[str, Any]]:
        message = {"messaging_product": "whatsapp", "to": to, **body}
        return await self.graph({key: one for key, one in message.items() if one is not None})

    async def graph(self, body: dict[str, Any], token: str = TOKEN) -> tuple[int, dict[str, Any]]:
        response = await self.client.post(
            f"/graph/v23.0/{NUMBER_ID}/messages",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return response.status, await response.json()

    async def say(self, text: str, phone: str = PHONE, **more: Any) -> str:
        return await self.write({"type": "text", "text": text, **more}, phone)

    async def write(self, said: dict[str, Any], phone: str = PHONE) -> str:
        response = await self.client.post(f"/sandbox/phones/{phone}/messages", json=said)
        assert response.status == 201, await response.text()
        return str((await response.json())["id"])

    async def fault(self, **fault: Any) -> None:
        response = await self.client.post("/sandbox/faults", json=fault)
        assert response.status == 201, await response.text()

    async def messages(self, phone: str = PHONE) -> list[dict[str, Any]]:
        response = await self.client.get("/sandbox/messages", params={"phone": phone})
        return list((await response.json())["messages"])

    async def bank_token(self, scope: str | None = None) -> str:
        credentials = base64.b64encode(b"cliente:senha").decode()
        form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        response = await self.client.post(
            "/bank/oauth/token", data=form, headers={"Authorization": f"Basic {credentials}"}
        )
        return str((await response.json())["access_token"])

    async def bank(
        self, method: str, path: str, body: object = None, token: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        response = await self.client.request(
            method,
            f"/bank/v2{path}",
            json=body,
            headers={"Authorization": f"Bearer {token or await self.bank_token()}"},
        )
        text = await response.text()
        return response.status, dict(json.loads(text)) if text else {}


def settings_for(folder: Path, assistant_url: str, **more: Any) -> SandboxSettings:
    """Settings of a sandbox on a free port, quick to retry."""
    port = unused_port()
    settings = SandboxSettings(
        data_dir=folder,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        assistant_url=assistant_url,
        whatsapp_app_secret=SECRET,
        whatsapp_verify_token=VERIFY,
        whatsapp_access_token=TOKEN,
        whatsapp_phone_number_id=NUMBER_ID,
        pix_client_id="cliente",
        pix_client_secret="senha",
        pix_key=KEY,
        receiver_name="Loja Girassol",
        receiver_city="São Paulo",
        receiver_document=KEY,
        status_delay_seconds=0.001,
        retry_seconds=0.02,
    )
    return replace(settings, **more)


def running(settings: SandboxSettings, clock: FakeClock) -> TestClient:
    """A client of a sandbox that runs while the client is open."""
    return TestClient(TestServer(create_app(settings, clock), port=settings.port))
