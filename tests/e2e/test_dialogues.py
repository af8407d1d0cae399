"""Written dialogues, played whole: what a machine can check of them. People read the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from quita.cli.data import load_demo
from quita.cli.dialogues.files import Dialogue, read_file
from quita.cli.dialogues.play import Player
from quita.cli.dialogues.told import DialogueTold
from quita.domain.events import AGREEMENT_CREATED, HANDOFF_REQUESTED, PAYMENT_CONFIRMED
from tests.e2e.people import reais
from tests.e2e.system import System

FOLDER = Path(__file__).resolve().parents[1] / "conversations"
DIALOGUES = {one.id: one for path in sorted(FOLDER.glob("*.yml")) for one in read_file(path)}
CONFIRMED = "Tudo confirmado"
REVEALING = ("dívida", "débito", "proposta", "parcela", "acordo")
HANDED_OVER = [
    ("three-failures", "identity_failed"),
    ("debtor-deceased", "deceased"),
    ("fraud", "fraud"),
    ("life-risk-in-the-first-message", "life_risk"),
    ("dispute-of-a-debt", "dispute"),
    ("already-paid-with-receipt", "receipt"),
    ("voice-notes", "unsupported_media"),
]
KEPT = ["wrong-person", "wrong-cpf-digits", "shared-phone", "photo-of-a-document",
        "verification-ends-after-thirty-minutes"]  # fmt: skip


@pytest.fixture
def player(system: System) -> Iterator[Player]:
    """Plays, and leaves the shared system as other tests expect it: in the present, with a demo."""
    player = Player(system)
    yield player
    player.leave()
    system.clock.move_to(timedelta(0))
    load_demo(system.core)


def before_identity(told: DialogueTold) -> Iterator[str]:
    """Give what the assistant said before it knew who wrote."""
    for words in (words for turn in told.turns for words in turn.heard):
        if CONFIRMED in words:
            return
        yield words


def creditors(dialogue: Dialogue) -> set[str]:
    return {debt["creditor_name"] for one in dialogue.people for debt in one.debts}


def play(player: Player, name: str) -> DialogueTold:
    """Play a dialogue through; nobody is told of a debt before identity is proven."""
    told = player.play(DIALOGUES[name])
    assert told.not_played is None
    assert [turn.user for turn in told.turns if turn.no_reply] == []
    for words in before_identity(told):
        assert reais(words) == []
        found = [word for word in (*REVEALING, *creditors(DIALOGUES[name])) if word in words]
        assert found == []
    return told


def of_type(told: DialogueTold, kind: str) -> list[dict[str, object]]:
    return [dict(event.data) for event in told.events if event.type == kind]


@pytest.mark.parametrize(("name", "reason"), HANDED_OVER)
def test_a_hard_case_ends_with_a_person_for_its_reason(
    player: Player, name: str, reason: str
) -> None:
    told = play(player, name)
    [event] = of_type(told, HANDOFF_REQUESTED)
    assert (event["reason"], told.owner) == (reason, "queued")
    assert of_type(told, AGREEMENT_CREATED) == []


@pytest.mark.parametrize("name", KEPT)
def test_a_case_that_needs_nobody_stays_with_the_bot(player: Player, name: str) -> None:
    told = play(player, name)
    assert (told.owner, of_type(told, HANDOFF_REQUESTED)) == ("bot", [])


def test_a_life_at_risk_hears_the_caring_message_before_any_greeting(player: Player) -> None:
    told = play(player, "life-risk-in-the-first-message")
    [words] = told.turns[0].heard
    assert "188" in words and "Protocolo" not in words


def test_a_phone_of_two_people_tells_one_nothing_of_the_other(player: Player) -> None:
    told = play(player, "shared-phone")
    words = "\n".join(words for turn in told.turns for words in turn.heard)
    assert "Lojas Aurora" in words and "Banco Ipê" not in words


def test_talk_of_installments_is_no_failed_answer(player: Player) -> None:
    told = play(player, "numbers-that-are-no-answer")
    words = "\n".join(words for turn in told.turns for words in turn.heard)
    assert CONFIRMED in words
    assert "Não consegui confirmar" not in words and "número saiu trocado" not in words


def test_time_passes_for_every_process(player: Player) -> None:
    told = play(player, "verification-ends-after-thirty-minutes")
    later = next(turn for turn in told.turns if "[after" in turn.user)
    assert any("CPF" in words for words in later.heard)
    assert reais("\n".join(later.heard)) == []


def test_a_settlement_is_agreed_paid_and_confirmed(player: Player) -> None:
    told = play(player, "pix-paid-and-confirmed")
    [agreed], [paid] = of_type(told, AGREEMENT_CREATED), of_type(told, PAYMENT_CONFIRMED)
    assert agreed["total"] == paid["amount"]


def test_what_cannot_be_played_is_told_and_touches_nothing(player: Player) -> None:
    told = player.play(Dialogue("link", "sms_link", refused="no web chat"))
    assert (told.not_played, told.turns) == ("no web chat", [])
