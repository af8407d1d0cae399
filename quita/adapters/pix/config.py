"""Which bank, as whom, for which key: what both clients share."""

from __future__ import annotations

import base64
import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from quita.adapters.pix.profiles import AUTOMATIC, BACEN, COB, COBV, PIX, WEBHOOK, PspProfile
from quita.domain.errors import Misconfigured
from quita.domain.pix_txid import txid_kind

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
        token_url: where tokens are given, if not where the profile says.
        ca_file: PEM file of the authorities that sign the bank's certificate, if not public ones.
        receiver_name, receiver_city: written into codes where the bank gives only their address.
        profile: in what the bank differs from Bacen's standard.
        application_key: the developer's key that some profiles ask for.
        due_charges, automatic: whether charges with a due date, and Pix Automático, are used; who
            was not granted a scope gets no token at all when asking for it.
        agency, account: the receiver's, for recurring charges alone.

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
    profile: PspProfile = BACEN
    application_key: str = field(default="", repr=False)
    due_charges: bool = False
    automatic: bool = False
    agency: str = ""
    account: str = ""

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
        if self.automatic and not re.fullmatch(r"[0-9A-Za-z-]{1,20}", self.account):
            raise Misconfigured("PIX_ACCOUNT: Pix Automático asks for the receiver's account")
        if self.profile.mutual_tls and not self.cert_file:
            raise Misconfigured(f"PIX_CERT_FILE: the bank {self.profile.name} asks for one")
        if self.profile.application_key and not _VISIBLE.fullmatch(self.application_key):
            raise Misconfigured(f"PIX_APPLICATION_KEY: the bank {self.profile.name} asks for one")

    @property
    def base_url(self) -> str:
        """The address before `/v2/...`, or before what the profile has there."""
        return self.api_url.rstrip("/").removesuffix(self.profile.api_path)

    @property
    def scopes(self) -> str:
        """What tokens are asked for."""
        due = COBV if self.due_charges else ()
        automatic = AUTOMATIC if self.automatic else ()
        return self.profile.scopes(COB, due, PIX, WEBHOOK, automatic)

    @property
    def token_address(self) -> str:
        """Where tokens are given."""
        return self.token_url or f"{self.base_url}{self.profile.token_path}"

    @property
    def basic_authorization(self) -> str:
        """The header that proves who we are to the giver of tokens: a secret."""
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")

    def url(self, *path: str, **query: str) -> str:
        """The address of something in the API."""
        where = self.profile.application_key
        if where and where[0] == "query":
            query = {where[1]: self.application_key, **query}
        address = "/".join([self.base_url + self.profile.api_path, *(quote(p, "") for p in path)])
        return f"{address}?{urlencode(query)}" if query else address

    def charge_url(self, txid: str) -> str:
        """The address of a charge; its key says which kind it is."""
        return self.url(txid_kind(txid), txid)

    def webhook_url(self) -> str:
        """The address under which the key's web hook is registered."""
        return self.url("webhook", self.pix_key)

    @property
    def headers(self) -> dict[str, str]:
        """What the bank wants beside the token."""
        own = {self.profile.client_header: self.client_id} if self.profile.client_header else {}
        where = self.profile.application_key
        if where and where[0] == "header":
            own[where[1]] = self.application_key
        return own


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
