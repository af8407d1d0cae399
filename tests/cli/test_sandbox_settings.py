"""`make run` plays against the sandbox exactly where no real provider is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from quita import settings
from quita.cli.sandbox_settings import (
    PROVIDER_DEFAULTS,
    SANDBOX_URL,
    settings_for,
    uses_sandbox,
    with_sandbox,
)
from quita.domain.errors import Misconfigured

REAL_BANK = {
    "PIX_API_URL": "https://pix.bank.example/api",
    "PIX_CLIENT_ID": "client",
    "PIX_CLIENT_SECRET": "secret",
    "PIX_KEY": "key",
}


def test_without_any_provider_all_are_the_sandbox() -> None:
    filled = with_sandbox({})
    assert dict(PROVIDER_DEFAULTS).items() <= filled.items()
    assert uses_sandbox(filled)


def test_a_real_bank_is_kept_beside_a_sandboxed_whatsapp() -> None:
    filled = with_sandbox(REAL_BANK)
    assert filled["PIX_API_URL"] == REAL_BANK["PIX_API_URL"]
    assert filled["WHATSAPP_GRAPH_URL"] == PROVIDER_DEFAULTS["WHATSAPP_GRAPH_URL"]


def test_a_real_bank_never_has_boletos_of_the_sandbox_beside_it() -> None:
    assert "BOLETO_API_URL" not in with_sandbox(REAL_BANK)
    with_files = with_sandbox({"BOLETO_ACCOUNT_FILE": "conta.yml"})
    assert "BOLETO_API_URL" not in with_files


def test_a_provider_set_in_part_is_not_filled_up_with_the_sandbox() -> None:
    filled = with_sandbox({"PIX_KEY": "key", "QUITA_SECRET_KEY": "0" * 32})
    assert "PIX_API_URL" not in filled
    with pytest.raises(Misconfigured, match="PIX_API_URL"):
        settings.load(filled).require_pix()


def test_real_providers_start_no_sandbox() -> None:
    real_number = {name: "1" for name in PROVIDER_DEFAULTS if name.startswith("WHATSAPP_")}
    real_number["WHATSAPP_GRAPH_URL"] = "https://graph.facebook.com/v23.0"
    assert not uses_sandbox(with_sandbox({**REAL_BANK, **real_number}))


def test_options_alone_leave_the_provider_the_sandboxs() -> None:
    filled = with_sandbox({"PIX_AUTOMATIC": "on", "PIX_KEY": ""})
    assert filled["PIX_API_URL"] == PROVIDER_DEFAULTS["PIX_API_URL"]
    bank = settings.load(filled).require_pix()
    assert (bank.automatic, bank.due_charges, bank.due_valid_days) == (True, True, 5)


def test_a_real_bank_gets_none_of_the_sandboxs_options() -> None:
    assert not settings.load(with_sandbox(REAL_BANK)).require_pix().due_charges


GATEWAY = {"SMS_GATEWAY_URL": "https://sms.example", "SMS_GATEWAY_TOKEN": "token"}


@pytest.mark.parametrize("given", [GATEWAY, {"QUITA_WITHOUT_WHATSAPP": "on"}])
def test_a_real_sms_gateway_or_the_switch_leaves_whatsapp_out(given: dict[str, str]) -> None:
    filled = with_sandbox(given)
    assert not [name for name in filled if name.startswith("WHATSAPP_")]
    assert filled["PIX_API_URL"] == PROVIDER_DEFAULTS["PIX_API_URL"]
    assert filled["SMS_GATEWAY_URL"] == given.get("SMS_GATEWAY_URL", f"{SANDBOX_URL}/sms")


def test_production_plays_with_nothing() -> None:
    given = {"QUITA_ENV": "production", **REAL_BANK}
    assert with_sandbox(given) == given


def test_the_sandbox_agrees_with_an_assistant_that_has_no_whatsapp(tmp_path: Path) -> None:
    filled = with_sandbox({"QUITA_WITHOUT_WHATSAPP": "on", "QUITA_VAR": str(tmp_path)})
    ours = settings.load(filled)
    made = settings_for(ours, tmp_path, 1, "http://127.0.0.1:2")
    assert made.sms_token == filled["SMS_GATEWAY_TOKEN"]
    assert made.whatsapp_app_secret not in filled.values()
