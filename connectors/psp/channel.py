"""The bank's callbacks as a Rasa channel, which is how they come onto Rasa's server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from connectors.psp.routes import psp_blueprint
from quita.bootstrap import Container, container


class PspInput(InputChannel):
    """`/webhooks/psp/pix` and `/webhooks/psp/boleto`."""

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core

    @classmethod
    def name(cls) -> str:
        """Give the channel's name, which is part of its address."""
        return "psp"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        return psp_blueprint(lambda: self._given or container())
