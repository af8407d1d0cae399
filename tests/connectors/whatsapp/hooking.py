"""The web hook's door on a real server, without a dispatcher behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from connectors.calm import Calm
from connectors.whatsapp.door import Door
from connectors.whatsapp.signature import HEADER, sign
from quita.bootstrap import Container
from quita.domain.conversation import Owner
from quita.domain.records import InboundMessage

SECRET, VERIFY = "segredo-do-app", "verificacao"
OURS = "770000000000001"  # the number of the samples
WHATSAPP = {
    "WHATSAPP_GRAPH_URL": "http://127.0.0.1:1/v23.0",
    "WHATSAPP_PHONE_NUMBER_ID": OURS,
    "WHATSAPP_ACCESS_TOKEN": "token",
    "WHATSAPP_APP_SECRET": SECRET,
    "WHATSAPP_VERIFY_TOKEN": VERIFY,
}


class Hook(InputChannel):
    """The door alone, at the channel's own address."""

    def __init__(self, core: Container) -> None:
        """Take the container."""
        self._core = core

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "whatsapp"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """Give the door's routes."""
        routes = Blueprint("whatsapp", __name__)
        Door(lambda: self._core, Calm()).add_routes(routes)
        return routes


class Told:
    """Counts how often a dispatcher was told of new messages."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.times = 0

    def received(self) -> None:
        """Be told."""
        self.times += 1


@dataclass
class Meta:
    """Posts web hooks, signed or not, and looks at what was left behind."""

    core: Container
    session: ClientSession
    told: Told

    async def posts(self, body: bytes, signature: str | None = "right") -> int:
        """Post a body; give the status."""
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            right = sign(SECRET, body) if signature == "right" else signature
            headers[HEADER] = right
        async with self.session.post(
            "/webhooks/whatsapp/webhook", data=body, headers=headers
        ) as answer:
            await answer.read()
            return answer.status

    async def delivers(self, body: Any) -> int:
        """Post JSON, signed."""
        return await self.posts(json.dumps(body).encode())

    def messages(self) -> list[InboundMessage]:
        """Give every message that is stored."""
        with self.core.database() as tx:
            chats = tx.conversations.with_owner(list(Owner))
            return [one for chat in chats for one in tx.messages.of_conversation(chat.id)]

    def aside(self) -> list[Any]:
        """Give what was set aside."""
        with self.core.database() as tx:
            return list(tx.messages.set_aside_list())
