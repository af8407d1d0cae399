"""Tests of the settings: read once, and whatever is wrong names itself."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from quita.domain.contact_policy import Caps
from quita.domain.conversation import Channel
from quita.domain.errors import Misconfigured
from quita.settings import ROOT, Settings, load

SECRET = "a secret of this company alone"
WHATSAPP = {
    "WHATSAPP_GRAPH_URL": "http://127.0.0.1:5090/graph/v23.0",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_ACCESS_TOKEN": "token",
    "WHATSAPP_APP_SECRET": "app secret",
    "WHATSAPP_VERIFY_TOKEN": "verify",
}
PIX = {
    "PIX_API_URL": "http://127.0.0.1:5090/bank",
    "PIX_CLIENT_ID": "client",
    "PIX_CLIENT_SECRET": "client secret",
    "PIX_KEY": "11222333000181",
}


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Settings]:
    """Loads settings over an empty folder."""

    def load_with(**environment: str) -> Settings:
        return load({"QUITA_VAR": str(tmp_path / "var"), **environment})

    return load_with


def test_without_a_word_a_laptop_is_ready(tmp_path: Path, loaded: Callable[..., Settings]) -> None:
    settings = loaded()
    assert not settings.production
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'quita.db'}"
    assert settings.tracker_url == f"sqlite:///{tmp_path / 'var' / 'tracker.db'}"
    assert settings.public_url == "http://127.0.0.1:5005"
    assert settings.typing_window == timedelta(seconds=1.2)
    assert settings.whatsapp is None
    assert settings.pix is None


def test_a_variable_set_to_nothing_counts_as_unset(loaded: Callable[..., Settings]) -> None:
    names = """QUITA_ENV QUITA_DATABASE_URL QUITA_TRACKER_URL QUITA_PUBLIC_URL QUITA_SECRET_KEY
        QUITA_COMPANY_NAME QUITA_COMPANY_CNPJ QUITA_COMPANY_CITY QUITA_TYPING_WINDOW
        QUITA_EVENTS_WEBHOOK_URL QUITA_EVENTS_WEBHOOK_SECRET PIX_KEY WHATSAPP_APP_SECRET"""
    assert loaded(**dict.fromkeys(names.split(), "")) == loaded()


def test_the_folder_is_that_of_the_checkout_unless_another_is_named() -> None:
    assert load({"QUITA_SECRET_KEY": SECRET, "QUITA_VAR": ""}).var == ROOT / "var"


def test_addresses_of_larger_installations_are_taken(loaded: Callable[..., Settings]) -> None:
    settings = loaded(
        QUITA_ENV="production",
        QUITA_SECRET_KEY=SECRET,
        QUITA_DATABASE_URL="postgresql://127.0.0.1/quita",
        QUITA_PUBLIC_URL="https://quita.example/",
        QUITA_TYPING_WINDOW="0",
    )
    assert settings.production
    assert settings.database_url == "postgresql://127.0.0.1/quita"
    assert settings.public_url == "https://quita.example"
    assert settings.typing_window == timedelta(0)


def test_a_secret_key_is_made_once_and_kept_for_its_owner_alone(
    tmp_path: Path, loaded: Callable[..., Settings]
) -> None:
    first = loaded().secret_key
    kept = tmp_path / "var" / "secret_key"
    assert loaded().secret_key == first == kept.read_text()
    assert len(first) >= 48
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_secret_key(
    tmp_path: Path, loaded: Callable[..., Settings]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {future.result().secret_key for future in [pool.submit(loaded) for _ in range(16)]}
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_given_secret_key_is_taken_and_written_nowhere(
    tmp_path: Path, loaded: Callable[..., Settings]
) -> None:
    assert loaded(QUITA_SECRET_KEY=SECRET).secret_key == SECRET
    assert not (tmp_path / "var").exists()


def test_production_never_makes_up_a_secret_key(
    tmp_path: Path, loaded: Callable[..., Settings]
) -> None:
    loaded()  # not even where development left one
    with pytest.raises(Misconfigured, match="QUITA_SECRET_KEY"):
        loaded(QUITA_ENV="production")
    with pytest.raises(Misconfigured, match="QUITA_SECRET_KEY"):
        loaded(QUITA_ENV="production", QUITA_SECRET_KEY="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUITA_ENV", "prod"),
        ("QUITA_ENV", "Production"),
        ("QUITA_TYPING_WINDOW", "soon"),
        ("QUITA_TYPING_WINDOW", "1,2"),
        ("QUITA_TYPING_WINDOW", "-1"),
        ("QUITA_TYPING_WINDOW", "61"),
        ("QUITA_TYPING_WINDOW", "nan"),
        ("QUITA_TYPING_WINDOW", "inf"),
        ("QUITA_PUBLIC_URL", "quita.example"),
        ("QUITA_PUBLIC_URL", "ftp://quita.example"),
    ],
)
def test_a_wrong_value_names_its_variable(
    loaded: Callable[..., Settings], name: str, value: str
) -> None:
    with pytest.raises(Misconfigured, match=name):
        loaded(**{name: value})


def test_the_channel_and_the_bank_are_set_whole(loaded: Callable[..., Settings]) -> None:
    settings = loaded(**WHATSAPP, **PIX, PIX_CERT_FILE="cert.pem", PIX_CERT_KEY_FILE="")
    assert settings.require_whatsapp().app_secret == "app secret"
    assert settings.require_pix().key == "11222333000181"
    assert settings.require_pix().cert_file == "cert.pem"
    assert settings.require_pix().cert_key_file is None


@pytest.mark.parametrize("missing", WHATSAPP)
def test_a_channel_that_is_not_set_whole_is_refused_by_name(
    loaded: Callable[..., Settings], missing: str
) -> None:
    settings = loaded(**{**WHATSAPP, missing: ""})
    with pytest.raises(Misconfigured, match=missing):
        settings.require_whatsapp()


@pytest.mark.parametrize("missing", PIX)
def test_a_bank_that_is_not_set_whole_is_refused_by_name(
    loaded: Callable[..., Settings], missing: str
) -> None:
    settings = loaded(**{**PIX, missing: ""})
    with pytest.raises(Misconfigured, match=missing):
        settings.require_pix()


def test_printed_settings_hold_no_secret(loaded: Callable[..., Settings]) -> None:
    settings = loaded(
        **WHATSAPP,
        **PIX,
        QUITA_SECRET_KEY=SECRET,
        QUITA_EVENTS_WEBHOOK_SECRET="hook secret",
        QUITA_DATABASE_URL="postgresql://user:pass@127.0.0.1/quita",
        QUITA_TRACKER_URL="postgresql://user:pass@127.0.0.1/quita",
    )
    printed = repr(settings)
    for secret in (SECRET, "hook secret", "pass@", "app secret", "client secret", "'token'"):
        assert secret not in printed


def test_time_is_moved_by_a_file_and_never_in_production(
    tmp_path: Path, loaded: Callable[..., Settings]
) -> None:
    file = tmp_path / "offset"
    assert loaded().clock_offset_file is None
    assert loaded(QUITA_CLOCK_OFFSET_FILE=str(file)).clock_offset_file == file
    with pytest.raises(Misconfigured, match="QUITA_CLOCK_OFFSET_FILE"):
        loaded(QUITA_ENV="production", QUITA_SECRET_KEY=SECRET, QUITA_CLOCK_OFFSET_FILE=str(file))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PIX_DUE_CHARGES", "yes"),
        ("PIX_AUTOMATIC", "1"),
        ("PIX_DUE_VALID_DAYS", "-1"),
        ("PIX_DUE_VALID_DAYS", "366"),
        ("PIX_DUE_VALID_DAYS", "²"),
    ],
)
def test_a_wrong_option_of_the_bank_names_its_variable(
    loaded: Callable[..., Settings], name: str, value: str
) -> None:
    with pytest.raises(Misconfigured, match=name):
        loaded(**PIX, **{name: value})


def test_what_not_every_bank_can_do_is_off_until_it_is_switched_on(
    loaded: Callable[..., Settings],
) -> None:
    plain = loaded(**PIX).require_pix()
    assert (plain.profile, plain.due_charges, plain.automatic) == ("bacen", False, False)
    more = loaded(**PIX, PIX_DUE_CHARGES="on", PIX_PROFILE="sicoob", PIX_DUE_VALID_DAYS="0")
    assert (more.require_pix().due_charges, more.require_pix().due_valid_days) == (True, 0)
    assert more.require_pix().profile == "sicoob"


def test_caps_of_contact_are_a_day_a_week_and_a_month(loaded: Callable[..., Settings]) -> None:
    assert loaded().contact_caps == Caps(1, 3, 8)
    assert loaded(QUITA_CONTACT_CAPS="2/4/9").contact_caps == Caps(2, 4, 9)
    for wrong in ("2", "2/4", "a/b/c", "1/2/-3"):
        with pytest.raises(Misconfigured, match="QUITA_CONTACT_CAPS"):
            loaded(QUITA_CONTACT_CAPS=wrong)


def test_approved_templates_are_named_with_commas(loaded: Callable[..., Settings]) -> None:
    number = loaded(**WHATSAPP, WHATSAPP_TEMPLATES=" lembrete_neutro, ,novidade_neutra").whatsapp
    assert number is not None and number.templates == ("lembrete_neutro", "novidade_neutra")


def test_nothing_of_whatsapp_means_none_and_a_part_of_it_is_refused_by_name(
    loaded: Callable[..., Settings],
) -> None:
    assert loaded().whatsapp_or_none() is None
    assert loaded().channels == (Channel.SMS_LINK,)
    assert loaded(**WHATSAPP).whatsapp_or_none() is not None
    in_part = loaded(WHATSAPP_APP_SECRET="app secret")
    with pytest.raises(Misconfigured, match="WHATSAPP_GRAPH_URL"):
        in_part.whatsapp_or_none()


def test_whatsapp_is_switched_off_whole(loaded: Callable[..., Settings]) -> None:
    settings = loaded(**WHATSAPP, WHATSAPP_NUMBER="551140000000", QUITA_WITHOUT_WHATSAPP="on")
    assert settings.whatsapp_or_none() is None
    assert settings.whatsapp_number == ""
