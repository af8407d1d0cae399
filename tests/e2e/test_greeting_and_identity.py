"""Who is writing: the greeting, the two questions, and what a stranger hears."""

from __future__ import annotations

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from tests.e2e.people import Answer, Debtor, stranger, wrong
from tests.e2e.system import System

OF_A_DEBT = ("Loja do Povo", "Cartão da loja", "R$", "dívida", "devo", "em aberto", "Vitória")


def said_of_a_debt(answer: Answer) -> list[str]:
    return [word for word in OF_A_DEBT if word in answer.text]


def test_the_first_answer_greets_with_protocol_privacy_and_a_human(
    system: System, debtor: Debtor
) -> None:
    answer = debtor.writes("oi")
    greeting, question = answer.messages
    assert "assistente virtual" in greeting.text
    assert "falar com uma pessoa" in greeting.text
    assert f"Protocolo: {debtor.conversation.protocol}" in greeting.text
    assert f"{system.assistant_url}/privacidade" in greeting.text
    assert "Vamos lá" in [choice.title for choice in question.choices]
    assert said_of_a_debt(answer) == []
    assert "Protocolo" not in debtor.writes("oi").text


def test_a_private_wish_waits_for_identity_and_is_then_taken_up(debtor: Debtor) -> None:
    asked = debtor.writes("quero negociar")
    assert "CPF" in asked.text
    born = debtor.writes(debtor.fragment)
    assert "nascimento" in born.text
    assert said_of_a_debt(asked) == said_of_a_debt(born) == []
    answer = debtor.writes(f"{debtor.birth:%d/%m/%Y}")
    assert "Obrigado, Vitória" in answer.text
    assert "1. À vista" in answer.titles


def test_the_year_of_birth_alone_is_taken(debtor: Debtor) -> None:
    debtor.writes("quanto eu devo?")
    debtor.writes(debtor.fragment)
    assert "Total hoje" in debtor.writes(str(debtor.birth.year)).text


def test_three_wrong_answers_hand_over_and_nothing_was_said_of_a_debt(debtor: Debtor) -> None:
    said = [debtor.writes("quanto eu devo?")]
    for _ in range(3):
        assert debtor.owner() is Owner.BOT
        said.append(debtor.writes(wrong(debtor.fragment)))
        said.append(debtor.writes(f"{debtor.birth:%d/%m/%Y}"))
    assert "tentar mais uma vez" in said[-3].text
    assert debtor.owner() is Owner.QUEUED
    assert "Por segurança" in said[-1].text
    assert [said_of_a_debt(answer) for answer in said] == [[]] * len(said)
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["verified"]) == ("identity_failed", False)


def test_digits_that_can_be_no_cpf_count_as_nothing(debtor: Debtor) -> None:
    debtor.writes("quanto eu devo?")
    for digits in ("1234", "123.456.789-00", "12"):
        assert "Confira os números" in debtor.writes(digits).text
    assert debtor.owner() is Owner.BOT
    assert debtor.conversation.misunderstandings == 0
    for _ in range(2):
        debtor.writes(wrong(debtor.fragment))
        debtor.writes(f"{debtor.birth:%d/%m/%Y}")
    assert "Total hoje" in debtor.identifies().text


def test_the_right_answer_after_two_wrong_ones_is_taken(debtor: Debtor) -> None:
    debtor.writes("quanto eu devo?")
    for _ in range(2):
        debtor.writes(wrong(debtor.fragment))
        debtor.writes(f"{debtor.birth:%d/%m/%Y}")
    assert "Total hoje" in debtor.identifies().text


def test_an_unknown_phone_is_told_nothing_that_a_known_one_is_not(
    system: System, debtor: Debtor
) -> None:
    unknown = stranger(system)
    said = unknown.writes("quanto eu devo?")
    assert said_of_a_debt(said) == []
    told = unknown.identifies()
    debtor.writes("quanto eu devo?")
    debtor.writes(wrong(debtor.fragment))
    as_wrong = debtor.writes(f"{debtor.birth:%d/%m/%Y}")
    assert told.messages[0].text == as_wrong.messages[0].text
    for _ in range(2):
        told = unknown.identifies()
        assert said_of_a_debt(told) == []
    assert unknown.owner() is Owner.QUEUED
    [event] = unknown.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["person"]) == ("identity_failed", None)


def test_answers_to_one_phone_verify_nobody_at_another(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    thief = stranger(system)
    thief.cpf, thief.birth = debtor.cpf, debtor.birth
    thief.writes("quanto eu devo?")
    assert said_of_a_debt(thief.identifies()) == []
    assert thief.conversation.person_id is None
