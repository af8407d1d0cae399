"""In what banks differ from Bacen's API Pix, as data: the standard, and those of which we know.

What a profile says of a bank comes from Bacen's own issue tracker (bacen/pix-api: 241 callbacks
without the suffix /pix, 404 and 607 rounding of parts, 486 banks without cobv, 371 web hooks
registered by e-mail) and from public clients of that bank. Some
also refuse a charge that is due on the day that it is made (558): we make none. Banks change: the
first charge of a cent tells more than this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from quita.domain.errors import Misconfigured

COB = ("cob.write", "cob.read")
COBV = ("cobv.write", "cobv.read")
PIX = ("pix.read",)
WEBHOOK = ("webhook.write",)
AUTOMATIC = (
    "rec.write",
    "rec.read",
    "cobr.write",
    "cobr.read",
    "payloadlocationrec.write",
)
Scopes = tuple[str, ...]


@dataclass(frozen=True)
class PspProfile:
    """How one bank speaks API Pix.

    Attributes:
        token_path: below the API's address.
        credentials: in the header (RFC 6749, section 2.3.1), or in the form beside the grant.
        scope_names: ours to theirs, where they differ; an empty name asks for none.
        api_path: what stands before `/cob`.
        adds_pix: whether the callback goes to the registered address with /pix added (Bacen), or
            to the address as it is.
        registers_webhook: whether it is registered by the API, and not on paper.
        mutual_tls: whether a client certificate is needed; without it the start stops.
        application_key: where the developer's key goes: a query parameter, a header, or nowhere.
        client_header: a header that repeats the client's id, or nothing.
        webhook_headers: for the registration of the callback alone.
        modality_as_text: modalities in quotes, as Bacen's examples have them, not as its schema.
        cent_tolerance: by how much its reckoning of fine and interest may differ from ours; reais.
    """

    name: str
    token_path: str = "/oauth/token"
    credentials: Literal["header", "form"] = "header"
    scope_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    api_path: str = "/v2"
    adds_pix: bool = True
    registers_webhook: bool = True
    mutual_tls: bool = False
    application_key: tuple[Literal["query", "header"], str] | None = None
    client_header: str = ""
    webhook_headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    modality_as_text: bool = False
    cent_tolerance: Decimal = Decimal("0.02")

    def scopes(self, *groups: Scopes) -> str:
        """Give the scopes to ask for, as OAuth writes them: names parted by spaces."""
        wanted = (self.scope_names.get(scope, scope) for group in groups for scope in group)
        return " ".join(dict.fromkeys(name for name in wanted if name))

    def webhook_address(self, ours: str) -> str:
        """Give the address to register so that callbacks come to `{ours}/pix`."""
        return ours if self.adds_pix else ours.rstrip("/") + "/pix"


BACEN = PspProfile("bacen")

_ALL = (
    BACEN,
    # Bacen's API with what its regulation asks for: mutual TLS, and nothing of its own.
    PspProfile("bacen-mtls", mutual_tls=True),
    PspProfile(
        "banco-do-brasil",
        application_key=("query", "gw-dev-app-key"),
        mutual_tls=True,
    ),
    # Adds /pix; refuses a callback address without mutual TLS unless told to skip the check.
    PspProfile("efi", mutual_tls=True, webhook_headers={"x-skip-mtls-checking": "false"}),
    # The certificate is the secret: the client's id goes into the form and into a header.
    PspProfile(
        "sicoob",
        credentials="form",
        mutual_tls=True,
        client_header="client_id",
        api_path="/pix/api/v2",
    ),
    # Banks that call back the address as it was registered (bacen/pix-api, issue 241).
    PspProfile("no-suffix", adds_pix=False),
    PspProfile("paper-webhook", registers_webhook=False),
)
PROFILES: Mapping[str, PspProfile] = MappingProxyType({one.name: one for one in _ALL})


def profile_named(name: str) -> PspProfile:
    """Give a profile.

    Raises:
        Misconfigured: there is none of that name; the message lists them.
    """
    try:
        return PROFILES[name]
    except KeyError:
        raise Misconfigured(f"PIX_PROFILE is one of {', '.join(sorted(PROFILES))}") from None
