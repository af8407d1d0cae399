"""The public pages as a Rasa channel, which is how they come onto Rasa's server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from connectors.pages.routes import public_blueprint
from quita.bootstrap import Container, container


class PublicPages(InputChannel):
    """Pages that anybody may open; nobody writes to Rasa from here."""

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "pages"

    def url_prefix(self) -> str:
        """Give an absolute address, which Rasa does not put under /webhooks/."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        return public_blueprint(lambda: self._given or container())
