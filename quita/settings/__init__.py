"""Settings from the environment: read once, checked at the start, never at import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from quita.domain.contact_policy import Caps
from quita.domain.conversation import Channel
from quita.domain.errors import Misconfigured
from quita.settings.providers import (
    WHATSAPP_NEEDS,
    BoletoSettings,
    MediaSettings,
    PixSettings,
    SmsSettings,
    TranscriptionSettings,
    WhatsAppSettings,
    read_boleto,
    read_pix,
    read_sms,
    read_transcription,
    read_whatsapp,
)
from quita.settings.reading import (
    ACTIONS_PORT,
    ASSISTANT_PORT,
    SANDBOX_PORT,
    read_caps,
    read_clock_offset_file,
    read_digits,
    read_file,
    read_public_url,
    read_seconds,
    read_secret,
    read_switch,
    read_whole,
)

__all__ = [
    "ACTIONS_PORT",
    "ASSISTANT_PORT",
    "ROOT",
    "SANDBOX_PORT",
    "BoletoSettings",
    "Company",
    "MediaSettings",
    "PixSettings",
    "Settings",
    "SmsSettings",
    "TranscriptionSettings",
    "WhatsAppSettings",
    "load",
]

ROOT = Path(__file__).resolve().parents[2]


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
    whatsapp_in_part: bool = False

    def whatsapp_or_none(self) -> WhatsAppSettings | None:
        """Give the WhatsApp settings, or None where none are set: Quita goes without.

        Raises:
            Misconfigured: they are set in part, so that somebody meant them.
        """
        return self.require_whatsapp() if self.whatsapp_in_part else self.whatsapp

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels on which messages leave."""
        return tuple(Channel) if self.whatsapp else (Channel.SMS_LINK,)

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
    if read_switch(env, "QUITA_WITHOUT_WHATSAPP"):
        env = {name: value for name, value in env.items() if not name.startswith("WHATSAPP_")}
    whatsapp = read_whatsapp(env)
    return Settings(
        production=production,
        var=var,
        database_url=env.get("QUITA_DATABASE_URL") or f"sqlite:///{var / 'quita.db'}",
        tracker_url=env.get("QUITA_TRACKER_URL") or f"sqlite:///{var / 'tracker.db'}",
        public_url=read_public_url(env),
        secret_key=read_secret(env, var, production),
        company=Company(
            env.get("QUITA_COMPANY_NAME") or "Quita Recuperação de Crédito Ltda",
            env.get("QUITA_COMPANY_CNPJ") or "11.222.333/0001-81",
            env.get("QUITA_COMPANY_CITY") or "São Paulo",
            env.get("QUITA_COMPANY_DPO_EMAIL") or Company.dpo_email,
            env.get("QUITA_COMPANY_ADDRESS") or "Avenida Brasil, 100, São Paulo/SP",
        ),
        typing_window=read_seconds(env, "QUITA_TYPING_WINDOW", "1.2"),
        contact_caps=read_caps(env),
        whatsapp=whatsapp,
        whatsapp_in_part=whatsapp is None and any(env.get(name) for name in WHATSAPP_NEEDS),
        pix=read_pix(env),
        boleto=read_boleto(env),
        boleto_account_file=read_file(env, "BOLETO_ACCOUNT_FILE"),
        media=MediaSettings(
            Path(env.get("QUITA_MEDIA_DIR") or var / "media"),
            read_whole(env, "QUITA_MEDIA_MAX_MB", 25, 100),
            read_whole(env, "QUITA_MEDIA_RETENTION_DAYS", 90, 3650),
        ),
        transcription=read_transcription(env),
        events_webhook_url=env.get("QUITA_EVENTS_WEBHOOK_URL") or None,
        events_webhook_secret=env.get("QUITA_EVENTS_WEBHOOK_SECRET") or None,
        clock_offset_file=read_clock_offset_file(env, production),
        queues_file=read_file(env, "QUITA_QUEUES_FILE") or Settings.queues_file,
        amqp_url=env.get("QUITA_AMQP_URL") or None,
        desk_assign=read_switch(env, "QUITA_DESK_ASSIGN"),
        whatsapp_number=read_digits(env, "WHATSAPP_NUMBER"),
        whatsapp_click_url=(env.get("WHATSAPP_CLICK_URL") or "https://wa.me").rstrip("/"),
        sms=read_sms(env),
        api_token=env.get("QUITA_API_TOKEN") or None,
        trusted_proxies=int(read_digits(env, "QUITA_TRUSTED_PROXIES") or 0),
    )
