"""How what happened is told to a reader."""

from __future__ import annotations

import json

import pytest

from quita.cli.dialogues.screen import find, line_of
from quita.cli.dialogues.telling import summary, transcript
from quita.cli.dialogues.told import DialogueTold, EventTold, TurnTold
from quita.cli.whole.phone import Choice, Said

CASH = Choice("button_reply", "/choose_option#1", "1. À vista")
LOAN = Choice("list_reply", "/choose_option#2", "2. Banco Ipê S.A.", "Empréstimo, R$ 900,00")
OFFERS, DEBTS = Said("1", "interactive", "Qual?", (CASH,)), Said("2", "interactive", "?", (LOAN,))
SCREEN = [(DEBTS, LOAN), (OFFERS, CASH)]


@pytest.mark.parametrize(
    ("title", "choice"),
    [
        ("1. À vista", CASH),
        ("a vista", CASH),
        ("Banco Ipê", LOAN),
        ("empréstimo", LOAN),
        ("Aceito", None),
    ],
)
def test_a_button_is_found_by_what_a_writer_calls_it(title: str, choice: Choice | None) -> None:
    found = find(title, SCREEN)
    assert (found[1] if found else None) == choice


def test_the_newest_of_two_buttons_of_one_title_is_pressed() -> None:
    older = Said("0", "interactive", "Antes", (CASH,))
    assert find("1. À vista", [(OFFERS, CASH), (older, CASH)]) == (OFFERS, CASH)


def told() -> DialogueTold:
    turn = TurnTold("oi", ("greets",), owner="bot")
    turn.says("debtor", "oi")
    turn.lines += [
        line_of(OFFERS),
        line_of(DEBTS),
        line_of(Said("3", "document", "", file="a.pdf")),
    ]
    data = {"reason": "fraud", "priority": 1, "ranking": []}
    turn.events.append(EventTold("quita.handoff.requested.v1", data))
    return DialogueTold("one", "whatsapp", ("a note",), [turn], owner="queued")


def test_a_transcript_has_words_buttons_rows_files_events_and_expectations() -> None:
    text = transcript(told())
    for piece in (
        "=== one (whatsapp",
        "a note",
        "debtor:    oi",
        "assistant: Qual?",
        "[1. À vista]",
        "( ) 2. Banco Ipê S.A. - Empréstimo, R$ 900,00",
        "<document: a.pdf>",
        "event: handoff.requested reason=fraud priority=1",
        "expect: greets",
        "owner at the end: queued",
    ):
        assert piece in text


def test_silence_and_a_missing_reply_are_told_apart() -> None:
    silent, missing = told(), told()
    silent.turns[0].silence, missing.turns[0].no_reply = True, True
    assert "silence" in transcript(silent) and "NO REPLY" not in transcript(silent)
    assert "NO REPLY" in transcript(missing)
    assert "no reply: one: oi" in summary([missing])


def test_what_was_not_played_is_said_with_its_reason() -> None:
    refused = DialogueTold("two", "sms_link", not_played="no web chat")
    text = summary([told(), refused])
    assert text.splitlines() == ["1 of 2 dialogues played", "  not played: two: no web chat"]
    assert "NOT PLAYED: no web chat" in transcript(refused)


def test_the_same_is_told_as_json() -> None:
    document = json.loads(json.dumps(told().document()))
    assert (document["id"], document["played"], document["owner"]) == ("one", True, "queued")
    [turn] = document["turns"]
    assert turn["lines"][1]["buttons"] == ["1. À vista"]
    assert turn["expect"] == ["greets"]
    assert document["events"][0]["data"]["ranking"] == []
