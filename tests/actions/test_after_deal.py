"""What the assistant says after a deal: reminders, letters, terms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from actions.agreements import ActionShowAgreement
from actions.papers import ActionProveDebt, ActionSendLetter
from actions.reminders import ActionSetReminders, ask_reminders
from actions.turn import QuitaAction
from quita.adapters.database.unit_of_work import Database
from quita.adapters.links import LetterLinks, TermLinks
from quita.domain.follow_up import Consent
from quita.domain.offer import Wish
from tests.actions.test_deals import Chat
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal


class After(Chat):
    """A conversation about what follows; `hears` names the intent."""

    def __init__(self, world: AfterDeal) -> None:
        """Put the papers' addresses behind the actions."""
        super().__init__(world)
        self.after = world
        self.core.letter_links = LetterLinks("a secret for tests only", "https://q.example")
        self.core.term_links = TermLinks("a secret for tests only", "https://q.example")

    def hears(self, action: QuitaAction, intent: str, text: str) -> list[dict[str, Any]]:
        """Have an action answer; give its messages."""
        turn = self.turn(text)
        turn.tracker.latest_message["intent"] = {"name": intent}
        for event in asyncio.run(action.act(turn)):
            self.slots[event["name"]] = event["value"]
        return [dict(message) for message in self.dispatcher.messages]

    def words(self) -> list[Consent]:
        """Give what Maria said about being written to, newest first."""
        with self.world.database() as tx:
            return tx.contacts.words_of("maria")


@pytest.fixture
def chat(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> After:
    return After(AfterDeal(database, clock, new_id))


def asked(chat: After) -> str:
    turn = chat.turn()
    for event in asyncio.run(ask_reminders(turn)):
        chat.slots[event["name"]] = event["value"]
    return chat.said() if chat.dispatcher.messages else ""


def documents(said: list[dict[str, Any]]) -> list[str]:
    return [str(one["custom"]["filename"]) for one in said if one.get("custom")]


def test_closing_asks_for_reminders_until_there_is_a_yes(chat: After) -> None:
    assert "Posso te lembrar por aqui" in asked(chat)
    assert chat.slots["expecting"] == "reminders"
    chat.hears(ActionSetReminders(), "affirm", "pode sim, obrigada")
    assert chat.slots["expecting"] == "nothing"
    assert asked(chat) == "" and chat.slots["expecting"] == "nothing"


@pytest.mark.parametrize(
    ("intent", "text", "given", "words", "source"),
    [
        ("affirm", "pode sim, obrigada", True, "pode sim, obrigada", "closing"),
        ("deny", "não precisa", False, "não precisa", "closing"),
        ("affirm", "/affirm#reminders", True, "Pode lembrar", "button"),
        ("deny", "/deny#reminders", False, "Não precisa", "button"),
    ],
)
def test_the_answer_is_kept_with_its_words_channel_address_and_time(
    chat: After, intent: str, text: str, given: bool, words: str, source: str
) -> None:
    chat.hears(ActionSetReminders(), intent, text)
    [kept] = chat.words()
    assert (kept.given, kept.words, kept.source.value) == (given, words, source)
    assert (kept.channel.value, kept.at) == ("whatsapp", chat.world.clock())
    assert kept.conversation_id == chat.world.chat


def test_a_no_is_asked_again_at_the_next_deal(chat: After) -> None:
    chat.hears(ActionSetReminders(), "deny", "não")
    assert "Posso te lembrar" in asked(chat)


def test_the_letter_is_sent_once_all_is_paid_and_until_then_what_is_left_is_told(
    chat: After,
) -> None:
    chat.after.closes()
    [said] = chat.hears(ActionSendLetter(), "ask_settlement_letter", "me manda a carta")
    assert "faltam 4" in said["text"]
    for _ in range(4):
        chat.after.new_chat()
        chat.after.pay_next()
    said_now = chat.hears(ActionSendLetter(), "ask_settlement_letter", "me manda a carta")
    assert documents(said_now) == ["carta-de-quitacao-2345-6789-ABCD.pdf"]


def test_who_settled_nothing_here_has_a_person_look(chat: After) -> None:
    [said] = chat.hears(ActionSendLetter(), "ask_settlement_letter", "quero a carta de quitação")
    assert "protocolo" in said["text"].lower()


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        (ActionShowAgreement(), "ask_agreement", "me manda o termo do acordo"),
        (ActionProveDebt(), "ask_debt_proof", "me manda o contrato"),
        (ActionSendLetter(), "ask_settlement_letter", "cadê o papel do acordo por escrito"),
    ],
)
def test_the_term_is_sent_whatever_the_request_was_taken_for(
    chat: After, action: QuitaAction, intent: str, text: str
) -> None:
    chat.after.closes()
    assert documents(chat.hears(action, intent, text)) == ["termo-do-acordo.pdf"]


def test_the_proof_of_the_old_debt_is_a_persons_to_send(chat: After) -> None:
    chat.after.closes()
    said = chat.hears(ActionProveDebt(), "ask_debt_proof", "quero o contrato original da dívida")
    assert documents(said) == [] and "protocolo" in said[0]["text"]


def test_whoever_has_paid_everything_hears_that_nothing_is_left(chat: After) -> None:
    chat.after.agree(Wish(count=1))
    chat.after.pay_next()
    [said] = chat.hears(ActionShowAgreement(), "ask_agreement", "como está meu acordo?")
    assert "está quitado" in said["text"]
