"""The commands of what follows a deal."""

from __future__ import annotations

from pathlib import Path

import pytest

from quita.bootstrap import Container, build
from quita.cli import main
from quita.domain.contact_policy.listing import read_list
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> Container:
    monkeypatch.setenv("QUITA_VAR", str(tmp_path))
    monkeypatch.delenv("QUITA_DATABASE_URL", raising=False)
    monkeypatch.setenv("QUITA_SECRET_KEY", "a secret for tests only")
    assert main(["migrate"]) == 0
    return build(clock=clock)


@pytest.fixture
def world(core: Container, clock: FakeClock) -> AfterDeal:
    return AfterDeal(core.database, clock, core.new_id)


def listed(core: Container, phone: str) -> bool:
    with core.database() as tx:
        return tx.contacts.on_do_not_disturb(phone)


def test_the_list_is_loaded_in_the_place_of_the_old_one_and_bad_lines_are_named(
    core: Container, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("telefone;data\n(11) 98765-4321;2026-01-01\n21987654321\nabc\n\n1532345678\n")
    assert main(["contact", "import-dnc", str(file)]) == 0
    said = capsys.readouterr()
    assert "2 números na lista; 2 linhas" in said.out
    assert "linha 3" in said.err and "linha 4" in said.err
    assert listed(core, "+5511987654321") and listed(core, "+551532345678")
    file.write_text("19 98765-4321\n")
    assert main(["contact", "import-dnc", str(file)]) == 0
    assert listed(core, "+5519987654321") and not listed(core, "+5511987654321")


@pytest.mark.parametrize("text", ["", "telefone\n", "21987654321\n"])
def test_a_list_without_any_number_leaves_the_old_one(
    core: Container, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("11987654321\n")
    main(["contact", "import-dnc", str(file)])
    file.write_text(text)
    assert main(["contact", "import-dnc", str(file)]) == 1
    assert main(["contact", "import-dnc", str(tmp_path / "none.csv")]) == 1
    assert listed(core, "+5511987654321")


def test_what_creditors_have_to_do_is_listed_and_confirmed(
    world: AfterDeal, capsys: pytest.CaptureFixture[str]
) -> None:
    world.closes()
    world.pay_next()
    assert main(["delisting", "list"]) == 0
    assert "Loja do Povo S.A.  A-1" in capsys.readouterr().out
    [request] = world.delisting.waiting()
    assert main(["delisting", "done", request.id]) == 0
    assert main(["delisting", "done", request.id]) == 1
    main(["delisting", "list"])
    assert "0 pedido(s)" in capsys.readouterr().out


def test_a_letter_is_withdrawn_and_a_person_is_released(
    world: AfterDeal, capsys: pytest.CaptureFixture[str]
) -> None:
    world.contact.suppress(world.chat, "life_risk")
    assert main(["contact", "release", world.chat]) == 0
    assert "life_risk" in capsys.readouterr().out
    assert main(["contact", "release", "nobody"]) == 1
    assert main(["letter", "withdraw", "2222-2222-2222"]) == 1


def test_the_first_column_is_read_whatever_stands_around_it() -> None:
    assert read_list('"11987654321";"x"\n+55 12 3234-5678\t1\n') == (
        ["+5511987654321", "+551232345678"],
        [],
    )
