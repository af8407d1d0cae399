"""The agents' desk as a Rasa channel, which is how its pages come onto Rasa's server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from connectors.agent_desk.routes import desk_blueprint
from connectors.agent_desk.session import PATH
from connectors.agent_desk.streaming import BEAT
from quita.bootstrap import Container, container


class AgentDesk(InputChannel):
    """`/desk`; nobody writes to Rasa from here."""

    def __init__(self, core: Container | None = None, pulse: float = BEAT) -> None:
        """Take a container and a pulse for tests; Rasa makes the channel without them."""
        self._given, self._pulse = core, pulse

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "agent_desk"

    def url_prefix(self) -> str:
        """Give an absolute address, which Rasa does not put under /webhooks/."""
        return PATH

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        return desk_blueprint(lambda: self._given or container(), self._pulse)
