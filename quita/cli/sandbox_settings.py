"""What the sandbox and the assistant must agree on under `make run`: one table of defaults."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from quita import settings as settings_module
from quita.cli.data import DEMO_FILE
from quita.settings import ASSISTANT_PORT, SANDBOX_PORT
from sandbox.settings import SandboxSettings

TEMPLATES = settings_module.ROOT / "sandbox" / "approved_templates.json"
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"
PROVIDER_DEFAULTS: Mapping[str, str] = {
    "WHATSAPP_VERIFY_TOKEN": "sandbox-verify",
    "WHATSAPP_APP_SECRET": "sandbox-app-secret",
    "WHATSAPP_ACCESS_TOKEN": "sandbox-access-token",
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
    "WHATSAPP_GRAPH_URL": f"{SANDBOX_URL}/graph/v23.0",
    "PIX_API_URL": f"{SANDBOX_URL}/bank",
    "PIX_CLIENT_ID": "sandbox-client",
    "PIX_CLIENT_SECRET": "sandbox-client-secret",
    "PIX_KEY": "pix@quita.example",
    "WHATSAPP_NUMBER": "551140000000",
    "WHATSAPP_CLICK_URL": f"{SANDBOX_URL}/wa.me",
    "BOLETO_API_URL": f"{SANDBOX_URL}/bank/boleto",
    "BOLETO_API_TOKEN": "sandbox-boleto-token",
    "SMS_GATEWAY_URL": f"{SANDBOX_URL}/sms",
    "SMS_GATEWAY_TOKEN": "sandbox-sms-token",
}
# What a provider may do besides: set alone, they leave the provider the sandbox's.
OPTION_DEFAULTS: Mapping[str, str] = {
    "PIX_DUE_CHARGES": "on",
    "PIX_DUE_VALID_DAYS": "5",
    "PIX_AUTOMATIC": "off",
    "PIX_AGENCY": "0001",
    "PIX_ACCOUNT": "123456",
    "WHATSAPP_PIX_ORDERS": "off",
    "WHATSAPP_TEMPLATES": "lembrete_neutro,novidade_neutra,retomar_conversa",
}


def with_sandbox(environment: Mapping[str, str]) -> dict[str, str]:
    """Fill in the sandbox for providers of which nothing is set.

    A provider that is set in part is left as it is, so that the start names what is missing. Where
    Pix is a real bank's, boletos are nobody's: one of the sandbox's cannot be paid. Where the SMS
    gateway is a real one, nothing of WhatsApp means none. Production plays with nothing.
    """
    filled = dict(environment)
    if environment.get("QUITA_ENV") == "production":
        return filled
    apart = goes_without_whatsapp(environment)
    for prefixes in (("WHATSAPP_",), ("PIX_",), ("BOLETO_", "PIX_"), ("SMS_", "WHATSAPP_")):
        prefix = prefixes[0]
        given = {name for name, value in environment.items() if name.startswith(prefixes) and value}
        if not given - set(OPTION_DEFAULTS) and not (prefix == "WHATSAPP_" and apart):
            defaults = {n: v for n, v in PROVIDER_DEFAULTS.items() if n.startswith(prefix)}
            options = {n: v for n, v in OPTION_DEFAULTS.items() if n.startswith(prefix)}
            filled = {**options, **{n: v for n, v in filled.items() if v}, **defaults}
    return filled


def goes_without_whatsapp(environment: Mapping[str, str]) -> bool:
    """Say whether an environment that sets nothing of WhatsApp means to go without it."""
    gateway = environment.get("SMS_GATEWAY_URL") or SANDBOX_URL
    switch = environment.get("QUITA_WITHOUT_WHATSAPP") == "on"
    return switch or not gateway.startswith(SANDBOX_URL)


def uses_sandbox(environment: Mapping[str, str]) -> bool:
    """Say whether any provider of a filled-in environment is the sandbox."""
    urls = ("WHATSAPP_GRAPH_URL", "PIX_API_URL", "BOLETO_API_URL", "SMS_GATEWAY_URL")
    return any(environment.get(url, "").startswith(SANDBOX_URL) for url in urls)


def sandbox_settings() -> SandboxSettings:
    """Give the sandbox's settings from the environment, as the assistant has them."""
    ours = settings_module.load(with_sandbox(os.environ))
    folder = ours.var / "sandbox"
    return settings_for(ours, folder, SANDBOX_PORT, f"http://127.0.0.1:{ASSISTANT_PORT}")


def settings_for(
    ours: settings_module.Settings, folder: Path, port: int, assistant_url: str
) -> SandboxSettings:
    """Give the settings of a sandbox that agrees with an assistant's.

    Raises:
        Misconfigured: the assistant has no bank, or WhatsApp is set in part.
    """
    number, bank = ours.whatsapp_or_none() or _nobodys_number(), ours.require_pix()
    return SandboxSettings(
        data_dir=folder,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        assistant_url=assistant_url,
        whatsapp_app_secret=number.app_secret,
        whatsapp_verify_token=number.verify_token,
        whatsapp_access_token=number.access_token,
        whatsapp_phone_number_id=number.phone_number_id,
        whatsapp_number_ids=tuple(one for one, _ in number.numbers),
        pix_client_id=bank.client_id,
        pix_client_secret=bank.client_secret,
        pix_key=bank.key,
        boleto_api_token=ours.boleto.token if ours.boleto else secrets.token_hex(),
        transcription_key=_transcription_key(ours),
        sms_token=ours.sms.token if ours.sms else secrets.token_hex(),
        receiver_name=ours.company.name,
        receiver_city=ours.company.city,
        receiver_document=ours.company.cnpj,
        business_name=ours.company.name,
        demo_file=ours.var / DEMO_FILE,
        templates_file=TEMPLATES,
    )


def _nobodys_number() -> settings_module.WhatsAppSettings:
    """Give a number of which the assistant knows nothing, so that no message of it is taken."""
    number = PROVIDER_DEFAULTS["WHATSAPP_PHONE_NUMBER_ID"]
    token, secret, verify = (secrets.token_hex() for _ in range(3))
    return settings_module.WhatsAppSettings(SANDBOX_URL, number, token, secret, verify)


def _transcription_key(ours: settings_module.Settings) -> str:
    """Give the key that the assistant uses, so that whoever points it here needs to set none."""
    return ours.transcription.key if ours.transcription else secrets.token_hex()
