"""The switchboard for tests: write as a person, read what was sent, order failures."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from sandbox.delivery import Courier
from sandbox.faults import Fault, Faults
from sandbox.graph.errors import GraphError
from sandbox.graph.inbox import BadWriting, Inbox
from sandbox.graph.ledger import Ledger, Message
from sandbox.graph.phones import Phone, Phones, digits
from sandbox.graph.statuses import Progress
from sandbox.graph.verification import Verification

MAX_WRITING = 32 * 1024 * 1024


class Control:
    """The routes under /sandbox."""

    def __init__(
        self,
        phones: Phones,
        ledger: Ledger,
        inbox: Inbox,
        progress: Progress,
        faults: Faults,
        courier: Courier,
        verification: Verification,
    ) -> None:
        """Take the collaborators."""
        self._phones = phones
        self._ledger = ledger
        self._inbox = inbox
        self._progress = progress
        self._faults = faults
        self._courier = courier
        self._verification = verification

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_get("/sandbox/health", self.health)
        app.router.add_get("/sandbox/messages", self.messages)
        app.router.add_get("/sandbox/phones", self.phones)
        app.router.add_put("/sandbox/phones/{phone}", self.change_phone)
        app.router.add_post("/sandbox/phones/{phone}/messages", self.write)
        app.router.add_get("/sandbox/faults", self.faults)
        app.router.add_post("/sandbox/faults", self.add_fault)
        app.router.add_delete("/sandbox/faults", self.clear_faults)

    async def health(self, request: web.Request) -> web.Response:
        """Say whether the assistant answers, and how many web hooks wait."""
        return web.json_response(
            {"webhook": self._verification.state, "waiting": self._courier.waiting()}
        )

    async def messages(self, request: web.Request) -> web.Response:
        """Give messages in order: by default the business's, of one phone or of all."""
        phone = request.query.get("phone")
        direction = request.query.get("direction", "out")
        if phone is None:
            found = self._ledger.out_of_all()
        else:
            found = self._ledger.of(digits(phone), None if direction == "all" else direction)
        return web.json_response({"messages": [self._described(one) for one in found]})

    async def phones(self, request: web.Request) -> web.Response:
        """Give every phone."""
        return web.json_response({"phones": [described(phone) for phone in self._phones.all()]})

    async def change_phone(self, request: web.Request) -> web.Response:
        """Add a phone or change it: name, on, on_whatsapp, hidden."""
        body = await json_object(request)
        number = phone_number(request)
        self._phones.ensure(number, str(body.get("name") or ""))
        phone = self._phones.change(
            number,
            powered=body.get("on"),
            reachable=body.get("on_whatsapp"),
            hidden=body.get("hidden"),
        )
        if phone.powered:
            self._progress.phone_on(number)
        return web.json_response(described(phone))

    async def write(self, request: web.Request) -> web.Response:
        """Write to the assistant from a phone."""
        try:
            message = self._inbox.write(phone_number(request), await json_object(request))
        except (BadWriting, GraphError) as problem:
            raise refused(str(problem)) from None
        return web.json_response({"id": message.wamid}, status=201)

    async def faults(self, request: web.Request) -> web.Response:
        """Give the failures still to come."""
        return web.json_response({"faults": self._faults.pending()})

    async def add_fault(self, request: web.Request) -> web.Response:
        """Order failures: target, kind, code, times, accepted, seconds."""
        body = await json_object(request)
        try:
            self._faults.add(Fault(**{"target": "graph", **body}))
        except (TypeError, ValueError) as problem:
            raise refused(str(problem)) from None
        return web.json_response({"faults": self._faults.pending()}, status=201)

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Forget every failure."""
        self._faults.clear()
        return web.Response(status=204)

    def _described(self, message: Message) -> dict[str, Any]:
        return {
            "id": message.wamid,
            "phone": message.phone,
            "direction": message.direction,
            "type": message.kind,
            "timestamp": message.timestamp,
            "status": message.status,
            "statuses": self._ledger.statuses(message.wamid),
            "body": message.body,
        }


def described(phone: Phone) -> dict[str, Any]:
    """Give a phone as JSON, in the words that `PUT /sandbox/phones/...` takes."""
    return {
        "phone": phone.phone,
        "name": phone.name,
        "user_id": phone.user_id,
        "on": phone.powered,
        "on_whatsapp": phone.reachable,
        "hidden": phone.hidden,
    }


def phone_number(request: web.Request) -> str:
    """Give the phone that an address names, or refuse with 400."""
    number = digits(request.match_info["phone"])
    if not 8 <= len(number) <= 15:
        raise refused("a phone has 8 to 15 digits, with its country code")
    return number


async def json_object(request: web.Request) -> dict[str, Any]:
    """Give the JSON object of a body, or refuse with 400."""
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise refused("the body is not JSON") from None
    if not isinstance(body, dict):
        raise refused("the body is not a JSON object")
    return body


def refused(reason: str) -> web.HTTPBadRequest:
    """Make the refusal of a request, with its reason."""
    return web.HTTPBadRequest(
        text=json.dumps({"error": reason}, ensure_ascii=False), content_type="application/json"
    )
