"""Settings from the environment: read once, checked at the start, never at import."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from quita.domain.contact_policy import Caps
from quita.domain.errors import Misconfigured

ROOT = Path(__file__).resolve().parent.parent
ASSISTANT_PORT, ACTIONS_PORT, SANDBOX_PORT = 5005, 5055, 5090


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


@dataclass(frozen=True)
class Company:
    """The operating company: it, never the creditor, says who writes.

    Attributes:
        address: printed on boletos, whose beneficiary must show it (Lei 12.039/2009).
        dpo_email: of the person in charge of personal data (encarregado, LGPD 41).
    """

    name: str
    cnpj: str
    city: str
    dpo_email: str = "encarregado@quita.example"
    address: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything that a process needs to know; times in seconds where not said otherwise."""

    production: bool
    var: Path
    database_url: str = field(repr=False)  # may hold a password
    tracker_url: str = field(repr=False)
    public_url: str
    secret_key: str = field(repr=False)
    company: Company
    typing_window: timedelta
    contact_caps: Caps
    whatsapp: WhatsAppSettings | None
    pix: PixSettings | None
    boleto: BoletoSettings | None
    boleto_account_file: Path | None
    media: MediaSettings
    transcription: TranscriptionSettings | None
    events_webhook_url: str | None
    events_webhook_secret: str | None = field(repr=False)
    clock_offset_file: Path | None = None
    queues_file: Path = ROOT / "policies" / "handoff" / "queues.yml"
    amqp_url: str | None = field(default=None, repr=False)  # may hold a password
    desk_assign: bool = False
    whatsapp_number: str = ""
    whatsapp_click_url: str = "https://wa.me"
    sms: SmsSettings | None = None
    api_token: str | None = field(default=None, repr=False)
    trusted_proxies: int = 0

    def require_whatsapp(self) -> WhatsAppSettings:
        """Give the WhatsApp settings.

        Raises:
            Misconfigured: none are set.
        """
        if self.whatsapp is None:
            raise Misconfigured(
                "WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, "
                "WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_GRAPH_URL are not all set; "
                "`make run` sets them to the sandbox"
            )
        return self.whatsapp

    @property
    def boletos(self) -> bool:
        """Whether a bank registers boletos, over REST or by files."""
        return self.boleto is not None or self.boleto_account_file is not None

    def require_boleto(self) -> BoletoSettings:
        """Give the settings of the bank that registers boletos over REST.

        Raises:
            Misconfigured: none are set.
        """
        if self.boleto is None:
            raise Misconfigured(
                "BOLETO_API_URL and BOLETO_API_TOKEN are not both set; "
                "`make run` sets them to the sandbox"
            )
        return self.boleto

    def require_sms(self) -> SmsSettings:
        """Give the SMS gateway's settings.

        Raises:
            Misconfigured: none are set.
        """
        if self.sms is None:
            raise Misconfigured(
                "SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN are not both set; "
                "`make run` sets them to the sandbox"
            )
        return self.sms

    def require_pix(self) -> PixSettings:
        """Give the bank's settings.

        Raises:
            Misconfigured: none are set.
        """
        if self.pix is None:
            raise Misconfigured(
                "PIX_API_URL, PIX_CLIENT_ID, PIX_CLIENT_SECRET and PIX_KEY are not all set; "
                "`make run` sets them to the sandbox"
            )
        return self.pix


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; a variable that is set to nothing counts as unset.

    Raises:
        Misconfigured: a value is missing or wrong; the message names it.
    """
    env = os.environ if environment is None else environment
    mode = env.get("QUITA_ENV") or "development"
    if mode not in ("development", "production"):
        raise Misconfigured("QUITA_ENV is development or production")
    production = mode == "production"
    var = Path(env.get("QUITA_VAR") or ROOT / "var")
    return Settings(
        production=production,
        var=var,
        database_url=env.get("QUITA_DATABASE_URL") or f"sqlite:///{var / 'quita.db'}",
        tracker_url=env.get("QUITA_TRACKER_URL") or f"sqlite:///{var / 'tracker.db'}",
        public_url=_public_url(env),
        secret_key=_secret(env, var, production),
        company=Company(
            env.get("QUITA_COMPANY_NAME") or "Quita Recuperação de Crédito Ltda",
            env.get("QUITA_COMPANY_CNPJ") or "11.222.333/0001-81",
            env.get("QUITA_COMPANY_CITY") or "São Paulo",
            env.get("QUITA_COMPANY_DPO_EMAIL") or Company.dpo_email,
            env.get("QUITA_COMPANY_ADDRESS") or "Avenida Brasil, 100, São Paulo/SP",
        ),
        typing_window=_seconds(env, "QUITA_TYPING_WINDOW", "1.2"),
        contact_caps=_caps(env),
        whatsapp=_whatsapp(env),
        pix=_pix(env),
        boleto=_boleto(env),
        boleto_account_file=_file(env, "BOLETO_ACCOUNT_FILE"),
        media=MediaSettings(
            Path(env.get("QUITA_MEDIA_DIR") or var / "media"),
            _whole(env, "QUITA_MEDIA_MAX_MB", 25, 100),
            _whole(env, "QUITA_MEDIA_RETENTION_DAYS", 90, 3650),
        ),
        transcription=_transcription(env),
        events_webhook_url=env.get("QUITA_EVENTS_WEBHOOK_URL") or None,
        events_webhook_secret=env.get("QUITA_EVENTS_WEBHOOK_SECRET") or None,
        clock_offset_file=_clock_offset_file(env, production),
        queues_file=_file(env, "QUITA_QUEUES_FILE") or Settings.queues_file,
        amqp_url=env.get("QUITA_AMQP_URL") or None,
        desk_assign=_switch(env, "QUITA_DESK_ASSIGN"),
        whatsapp_number=_digits(env, "WHATSAPP_NUMBER"),
        whatsapp_click_url=(env.get("WHATSAPP_CLICK_URL") or "https://wa.me").rstrip("/"),
        sms=_sms(env),
        api_token=env.get("QUITA_API_TOKEN") or None,
        trusted_proxies=int(_digits(env, "QUITA_TRUSTED_PROXIES") or 0),
    )


def _secret(env: Mapping[str, str], var: Path, production: bool) -> str:
    given = env.get("QUITA_SECRET_KEY")
    if given:
        return given
    if production:
        raise Misconfigured("QUITA_SECRET_KEY is not set; in production it is never made up")
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=var)  # readable by its owner alone from the start
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # two processes at once agree on the first's
            os.link(made, kept)
        os.unlink(made)
    return kept.read_text().strip()


def _clock_offset_file(env: Mapping[str, str], production: bool) -> Path | None:
    given = env.get("QUITA_CLOCK_OFFSET_FILE")
    if given and production:
        raise Misconfigured("QUITA_CLOCK_OFFSET_FILE is set; in production time is never moved")
    return Path(given) if given else None


def _public_url(env: Mapping[str, str]) -> str:
    url = env.get("QUITA_PUBLIC_URL") or f"http://127.0.0.1:{ASSISTANT_PORT}"
    if not url.startswith(("http://", "https://")):
        raise Misconfigured("QUITA_PUBLIC_URL begins with https:// (or http://)")
    return url.rstrip("/")


def _seconds(env: Mapping[str, str], name: str, default: str) -> timedelta:
    try:
        seconds = float(env.get(name) or default)
    except ValueError:
        raise Misconfigured(f"{name} is a number of seconds") from None
    if not 0 <= seconds <= 60:
        raise Misconfigured(f"{name} lies between 0 and 60 seconds")
    return timedelta(seconds=seconds)


def _caps(env: Mapping[str, str]) -> Caps:
    text = env.get("QUITA_CONTACT_CAPS")
    if not text:
        return Caps()
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise Misconfigured("QUITA_CONTACT_CAPS is three numbers: a day/a week/a month, as 1/3/8")
    return Caps(*map(int, parts))


def _whatsapp(env: Mapping[str, str]) -> WhatsAppSettings | None:
    values = {
        "graph_url": env.get("WHATSAPP_GRAPH_URL", ""),
        "phone_number_id": env.get("WHATSAPP_PHONE_NUMBER_ID", ""),
        "access_token": env.get("WHATSAPP_ACCESS_TOKEN", ""),
        "app_secret": env.get("WHATSAPP_APP_SECRET", ""),
        "verify_token": env.get("WHATSAPP_VERIFY_TOKEN", ""),
    }
    if not all(values.values()):
        return None
    numbers = _numbers(values.pop("phone_number_id"))
    names = (env.get("WHATSAPP_TEMPLATES") or "").split(",")
    return WhatsAppSettings(
        **values,
        phone_number_id=numbers[0][0],
        pix_orders=_switch(env, "WHATSAPP_PIX_ORDERS"),
        templates=tuple(name.strip() for name in names if name.strip()),
        numbers=numbers,
    )


def _numbers(text: str) -> tuple[tuple[str, int], ...]:
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


def _boleto(env: Mapping[str, str]) -> BoletoSettings | None:
    url, token = env.get("BOLETO_API_URL", ""), env.get("BOLETO_API_TOKEN", "")
    return BoletoSettings(url, token) if url and token else None


def _sms(env: Mapping[str, str]) -> SmsSettings | None:
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


def _digits(env: Mapping[str, str], name: str) -> str:
    given = env.get(name, "")
    if given and not (given.isascii() and given.isdecimal()):
        raise Misconfigured(f"{name} has digits only")
    return given


def _file(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]) if env.get(name) else None


def _pix(env: Mapping[str, str]) -> PixSettings | None:
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
        due_charges=_switch(env, "PIX_DUE_CHARGES"),
        due_valid_days=_days(env, "PIX_DUE_VALID_DAYS", 5),
        automatic=_switch(env, "PIX_AUTOMATIC"),
        agency=env.get("PIX_AGENCY") or "",
        account=env.get("PIX_ACCOUNT") or "",
    )


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name) or "off"
    if value not in ("on", "off"):
        raise Misconfigured(f"{name} is on or off")
    return value == "on"


def _transcription(env: Mapping[str, str]) -> TranscriptionSettings | None:
    url = env.get("TRANSCRIPTION_URL")
    if not url:
        return None
    model = env.get("TRANSCRIPTION_MODEL") or "whisper-1"
    return TranscriptionSettings(url, env.get("TRANSCRIPTION_KEY", ""), model)


def _whole(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise Misconfigured(f"{name} is a whole number between 1 and {most}")
    return int(text)


def _days(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and int(text) <= 365):
        raise Misconfigured(f"{name} is a number of days, 365 at most")
    return int(text)
