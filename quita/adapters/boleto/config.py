"""Which bank registers boletos, and the token that it knows us by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from quita.domain.errors import Misconfigured

_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class BoletoConfig:
    """Access to a bank's registration of boletos. `repr` leaves the token out.

    Attributes:
        api_url: what stands before `/boletos/{number}`.

    Raises Misconfigured for a value that could not be sent as it stands.
    """

    api_url: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse settings that would fail, or leak, at the first boleto."""
        if not _URL.fullmatch(self.api_url):
            raise Misconfigured("BOLETO_API_URL: give an http(s) address")
        if not _TOKEN.fullmatch(self.token):
            raise Misconfigured("BOLETO_API_TOKEN: empty, or holds spaces or line ends")

    def boleto_url(self, number: str) -> str:
        """The address of a boleto."""
        return f"{self.api_url.rstrip('/')}/boletos/{quote(number, safe='')}"

    @property
    def webhook_url(self) -> str:
        """Where the callback's address is registered."""
        return f"{self.api_url.rstrip('/')}/webhook"
