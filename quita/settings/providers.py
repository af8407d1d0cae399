"""Settings of the providers: WhatsApp, the banks, SMS, transcription; and of people's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quita.domain.errors import Misconfigured
from quita.settings.reading import read_days, read_switch

WHATSAPP_NEEDS: Mapping[str, str] = {
    "WHATSAPP_GRAPH_URL": "graph_url",
    "WHATSAPP_PHONE_NUMBER_ID": "phone_number_id",
    "WHATSAPP_ACCESS_TOKEN": "access_token",
    "WHATSAPP_APP_SECRET": "app_secret",
    "WHATSAPP_VERIFY_TOKEN": "verify_token",
}


@dataclass(frozen=True)
class WhatsAppSettings:
    """WhatsApp business numbers of one account (facts of Meta's app dashboard).

    Attributes:
        phone_number_id: of the first number. numbers: every number's id with its weight: new
            conversations that the company starts are spread by it.
        pix_orders: whether the account may show a Pix as an order to be paid inside WhatsApp.
        templates: names of the message templates that Meta approved.
    """

    graph_url: str
    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    pix_orders: bool = False
    templates: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        """Hold the one number that was given alone."""
        if not self.numbers:
            object.__setattr__(self, "numbers", ((self.phone_number_id, 1),))


@dataclass(frozen=True)
class PixSettings:
    """The receiver's bank by Bacen's API Pix.

    Attributes:
        profile: in what the bank differs from the standard, by name.
        due_charges: whether installments due later are charged with their due date (cobv), valid
            for `due_valid_days` after it. automatic: whether Pix Automático is offered.
    """

    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    key: str
    cert_file: str | None
    cert_key_file: str | None
    token_url: str | None = None
    ca_file: str | None = None
    profile: str = "bacen"
    application_key: str = field(default="", repr=False)
    due_charges: bool = False
    due_valid_days: int = 5
    automatic: bool = False
    agency: str = ""
    account: str = ""


@dataclass(frozen=True)
class BoletoSettings:
    """A bank that registers boletos over REST."""

    api_url: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class MediaSettings:
    """Files that people send: where they lie, how large they may be, how long they stay."""

    folder: Path
    max_megabytes: int = 25
    retention_days: int = 90


@dataclass(frozen=True)
class TranscriptionSettings:
    """A server that writes voice notes down (OpenAI's API for transcriptions)."""

    url: str
    key: str = field(repr=False)
    model: str


@dataclass(frozen=True)
class SmsSettings:
    """An SMS gateway.

    Attributes:
        profile: how it speaks: json or twilio.
        account, sender: Twilio's account SID, and the number or service that sends.
    """

    url: str
    token: str = field(repr=False)
    profile: str = "json"
    account: str = ""
    sender: str = ""


def read_whatsapp(env: Mapping[str, str]) -> WhatsAppSettings | None:
    """Give the numbers of WhatsApp, where all of it is set."""
    values = {field_name: env.get(name, "") for name, field_name in WHATSAPP_NEEDS.items()}
    if not all(values.values()):
        return None
    numbers = read_numbers(values.pop("phone_number_id"))
    names = (env.get("WHATSAPP_TEMPLATES") or "").split(",")
    return WhatsAppSettings(
        **values,
        phone_number_id=numbers[0][0],
        pix_orders=read_switch(env, "WHATSAPP_PIX_ORDERS"),
        templates=tuple(name.strip() for name in names if name.strip()),
        numbers=numbers,
    )


def read_numbers(text: str) -> tuple[tuple[str, int], ...]:
    """Read `id,id:weight,...`; a weight is 1 where none is given."""
    found: dict[str, int] = {}
    for part in text.split(","):
        number, _, weight = part.strip().partition(":")
        if not number or (weight and not (weight.isascii() and weight.isdecimal())):
            raise Misconfigured(
                "WHATSAPP_PHONE_NUMBER_ID is an id, or several separated by commas, each with a"
                " whole weight after a colon if wanted"
            )
        found[number] = int(weight or 1)
    if not any(found.values()):
        raise Misconfigured("WHATSAPP_PHONE_NUMBER_ID: at least one weight is above 0")
    return tuple(found.items())


def read_boleto(env: Mapping[str, str]) -> BoletoSettings | None:
    """Give the bank that registers boletos, where it is set."""
    url, token = env.get("BOLETO_API_URL", ""), env.get("BOLETO_API_TOKEN", "")
    return BoletoSettings(url, token) if url and token else None


def read_sms(env: Mapping[str, str]) -> SmsSettings | None:
    """Give the SMS gateway, where it is set."""
    url, token = env.get("SMS_GATEWAY_URL", ""), env.get("SMS_GATEWAY_TOKEN", "")
    if not (url and token):
        return None
    profile = env.get("SMS_GATEWAY_PROFILE") or "json"
    if profile not in ("json", "twilio"):
        raise Misconfigured("SMS_GATEWAY_PROFILE is json or twilio")
    account, sender = env.get("SMS_GATEWAY_ACCOUNT", ""), env.get("SMS_GATEWAY_SENDER", "")
    if profile == "twilio" and not (account and sender):
        raise Misconfigured("Twilio needs SMS_GATEWAY_ACCOUNT and SMS_GATEWAY_SENDER")
    return SmsSettings(url.rstrip("/"), token, profile, account, sender)


def read_pix(env: Mapping[str, str]) -> PixSettings | None:
    """Give the bank of Pix, where it is set."""
    values = {
        "api_url": env.get("PIX_API_URL", ""),
        "client_id": env.get("PIX_CLIENT_ID", ""),
        "client_secret": env.get("PIX_CLIENT_SECRET", ""),
        "key": env.get("PIX_KEY", ""),
    }
    if not all(values.values()):
        return None
    cert, cert_key = env.get("PIX_CERT_FILE") or None, env.get("PIX_CERT_KEY_FILE") or None
    return PixSettings(
        **values,
        cert_file=cert,
        cert_key_file=cert_key,
        token_url=env.get("PIX_TOKEN_URL") or None,
        ca_file=env.get("PIX_CA_FILE") or None,
        profile=env.get("PIX_PROFILE") or "bacen",
        application_key=env.get("PIX_APPLICATION_KEY") or "",
        due_charges=read_switch(env, "PIX_DUE_CHARGES"),
        due_valid_days=read_days(env, "PIX_DUE_VALID_DAYS", 5),
        automatic=read_switch(env, "PIX_AUTOMATIC"),
        agency=env.get("PIX_AGENCY") or "",
        account=env.get("PIX_ACCOUNT") or "",
    )


def read_transcription(env: Mapping[str, str]) -> TranscriptionSettings | None:
    """Give the server that writes voice notes down, where it is set."""
    url = env.get("TRANSCRIPTION_URL")
    if not url:
        return None
    model = env.get("TRANSCRIPTION_MODEL") or "whisper-1"
    return TranscriptionSettings(url, env.get("TRANSCRIPTION_KEY", ""), model)
