"""`quita queues`, `quita transcript`, `quita dossier`: from a database to files and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quita.adapters.database.migrate import upgrade
from quita.bootstrap import build
from quita.cli import main
from quita.settings import load
from tests.builders import open_conversation


@pytest.fixture
def protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A conversation in a database of its own, which the environment names."""
    monkeypatch.setenv("QUITA_VAR", str(tmp_path))
    monkeypatch.setenv("QUITA_DATABASE_URL", f"sqlite:///{tmp_path / 'quita.db'}")
    core = build(load())
    upgrade(core.settings.database_url)
    with core.database() as tx:
        chat = open_conversation(tx, core.clock())
        said = {"kind": "text", "text": "Olá!"}
        tx.outbox.add(chat.id, said, "bot", "k", core.clock())
    core.database.engine.dispose()
    return chat.protocol


def test_the_queues_of_the_tree_are_listed_with_their_hours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["queues", "check"]) == 0
    assert "acolhimento: Acolhimento, todos os dias, 24 horas" in capsys.readouterr().out


def test_a_file_of_queues_that_breaks_a_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "queues.yml"
    wrong.write_text("queues: []", encoding="utf-8")
    monkeypatch.setenv("QUITA_QUEUES_FILE", str(wrong))
    assert main(["queues", "check"]) == 1
    assert "não é uma lista de filas" in capsys.readouterr().err


def test_a_conversation_is_written_as_pdf_and_as_json(protocol: str, tmp_path: Path) -> None:
    pdf, told = tmp_path / "c.pdf", tmp_path / "c.json"
    assert main(["transcript", protocol, str(pdf)]) == 0
    assert main(["transcript", protocol, str(told)]) == 0
    assert main(["transcript", protocol, str(tmp_path / "c.doc")]) == 2
    assert pdf.read_bytes().startswith(b"%PDF")
    assert json.loads(told.read_text(encoding="utf-8"))["messages"][0]["text"] == "Olá!"


def test_a_dossier_is_made_and_verified_and_a_change_ends_in_1(
    protocol: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "d.zip"
    assert main(["dossier", "create", protocol, str(file)]) == 0
    assert main(["dossier", "verify", str(file)]) == 0
    assert "está como foi feito" in capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:-40])
    assert main(["dossier", "verify", str(file)]) == 1
    assert main(["dossier", "create", "1999010100000000", str(file)]) == 1
