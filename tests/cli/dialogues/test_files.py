"""A dialogue file: what it may leave out, and what is wrong with one dialogue only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from quita.cli.dialogues.files import Dialogue, read_file
from quita.cli.dialogues.people import portfolio_of
from quita.domain.business_days import SAO_PAULO
from quita.domain.errors import InvalidDialogue
from quita.domain.portfolio import ParsedPortfolio, parse

TODAY = date(2026, 11, 24)
FULL = """
- id: full
  channel: whatsapp
  setup:
    debtor: {name: Ana Lima, cpf: 529.982.247-25, birth_date: 1987-08-22, phone: (51) 98123-4567}
    debts:
      - {creditor: Loja Boa, product: Cartão, original_amount: 1000, updated_amount: 1300.50,
         due_date: 2025-06-10, max_cash_discount_pct: 30, %s: 12, %s: 50, min_down_payment: 0}
    notes: a note
  turns:
    - {user: oi, expect: [greets, names no debt]}
    - user: tchau
"""
BARE = """
- {id: a, setup: {debtor: {}, debts: [{creditor: Loja Boa}, {creditor: Loja Boa}]}, turns: [oi]}
- {id: b, setup: {debtor: {}, debts: [{creditor: Outra}]}, turns: [oi]}
- {id: c, turns: [oi]}
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], list[Dialogue]]:
    def read_text(text: str) -> list[Dialogue]:
        file = tmp_path / "dialogues.yml"
        file.write_text(text, encoding="utf-8")
        return read_file(file)

    return read_text


def portfolio(*dialogues: Dialogue) -> ParsedPortfolio:
    people = [one for dialogue in dialogues for one in dialogue.people]
    return parse(portfolio_of(people, TODAY), TODAY)


@pytest.mark.parametrize(
    "names",
    [("max_installments", "min_installment"), ("max_instalments", "min_instalment")],
)
def test_both_spellings_make_the_same_portfolio(
    read: Callable[[str], list[Dialogue]], names: tuple[str, str]
) -> None:
    [dialogue] = read(FULL % names)
    loaded = portfolio(dialogue)
    assert loaded.problems == ()
    [row] = loaded.rows
    assert (row.debtor_name, row.cpf, row.birth_date) == ("Ana Lima", "52998224725",
                                                          date(1987, 8, 22))  # fmt: skip
    assert row.phones == ("+5551981234567",)
    assert (row.original_amount, row.updated_amount) == (Decimal(1000), Decimal("1300.50"))
    assert (row.max_installments, row.min_installment) == (12, Decimal(50))
    assert dialogue.notes == ("a note",)
    assert [turn.expect for turn in dialogue.turns] == [("greets", "names no debt"), ()]


def test_what_is_left_out_is_invented_and_never_twice(
    read: Callable[[str], list[Dialogue]],
) -> None:
    first, second, third = read(BARE)
    loaded = portfolio(first, second, third)
    assert loaded.problems == ()
    assert len({row.creditor_cnpj for row in loaded.rows}) == 2
    assert len({one.cpf for dialogue in (first, second, third) for one in dialogue.people}) == 3
    assert len({dialogue.writes_from for dialogue in (first, second, third)}) == 3
    assert third.people[0].debts == ()


def test_people_of_one_phone_share_it(read: Callable[[str], list[Dialogue]]) -> None:
    [dialogue] = read(
        "- {id: a, setup: {debts: [{creditor: A}], also: [{debts: [{creditor: B}]}]}, turns: [oi]}"
    )
    assert len({row.phones for row in portfolio(dialogue).rows}) == 1
    assert len({row.cpf for row in portfolio(dialogue).rows}) == 2


def test_a_dialogue_may_begin_on_a_day(read: Callable[[str], list[Dialogue]]) -> None:
    morning, evening, now = read(
        "- {id: a, date: 2026-11-24, turns: [oi]}\n"
        "- {id: b, date: '2026-11-24 21:30', turns: [oi]}\n"
        "- {id: c, turns: [oi]}\n"
    )
    assert morning.begins == datetime(2026, 11, 24, 10, tzinfo=SAO_PAULO)
    assert evening.begins == datetime(2026, 11, 24, 21, 30, tzinfo=SAO_PAULO)
    assert now.begins is None


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{id: x, channel: telegram, turns: [oi]}", "telegram"),
        ("{id: x, turns: []}", "no turns"),
        ("{id: x, turns: ['[dances]']}", "is no act"),
        ("{id: x, turns: [{expect: [hi]}]}", "without user"),
        ("{id: x, setup: {debtor: {birth_date: soon}}, turns: [oi]}", "no date"),
        ("{id: x, setup: {debtor: {phone: 12}}, turns: [oi]}", "no phone"),
        ("{id: x, date: soon, turns: [oi]}", "no ISO date"),
        ("only words", "no mapping"),
    ],
)
def test_what_is_wrong_with_one_dialogue_leaves_the_others_playable(
    read: Callable[[str], list[Dialogue]], entry: str, reason: str
) -> None:
    bad, good = read(f"- {entry}\n- {{id: good, turns: [oi]}}\n")
    assert bad.refused is not None and reason in bad.refused
    assert good.refused is None


def test_what_of_a_debt_means_nothing_is_said(read: Callable[[str], list[Dialogue]]) -> None:
    [dialogue] = read("- {id: a, setup: {debts: [{creditor: A, colour: red}]}, turns: [oi]}")
    assert dialogue.notes == ("setup: colour of a debt means nothing here",)


@pytest.mark.parametrize("text", ["", "hello", "{a: [", "{dialogues: 3}", "[]"])
def test_a_file_that_is_none_is_refused(read: Callable[[str], list[Dialogue]], text: str) -> None:
    with pytest.raises(InvalidDialogue):
        read(text)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDialogue, match="nowhere"):
        read_file(tmp_path / "nowhere.yml")


def test_the_written_dialogues_can_all_be_played() -> None:
    folder = Path(__file__).resolve().parents[2] / "conversations"
    dialogues = [one for path in sorted(folder.glob("*.yml")) for one in read_file(path)]
    assert len(dialogues) >= 25
    assert len({one.id for one in dialogues}) == len(dialogues)
    assert [one.refused for one in dialogues if one.refused] == []
    owing = [one for one in dialogues if any(person.debts for person in one.people)]
    assert [one.id for one in owing if portfolio(one).problems] == []
