"""`quita boleto remessa` and `quita boleto retorno`, as whoever sends the files uses them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.cli import main
from quita.settings import load
from tests.adapters.cnab240.bank import returned, told
from tests.adapters.database.samples import MARIA, store_ledger

ACCOUNT = """
bank: "001"
bank_name: Banco do Brasil
agency: "1234"
account: "56789"
beneficiary: "1234567"
portfolio: "17"
"""


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    (tmp_path / "conta.yml").write_text(ACCOUNT, encoding="utf-8")
    environment = {
        "QUITA_VAR": str(tmp_path),
        "QUITA_SECRET_KEY": "a secret for tests only",
        "BOLETO_ACCOUNT_FILE": str(tmp_path / "conta.yml"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    core = build(load())
    upgrade(core.settings.database_url)
    return core


def test_a_boleto_is_remitted_and_its_return_taken(
    core: Container, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = store_ledger(core.database, core.clock())
    with core.database() as tx:
        due = ledger.agreement.installments[0]
        charge = core.boletos.request(tx, ledger.agreement, due, ledger.conversation.id, MARIA)
        proven = core.clock() + timedelta(minutes=30)
        tx.conversations.set_verified(ledger.conversation.id, ledger.agreement.person_id, proven)
    file = tmp_path / "remessa.txt"
    assert main(["boleto", "remessa", str(file)]) == 0
    assert "1 boletos" in capsys.readouterr().out
    p = file.read_bytes().decode("ascii").split("\r\n")[2]
    answer = told(charge.txid, p[37:57].strip(), "02", amount=p[85:100].lstrip("0"), due=p[77:85])
    (tmp_path / "retorno.txt").write_bytes(returned(answer))
    assert main(["boleto", "retorno", str(tmp_path / "retorno.txt")]) == 0
    assert "1 registrados" in capsys.readouterr().out
    with core.database() as tx:
        said = tx.outbox.of_conversation(ledger.conversation.id)
    assert [message.payload["kind"] for message in said][-2:] == ["document", "text"]


def test_nothing_to_remit_makes_no_file_and_an_old_one_is_kept(
    core: Container, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "remessa.txt"
    assert main(["boleto", "remessa", str(file)]) == 0
    assert not file.exists()
    ledger = store_ledger(core.database, core.clock())
    with core.database() as tx:
        due = ledger.agreement.installments[0]
        core.boletos.request(tx, ledger.agreement, due, ledger.conversation.id, MARIA)
    file.write_text("de ontem")
    assert main(["boleto", "remessa", str(file)]) == 1
    assert file.read_text() == "de ontem"
    assert main(["boleto", "remessa", str(tmp_path / "outra.txt")]) == 0
    assert sorted(tmp_path.glob(".*.part")) == []


def test_a_return_that_cannot_be_read_is_named(
    core: Container, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "retorno.txt").write_bytes(b"lixo\r\n")
    assert main(["boleto", "retorno", str(tmp_path / "retorno.txt")]) == 1
    assert "line 1: 4 columns" in capsys.readouterr().err
    assert main(["boleto", "retorno", str(tmp_path / "nenhum.txt")]) == 1
