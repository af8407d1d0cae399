"""The Graph API's routes: messages, media, and the phone number itself."""

from __future__ import annotations

import hmac
import json
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.faults import Fault, Faults
from sandbox.graph.account import Account, unknown_object
from sandbox.graph.errors import GRAPH_METHOD, GraphError
from sandbox.graph.media import LARGEST, Media, MediaStore
from sandbox.graph.outbox import Outbox
from sandbox.settings import SandboxSettings

VERSION = r"/graph/{version:v\d+\.\d+}"


class GraphApi:
    """Answers what the assistant asks of WhatsApp."""

    def __init__(
        self,
        settings: SandboxSettings,
        outbox: Outbox,
        media: MediaStore,
        faults: Faults,
        account: Account,
    ) -> None:
        """Take the collaborators."""
        self._account = account
        self._settings = settings
        self._outbox = outbox
        self._media = media
        self._faults = faults

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_post(VERSION + "/{number}/messages", self.messages)
        app.router.add_post(VERSION + "/{number}/media", self.upload)
        app.router.add_get(VERSION + "/{media_id}", self.describe)
        app.router.add_delete(VERSION + "/{media_id}", self.delete)
        app.router.add_get("/graph/download/{token}", self.download)

    async def messages(self, request: web.Request) -> web.Response:
        """Send a message, or mark one as read."""
        self._authorize(request)
        sender = self._own_number(request)
        body = await _json(request)
        if body.get("status") == "read":
            return web.json_response(self._outbox.read(body))
        await self._faults.dawdle("graph")
        fault = self._faults.take_call("graph")
        if fault is None or fault.kind == "failed_status":
            answer = self._outbox.send(body, fault.code if fault else None, sender)
            return web.json_response(answer)
        if fault.kind == "timeout" and fault.accepted:
            self._outbox.send(body, sender=sender)
        return await self._fail(fault)

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a file: multipart with messaging_product and file."""
        self._authorize(request)
        self._own_number(request)
        await self._faults.dawdle("graph")
        if fault := self._faults.take_call("graph"):
            return await self._fail(fault)
        fields: dict[str, str] = {}
        stored: Media | None = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                data = bytes(await part.read(decode=False))
                kind = part.headers.get("Content-Type", "application/octet-stream")
                stored = self._media.add(data, kind, part.filename or "")
            else:
                fields[part.name or ""] = await part.text()
        if fields.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        if stored is None:
            raise GraphError(100, message="(#100) The parameter file is required.")
        return web.json_response({"id": stored.id})

    async def describe(self, request: web.Request) -> web.Response:
        """Give a file's address, or what the business phone number is."""
        self._authorize(request)
        if self._account.knows(request.match_info["media_id"]):
            return web.json_response(self._account.describe(request.match_info["media_id"]))
        await self._faults.dawdle("media")
        if fault := self._faults.take_call("media"):
            return await self._fail(fault)
        media = self._found(request)
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "url": self._media.link(media.id),
                "mime_type": media.mime_type,
                "sha256": media.sha256.hex(),
                "file_size": len(media.data),
                "id": media.id,
            }
        )

    async def delete(self, request: web.Request) -> web.Response:
        """Forget a file."""
        self._authorize(request)
        self._media.delete(self._found(request).id)
        return web.json_response({"success": True})

    async def download(self, request: web.Request) -> web.Response:
        """Give a file's bytes, while its address lives."""
        self._authorize(request)
        await self._faults.dawdle("media")
        if fault := self._faults.take_call("media"):
            return await self._fail(fault)
        media = self._media.by_link(request.match_info["token"])
        if media is None:
            raise web.HTTPNotFound(text="URL signature expired")
        wrong = self._faults.take_hook("media", "wrong_bytes")
        return web.Response(
            body=media.data[:-1] if wrong else media.data, headers={"Content-Type": media.mime_type}
        )

    def _authorize(self, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise GraphError(190, message="An access token is required to request this resource.")
        expected = self._settings.whatsapp_access_token
        if not hmac.compare_digest(token.encode(), expected.encode()):
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")

    def _own_number(self, request: web.Request) -> str:
        return self._account.number(request.match_info["number"]).id

    def _found(self, request: web.Request) -> Media:
        media_id = request.match_info["media_id"]
        media = self._media.get(media_id)
        if media is None:
            raise GraphError(100, subcode=33, message=unknown_object(media_id), kind=GRAPH_METHOD)
        return media

    async def _fail(self, fault: Fault) -> web.Response:
        if fault.kind == "timeout":
            await self._faults.hang()
            return web.Response(status=504)
        if fault.kind == "http_500":
            return web.Response(status=500, text="Internal Server Error")
        if fault.kind == "rate_limit":
            answer = GraphError(130429, "Cloud API message throughput has been reached.").response()
            answer.set_status(429)
            return answer
        return GraphError(fault.code or 131000).response()


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise GraphError(100, "The request's body is not JSON.") from None
    if not isinstance(body, dict):
        raise GraphError(100, "The request's body is not a JSON object.")
    return body


MAX_UPLOAD = max(LARGEST.values()) + 1024 * 1024
