"""What the settings say, as the adapters take it."""

from __future__ import annotations

from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.pix.config import PixConfig
from quita.adapters.pix.profiles import profile_named
from quita.domain.identity import cnpj_text
from quita.settings import Settings


def company_facts(settings: Settings) -> dict[str, str]:
    """Give the placeholders that every response may hold."""
    return {
        "company_name": settings.company.name,
        "company_cnpj": cnpj_text(settings.company.cnpj),
        "public_url": settings.public_url,
    }


def boleto_config(settings: Settings) -> BoletoConfig:
    """Give the configuration of the client that registers boletos."""
    bank = settings.require_boleto()
    return BoletoConfig(bank.api_url, bank.token)


def pix_config(settings: Settings) -> PixConfig:
    """Give the Pix client's configuration."""
    bank = settings.require_pix()
    return PixConfig(
        api_url=bank.api_url,
        client_id=bank.client_id,
        client_secret=bank.client_secret,
        pix_key=bank.key,
        cert_file=bank.cert_file,
        key_file=bank.cert_key_file,
        token_url=bank.token_url,
        ca_file=bank.ca_file,
        receiver_name=settings.company.name,
        receiver_city=settings.company.city,
        profile=profile_named(bank.profile),
        application_key=bank.application_key,
        due_charges=bank.due_charges,
        automatic=bank.automatic,
        agency=bank.agency,
        account=bank.account,
    )
