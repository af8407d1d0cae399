"""An SMS gateway: takes messages, shows them on the phone, reports on them, and passes replies on.

It speaks both protocols that Quita knows. A phone that is switched off gets its SMS and never
reports it, as with a gateway that answers 200 and delivers nothing.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from aiohttp import web

from quita.domain.sms import measure
from sandbox.delivery import Courier, Route
from sandbox.graph.phones import Phones, digits
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

KIND = "sms"
STATUS_PATH = "/webhooks/sms/status"
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS sms (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    " id TEXT NOT NULL UNIQUE,"
    " ref TEXT NOT NULL, phone TEXT NOT NULL, direction TEXT NOT NULL, text TEXT NOT NULL,"
    " timestamp INTEGER NOT NULL)"
)


class SmsGateway:
    """The routes under /sms, and the phone's SMS."""

    def __init__(
        self,
        settings: SandboxSettings,
        store: Store,
        phones: Phones,
        courier: Courier,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._settings, self._store, self._phones = settings, store, phones
        self._courier, self._clock = courier, clock
        store.write(SCHEMA)
        courier.add_route(
            KIND,
            Route(
                fault_target=KIND,
                headers=lambda body: {"X-Sms-Signature": self._sign(body)},
                accepts=lambda status: 200 <= status < 300,
                on_attempt=lambda ref, taken: None,
                url=settings.assistant_url.rstrip("/") + STATUS_PATH,
            ),
        )

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_post("/sms/messages", self.send)
        app.router.add_post("/sms/2010-04-01/Accounts/{sid}/Messages.json", self.send_twilio)
        app.router.add_get("/sms/phones/{phone}", self.of_phone)
        app.router.add_post("/sms/phones/{phone}", self.reply)
        app.router.add_get("/wa.me/{number}", self.click_to_chat)

    async def send(self, request: web.Request) -> web.Response:
        """Take a message as JSON gateways do."""
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._settings.sms_token}".encode()):
            return web.json_response({"code": "unauthorized"}, status=401)
        try:
            body = await request.json()
            phone, text, ref = str(body["to"]), str(body["text"]), str(body["id"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"code": "malformed"}, status=400)
        if not (phone.startswith("+") and 8 <= len(digits(phone)) <= 15 and text):
            return web.json_response({"code": "invalid"}, status=400)
        return web.json_response({"id": self._take(digits(phone), text, ref)}, status=202)

    async def send_twilio(self, request: web.Request) -> web.Response:
        """Take a message as Twilio does."""
        pair = f"{request.match_info['sid']}:{self._settings.sms_token}".encode()
        wanted = f"Basic {base64.b64encode(pair).decode()}"
        if request.headers.get("Authorization") != wanted:
            return web.json_response({"code": 20003}, status=401)
        form = await request.post()
        phone, text = digits(str(form.get("To", ""))), str(form.get("Body", ""))
        if not (8 <= len(phone) <= 15 and text):
            return web.json_response({"code": 21211}, status=400)
        return web.json_response(
            {"sid": self._take(phone, text, ""), "status": "queued"}, status=201
        )

    async def of_phone(self, request: web.Request) -> web.Response:
        """Give a phone's SMS, the oldest first."""
        rows = self._store.all(
            "SELECT * FROM sms WHERE phone = ? ORDER BY seq", digits(request.match_info["phone"])
        )
        names = ("seq", "id", "direction", "text", "timestamp")
        shown = [{name: row[name] for name in names} for row in rows]
        return web.json_response({"messages": [{**one, "parts": _parts(one)} for one in shown]})

    async def reply(self, request: web.Request) -> web.Response:
        """Answer by SMS from a phone."""
        try:
            text = str((await request.json())["text"]).strip()
        except (ValueError, KeyError, TypeError):
            text = ""
        if not text:
            return web.json_response({"error": "nothing is said"}, status=400)
        phone, sms_id = digits(request.match_info["phone"]), uuid4().hex
        self._keep(sms_id, "", phone, "in", text)
        told = {"type": "reply", "id": sms_id, "from": f"+{phone}", "text": text}
        self._courier.enqueue(f"sms:{phone}", KIND, "", told)
        return web.json_response({"id": sms_id}, status=201)

    async def click_to_chat(self, request: web.Request) -> web.Response:
        """Open the phone with a first message written, as wa.me opens WhatsApp."""
        text = quote(request.query.get("text", ""))
        raise web.HTTPFound(f"/phone?texto={text}")

    def _take(self, phone: str, text: str, ref: str) -> str:
        known = self._store.one("SELECT id FROM sms WHERE ref = ? AND ref <> ''", ref)
        if known is not None:
            return str(known["id"])
        self._phones.ensure(phone, "")
        sms_id = uuid4().hex
        self._keep(sms_id, ref, phone, "out", text)
        owner = self._phones.get(phone)
        if owner is None or owner.powered:
            told = {"type": "status", "id": sms_id, "ref": ref, "status": "delivered"}
            self._courier.enqueue(f"sms:{phone}", KIND, "", told)
        return sms_id

    def _keep(self, sms_id: str, ref: str, phone: str, direction: str, text: str) -> None:
        self._store.insert(
            "INSERT INTO sms (id, ref, phone, direction, text, timestamp)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            sms_id,
            ref,
            phone,
            direction,
            text,
            int(self._clock().timestamp()),
        )

    def _sign(self, body: bytes) -> str:
        digest = hmac.new(self._settings.sms_token.encode(), body, sha256).hexdigest()
        return f"sha256={digest}"


def _parts(shown: dict[str, Any]) -> int:
    return measure(str(shown["text"])).parts
