"""Turns that a reader of dialogues once stumbled over, heard by the trained model."""

from __future__ import annotations

import pytest

from tests.conftest import FakeClock
from tests.rasa.talking import ActionServer, Talk
from tests.rasa.test_context import known, sets

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:Slot auto-fill"),  # of each domain that Rasa reads
]
QUESTION = "Quais são os 3 primeiros números do seu CPF?"
TWO_DEBTS = [
    {"creditor": "Lojas Aurora S.A.", "product": "Crediário", "total": "560.00",
     "due_date": "2026-03-15", "together": ""},
    {"creditor": "Banco Ipê S.A.", "product": "Cartão de crédito", "total": "1200.00",
     "due_date": "2025-11-01", "together": ""},
]  # fmt: skip


async def intent_of(talk: Talk, text: str) -> str | None:
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("asked", text), text)
    return understood.intent


@pytest.fixture
async def asked(talk: Talk, actions: tuple[ActionServer, str]) -> Talk:
    """A conversation in which the first question of identity stands open."""
    server, _ = actions
    server.answers["action_ask_cpf_answer"] = {"responses": [{"text": QUESTION}]}
    assert await talk.says("t0", "quanto eu devo?") == [QUESTION]
    return talk


@pytest.mark.parametrize("text", ["pra que vc quer meu cpf??", "por que tenho que me identificar?"])
async def test_why_identity_is_asked_is_told_and_the_question_comes_again(
    asked: Talk, actions: tuple[ActionServer, str], text: str
) -> None:
    why, question = await asked.says("t1", text)
    assert "não contar o seu assunto a outra pessoa" in why
    assert question == QUESTION
    assert "action_open_case" not in actions[0].asked


async def test_why_identity_will_be_asked_opens_no_case_before_the_questions_either(
    talk: Talk, actions: tuple[ActionServer, str]
) -> None:
    (said,) = await talk.says("t0", "pra que vc quer meu cpf??")
    assert "primeiro confirmo com quem falo" in said
    assert actions[0].asked == []


async def test_a_hello_days_later_goes_on_where_the_question_stood(asked: Talk) -> None:
    assert await asked.says("t1", "oi") == ["Oi! Vamos continuar de onde paramos.", QUESTION]


async def test_the_open_question_is_known_until_it_is_given_up(
    asked: Talk, actions: tuple[ActionServer, str]
) -> None:
    turn = asked.turn("t1", "")
    assert await asked.dialogue.open_question(asked.conversation, turn) == {
        "kind": "text",
        "text": QUESTION,
    }
    await asked.says("t2", "/deny")
    assert await asked.dialogue.open_question(asked.conversation, asked.turn("t3", "")) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("blz", "affirm"), ("sim, pode mostrar", "negotiate"), ("150", "counter_offer")],
)
async def test_what_follows_a_promise_opens_offers_only_where_they_are_wanted(
    talk: Talk, actions: tuple[ActionServer, str], clock: FakeClock, text: str, intent: str
) -> None:
    known(talk, clock)
    sets(actions[0], "action_promise_payment", expecting="promise")
    await talk.says("t0", "/promise_payment")
    assert await intent_of(talk, text) == intent


async def test_blz_to_a_promise_is_left_there(
    talk: Talk, actions: tuple[ActionServer, str], clock: FakeClock
) -> None:
    known(talk, clock)
    sets(actions[0], "action_promise_payment", expecting="promise")
    await talk.says("t0", "/promise_payment")
    assert await talk.says("t1", "blz") == ["Combinado. Se mudar alguma coisa, é só escrever."]
    assert "action_make_offers" not in actions[0].asked


@pytest.mark.parametrize(("text", "option"), [("a da loja", "1"), ("o cartão", "2"), ("Ipê", "2")])
async def test_a_debt_of_the_list_is_chosen_by_its_description(
    talk: Talk, actions: tuple[ActionServer, str], clock: FakeClock, text: str, option: str
) -> None:
    known(talk, clock)
    sets(actions[0], "action_make_offers", expecting="debt", shown_debts=["a", "b"])
    actions[0].answers["action_make_offers"]["events"].append(
        {"event": "slot", "name": "named_debts", "value": TWO_DEBTS}
    )
    await talk.says("t0", "/negotiate")
    turn = talk.turn("t1", text)
    understood = await talk.dialogue.understand(talk.conversation, turn, text)
    assert understood.intent == "choose_option"
    assert [one["value"] for one in understood.data["entities"]] == [option]


@pytest.mark.parametrize(
    "text",
    [
        "ya no quiero vivir, no aguanto mas esta deuda",
        "me voy a matar",
        "I don't want to live anymore",
        "i'm going to kill myself",
    ],
)
async def test_a_life_at_risk_is_heard_in_spanish_and_english(talk: Talk, text: str) -> None:
    assert await intent_of(talk, text) == "life_risk"


@pytest.mark.parametrize(
    "text", ["hello, can I talk to someone in English?", "quiero saber cuanto debo", "I can't pay"]
)
async def test_another_language_alone_is_no_risk(talk: Talk, text: str) -> None:
    assert await intent_of(talk, text) != "life_risk"
