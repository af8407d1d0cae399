"""`quita whatsapp`: numbers, templates, and letting a stopped number go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quita.bootstrap import Container, build
from quita.cli import main
from quita.cli.sandbox_settings import PROVIDER_DEFAULTS
from quita.settings import load

NUMBER = PROVIDER_DEFAULTS["WHATSAPP_PHONE_NUMBER_ID"]


@pytest.fixture
def core(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    path = tmp_path / "quita.db"
    shutil.copy(migrated_sqlite, path)
    ours = {
        **PROVIDER_DEFAULTS,
        "QUITA_VAR": str(tmp_path),
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
    }
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    return build(load(ours))


def stop(core: Container) -> None:
    with core.database() as tx:
        now = core.clock()
        tx.numbers.ensure(NUMBER, now)
        tx.numbers.stop(NUMBER, 190, "token expirado", now, now)


def test_a_stopped_number_says_why_and_goes_on_when_told(
    core: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(core)
    assert main(["whatsapp", "numbers"]) == 0
    assert "parado: 190 token expirado" in capsys.readouterr().out
    assert main(["whatsapp", "resume", NUMBER]) == 0
    assert core.number_health.stopped() == []


def test_a_number_that_is_not_stopped_is_not_resumed(
    core: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatsapp", "resume", NUMBER]) == 1
    assert "is not stopped" in capsys.readouterr().err


def test_every_template_is_listed_with_whether_it_may_be_sent(
    core: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatsapp", "templates"]) == 0
    assert "retomar_conversa (pt_BR, utility): sem notícia da Meta; não sai" in (
        capsys.readouterr().out
    )
