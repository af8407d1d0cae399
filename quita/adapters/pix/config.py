"""Which bank, as whom, for which key: what both clients share."""

from __future__ import annotations

import base64
import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import quote

from quita.domain.errors import Misconfigured

_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_VISIBLE = re.compile(r"[!-~]+")
_KEY = re.compile(r"[!-~]{1,77}")


@dataclass(frozen=True)
class PixConfig:
    """A receiver's access to the API Pix of its bank. `repr` leaves the secret out.

    Attributes:
        api_url: what stands before `/v2/cob`; an address that ends in `/v2` is taken too.
        pix_key: the receiver's.
        cert_file, key_file: PEM files for mutual TLS; the key may be in the first one.
        token_url: where tokens are given, if not at `{api_url}/oauth/token`.
        ca_file: PEM file of the authorities that sign the bank's certificate, if not public ones.
        receiver_name, receiver_city: written into codes where the bank gives only their address.

    Raises Misconfigured for a value that could not be sent as it stands; the message never quotes
    the secret.
    """

    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    pix_key: str
    cert_file: str | None = None
    key_file: str | None = None
    token_url: str | None = None
    ca_file: str | None = None
    receiver_name: str = "RECEBEDOR"
    receiver_city: str = "BRASILIA"

    def __post_init__(self) -> None:
        """Refuse settings that would fail, or leak, at the first charge."""
        if not _URL.fullmatch(self.api_url):
            raise Misconfigured("PIX_API_URL: give an http(s) address")
        if self.token_url is not None and not _URL.fullmatch(self.token_url):
            raise Misconfigured("the address of the bank's tokens is no http(s) address")
        if not _VISIBLE.fullmatch(self.client_id) or ":" in self.client_id:
            raise Misconfigured("PIX_CLIENT_ID: empty, or holds a space or a colon")
        if not _VISIBLE.fullmatch(self.client_secret):
            raise Misconfigured("PIX_CLIENT_SECRET: empty, or holds spaces or line ends")
        if not _KEY.fullmatch(self.pix_key):
            raise Misconfigured("PIX_KEY: 1 to 77 characters without spaces")
        if self.key_file and not self.cert_file:
            raise Misconfigured("PIX_CERT_KEY_FILE needs PIX_CERT_FILE")

    @property
    def base_url(self) -> str:
        """The address before `/v2/...`."""
        return self.api_url.rstrip("/").removesuffix("/v2")

    @property
    def token_address(self) -> str:
        """Where tokens are given."""
        return self.token_url or f"{self.base_url}/oauth/token"

    @property
    def basic_authorization(self) -> str:
        """The header that proves who we are to the giver of tokens: a secret."""
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")

    def charge_url(self, txid: str) -> str:
        """The address of an immediate charge."""
        return f"{self.base_url}/v2/cob/{quote(txid, safe='')}"

    def webhook_url(self) -> str:
        """The address under which the key's web hook is registered."""
        return f"{self.base_url}/v2/webhook/{quote(self.pix_key, safe='')}"


def tls_context(config: PixConfig) -> ssl.SSLContext:
    """Load the certificates, so that a wrong file stops the start and not the first charge.

    Raises:
        Misconfigured: a file is missing, or is not the certificate or the key that it should be.
    """
    try:
        context = ssl.create_default_context(cafile=config.ca_file)
    except (OSError, ssl.SSLError):
        raise Misconfigured("the bank's authorities: not a readable PEM file") from None
    if config.cert_file:
        try:
            # An encrypted key would otherwise ask at the terminal.
            context.load_cert_chain(config.cert_file, config.key_file, password="")
        except (OSError, ssl.SSLError, ValueError):
            raise Misconfigured(
                "PIX_CERT_FILE and PIX_CERT_KEY_FILE: give a PEM certificate and its own key, "
                "without a password"
            ) from None
    return context
