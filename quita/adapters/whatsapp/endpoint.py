"""Where messages are posted and how: what both clients share."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from quita.domain.errors import Misconfigured

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
UPLOAD_SECONDS = 15.0
"""Of a file ahead of its message: with that, a departure still ends within its lease."""

PRODUCT = "messaging_product", "whatsapp"

_GRAPH_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_PATH_PART = re.compile(r"[A-Za-z0-9_-]+")
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Endpoint:
    """One business number at the Graph API. `repr` leaves the token out.

    Attributes:
        graph_url: with its version, e.g. `https://graph.facebook.com/v23.0`.

    Raises Misconfigured for a value that could not be sent as it stands; the message never
    quotes the token.
    """

    graph_url: str
    phone_number_id: str
    access_token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuses settings that would fail, or leak, at the first message."""
        if not _GRAPH_URL.fullmatch(self.graph_url):
            raise Misconfigured("WHATSAPP_GRAPH_URL: give an http(s) address with its version")
        if not _PATH_PART.fullmatch(self.phone_number_id):
            raise Misconfigured("WHATSAPP_PHONE_NUMBER_ID: give the number's id, digits only")
        if not _TOKEN.fullmatch(self.access_token):
            raise Misconfigured("WHATSAPP_ACCESS_TOKEN: empty, or holds spaces or line ends")

    def messages_url(self, number_id: str | None = None) -> str:
        """The address of the Messages API of a number, the first one where none is named."""
        return f"{self.number_url(number_id or self.phone_number_id)}/messages"

    def media_url(self, number_id: str | None = None) -> str:
        """The address that takes files of a number, the first one where none is named."""
        return f"{self.number_url(number_id or self.phone_number_id)}/media"

    def number_url(self, number_id: str) -> str:
        """The address of a number itself."""
        return f"{self.graph_url.rstrip('/')}/{number_id}"

    def object_url(self, object_id: str) -> str:
        """The address of an object by its id (a medium, say), written so that it is one part."""
        return f"{self.graph_url.rstrip('/')}/{quote(object_id, safe='')}"

    @property
    def authorization(self) -> str:
        """The header that proves who we are: a secret."""
        return f"Bearer {self.access_token}"


def encode(body: dict[str, Any]) -> bytes:
    """Writes a body as JSON in ASCII."""
    return json.dumps(body, allow_nan=False).encode("ascii")
