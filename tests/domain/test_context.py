"""Answers, read by what the assistant asked last."""

from __future__ import annotations

from datetime import date

import pytest

from quita.domain.context import Heard, in_context
from quita.domain.reading.reader import read_entities

ASKS = {"debt": "option", "offer": "option", "amount": "amount_monthly", "date": "date"}
MONDAY = date(2026, 11, 23)


def heard(
    text: str, expecting: str, intent: str | None = "nlu_fallback", listed: int = 3
) -> tuple[str | None, list[tuple[str, str]]]:
    entities = [vars(one) for one in read_entities(text, MONDAY, asked=ASKS.get(expecting))]
    found = in_context(Heard(intent, entities), text, expecting, listed)
    return found.intent, [(str(one["entity"]), str(one["value"])) for one in found.entities]


@pytest.mark.parametrize(
    ("expecting", "text", "intent", "values"),
    [
        ("debt", "2", "choose_option", [("option", "2")]),
        ("debt", "a segunda", "choose_option", [("option", "2")]),
        ("offer", "a segunda", "choose_option", [("option", "2")]),
        ("offer", "segunda", "choose_option", [("option", "2")]),
        ("offer", "pode ser a 2 então", "choose_option", [("option", "2")]),
        ("offer", "10", "ask_installments", [("installments", "10")]),
        ("offer", "6 vezes", "ask_installments", [("installments", "6")]),
        ("offer", "150", "counter_offer", [("amount", "150.00")]),
        ("offer", "melhor dia 10", "counter_offer", [("date", "2026-12-10")]),
        ("acceptance", "melhor dia 10", "counter_offer", [("date", "2026-12-10")]),
        ("acceptance", "não, 6 vezes", "ask_installments", [("installments", "6")]),
        ("acceptance", "quer dizer, 200", "counter_offer", [("amount", "200.00")]),
        ("proposals", "consigo 150 por mês", "counter_offer", [("amount", "150.00")]),
        ("amount", "10", "counter_offer", [("amount", "10.00")]),
        ("amount", "uns 80", "counter_offer", [("amount", "80.00")]),
        ("amount", "em 12x", "ask_installments", [("installments", "12")]),
        ("date", "10", "promise_payment", [("date", "2026-12-10")]),
        ("date", "errei, dia 12", "promise_payment", [("date", "2026-12-12")]),
    ],
)
def test_a_bare_value_answers_the_question(
    expecting: str, text: str, intent: str, values: list[tuple[str, str]]
) -> None:
    assert heard(text, expecting) == (intent, values)
    assert heard(text, expecting, "inform_identity") == (intent, values)


@pytest.mark.parametrize("text", ["esse valor", "essa mesma", "pode ser essa", "isso aí", "esse"])
def test_pointing_at_what_was_shown_chooses(text: str) -> None:
    assert heard(text, "offer", listed=1)[0] == "choose_option"
    assert heard(text, "offer", listed=0)[0] == "nlu_fallback"
    assert heard(text, "nothing")[0] == "nlu_fallback"


@pytest.mark.parametrize("text", ["esse valor?", "esse valor tá errado", "isso é golpe"])
def test_pointing_with_a_doubt_chooses_nothing(text: str) -> None:
    assert heard(text, "offer", "dispute_amount")[0] == "dispute_amount"


def test_pointing_never_accepts_a_summary() -> None:
    assert heard("esse valor", "acceptance")[0] == "nlu_fallback"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("dispute_amount", "me cobraram 300 a mais"),
        ("inform_paid", "já paguei 150 dia 10"),
        ("stop_contact", "me deixem em paz, 10 mensagens por dia"),
        ("life_risk", "não aguento mais viver, devo 2000"),
        ("request_human", "quero falar com alguém dia 10"),
        ("ask_boleto", "manda o boleto de 150"),
        ("ask_charges", "por que virou 900?"),
    ],
)
@pytest.mark.parametrize("expecting", ["offer", "acceptance", "amount", "date", "proposals"])
def test_another_wish_with_a_value_in_it_is_no_answer(
    intent: str, text: str, expecting: str
) -> None:
    assert heard(text, expecting, intent)[0] == intent


@pytest.mark.parametrize("expecting", ["nothing", "undo_stop", "human", "human_or_pix"])
def test_where_no_value_was_asked_for_nothing_changes(expecting: str) -> None:
    assert heard("10", expecting, "choose_option") == ("choose_option", [("option", "10")])


def test_a_yes_to_a_summary_with_other_terms_is_no_acceptance() -> None:
    assert heard("sim, mas em 6 vezes", "acceptance", "affirm")[0] == "ask_installments"
    assert heard("sim", "acceptance", "affirm")[0] == "affirm"


def test_how_many_and_from_when_are_read_together() -> None:
    assert heard("em 10x a partir do dia 10", "offer", "ask_installments") == (
        "counter_offer",
        [("installments", "10"), ("date", "2026-12-10")],
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mas eu quero pagar a da Aurora mesmo assim", "negotiate"),
        ("eu vou quitar isso", "negotiate"),
        ("não quero pagar nada", "nlu_fallback"),
        ("zzz", "nlu_fallback"),
    ],
)
def test_who_wants_to_pay_where_a_person_was_offered_is_heard(text: str, intent: str) -> None:
    assert heard(text, "human")[0] == intent
    assert heard(text, "human", "life_risk")[0] == "life_risk"


@pytest.mark.parametrize("expecting", ["nothing", "offer", "acceptance", "proposals"])
@pytest.mark.parametrize(
    "text",
    ["quero pagar à vista", "prefiro pagar tudo de uma vez só", "pago a vista hoje",
     "quanto fica avista?", "vou quitar de uma vez"],
)  # fmt: skip
def test_who_wants_to_pay_at_once_is_heard_though_the_classifier_was_unsure(
    text: str, expecting: str
) -> None:
    assert heard(text, expecting)[0] == "ask_discount"
    assert heard(text, expecting, "reject_offer")[0] == "reject_offer"


@pytest.mark.parametrize(
    "text",
    ["não quero pagar à vista", "eu só compro à vista", "moro na Vila Boa Vista",
     "nem à vista nem parcelado", "tenho a vista cansada"],
)  # fmt: skip
def test_other_words_with_those_letters_mean_no_payment_at_once(text: str) -> None:
    assert heard(text, "offer")[0] == "nlu_fallback"
