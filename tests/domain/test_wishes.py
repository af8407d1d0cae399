"""Two wishes in one turn, found without hearing what nobody said."""

from __future__ import annotations

import pytest

from quita.domain.clauses import MOST, pieces
from quita.domain.wishes import Reading, needs_identity, same_matter, wishes


def reading(
    text: str, intent: str | None, confidence: float = 0.8, lead: float = 0.6
) -> Reading[str]:
    return Reading(text, intent, confidence, lead, text)


def heard(whole: str | None, *parts: tuple[str, str, float]) -> list[str | None]:
    readings = [reading(text, intent, sure, sure - 0.1) for text, intent, sure in parts]
    return [one.intent for one in wishes(reading("tudo", whole), readings)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("quanto eu devo? e tem como parcelar?", ["quanto eu devo", "tem como parcelar"]),
        ("já paguei, e quero a carta de quitação", ["já paguei", "quero a carta de quitação"]),
        ("quero o boleto mas antes me diz de que é",
         ["quero o boleto", "me diz de que é"]),
        ("bom dia\nquanto eu devo\ndá pra parcelar",
         ["bom dia", "quanto eu devo", "dá pra parcelar"]),
        ("sou o João cpf 052 quero parcelar", ["sou o João cpf 052", "quero parcelar"]),
        ("quanto devo e se dá pra parcelar", ["quanto devo", "se dá pra parcelar"]),
        ("dá 1.234,56 no total. Tem desconto?", ["dá 1.234,56 no total", "Tem desconto"]),
        ("eu não quero pagar isso", []),
        ("quero\nparcelar", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_turn_is_cut_where_a_new_request_may_begin(text: str, parts: list[str]) -> None:
    assert [piece for piece in pieces(text) if piece in parts] == parts
    assert bool(pieces(text)) == bool(parts)


def test_only_a_few_pieces_are_looked_at_and_none_of_a_long_story() -> None:
    assert len(pieces("quero isso agora. " * 20)) == MOST
    assert pieces("quero isso agora. " * 200) == []


def test_two_wishes_come_back_what_is_told_before_what_is_asked() -> None:
    parts = (("tem como parcelar", "ask_installments", 0.7), ("quanto eu devo", "ask_debt", 0.9))
    assert heard("ask_installments", *parts) == ["ask_debt", "ask_installments"]
    assert heard("ask_debt", *parts) == ["ask_debt", "ask_installments"]


def test_a_whole_that_is_not_understood_takes_its_wishes_from_two_sure_pieces() -> None:
    parts = (("quanto eu devo", "ask_debt", 0.9), ("tem como parcelar", "ask_installments", 0.7))
    assert heard("nlu_fallback", *parts) == ["ask_debt", "ask_installments"]
    assert heard("nlu_fallback", parts[0], ("sei lá viu", "complain", 0.4)) == ["nlu_fallback"]


@pytest.mark.parametrize("politeness", ["greet", "thank", "inform_identity", "ask_help"])
def test_a_greeting_or_a_name_gives_way_to_the_wish_beside_it(politeness: str) -> None:
    parts = (("bom dia moça", politeness, 0.9), ("quero parcelar", "ask_installments", 0.8))
    assert heard(politeness, *parts) == ["ask_installments"]


@pytest.mark.parametrize(
    "part",
    [
        ("tem como parcelar", "ask_installments", 0.49),  # not sure
        ("e aí de quanto", "ask_installments", 0.9),  # names nothing
        ("quero ver o saldo", "ask_debt", 0.9),  # the same matter
        ("que raiva", "complain", 0.95),  # no wish
    ],
)
def test_what_is_unsure_unnamed_or_the_same_adds_nothing(part: tuple[str, str, float]) -> None:
    assert heard("ask_debt", ("quanto eu devo", "ask_debt", 0.9), part) == ["ask_debt"]


def test_a_piece_that_hardly_leads_adds_nothing() -> None:
    parts = [
        reading("quanto eu devo", "ask_debt"),
        reading("tem como parcelar", "ask_installments", 0.6, 0.2),
    ]
    assert len(wishes(reading("tudo", "ask_debt"), parts)) == 1


def test_no_piece_adds_a_wish_where_none_bears_the_whole_out() -> None:
    parts = (("chegou intimação", "complain", 0.5), ("tem como parcelar", "ask_installments", 0.9))
    assert heard("ask_credit_bureau", *parts) == ["ask_credit_bureau"]


@pytest.mark.parametrize("grave", ["life_risk", "wrong_person", "stop_contact", "claim_fraud"])
def test_what_is_grave_stands_alone(grave: str) -> None:
    parts = (("não sou eu", grave, 0.9), ("quanto devo", "ask_debt", 0.9))
    assert heard(grave, *parts) == [grave]


def test_a_life_at_risk_in_one_piece_goes_before_everything() -> None:
    parts = (
        ("quanto eu devo", "ask_debt", 0.9),
        ("não aguento mais viver", "life_risk", 0.6),
    )
    assert heard("ask_debt", *parts) == ["life_risk"]
    assert heard("nlu_fallback", *parts) == ["life_risk"]


def test_to_an_answer_only_what_is_told_is_added() -> None:
    yes = ("sim, aceito", "affirm", 0.9)
    assert heard("affirm", yes, ("me manda o pix", "ask_pix", 0.9)) == ["affirm"]
    bureau = ("meu nome sai do spc", "ask_credit_bureau", 0.9)
    assert heard("affirm", yes, bureau) == ["affirm", "ask_credit_bureau"]


def test_a_person_asked_for_comes_last() -> None:
    parts = (("quanto eu devo", "ask_debt", 0.9), ("chama um atendente", "request_human", 0.9))
    assert heard("ask_debt", *parts) == ["ask_debt", "request_human"]


def test_one_answer_serves_intents_of_one_matter() -> None:
    assert same_matter("inform_paid", "ask_clearing_time")
    assert same_matter("counter_offer", "negotiate")
    assert not same_matter("ask_debt", "negotiate")
    assert not same_matter("greet", None)


def test_only_wishes_about_a_debt_wait_for_identity() -> None:
    assert needs_identity("ask_debt")
    assert not needs_identity("ask_who_is_speaking")
    assert not needs_identity("greet")
