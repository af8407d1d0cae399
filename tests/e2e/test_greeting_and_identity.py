"""Who is writing: the greeting, the two questions, and what a stranger hears."""

from __future__ import annotations

from tests.e2e.people import Debtor, stranger, wrong
from tests.e2e.system import System

HANDOFF = "quita.handoff.requested.v1"
OF_A_DEBT = ("Loja do Povo", "Cartão da loja", "R$", "dívida", "em aberto", "Vitória")


def says_nothing_of_a_debt(text: str) -> bool:
    return not any(word in text for word in OF_A_DEBT)


def test_the_first_answer_greets_with_protocol_privacy_and_a_human(
    system: System, debtor: Debtor
) -> None:
    answer = debtor.writes("oi")
    greeting, question = answer.messages
    assert "assistente virtual" in greeting.text
    assert "pessoa" in greeting.text
    assert f"Protocolo: {debtor.conversation.protocol}" in greeting.text
    assert f"{system.assistant_url}/privacidade" in greeting.text
    assert "Vamos lá" in [choice.title for choice in question.choices]
    assert says_nothing_of_a_debt(answer.text)
    assert "Protocolo" not in debtor.writes("oi").text


def test_a_private_wish_waits_for_identity_and_is_then_taken_up(debtor: Debtor) -> None:
    asked = debtor.writes("quero negociar minha dívida")
    assert "CPF" in asked.text
    assert says_nothing_of_a_debt(asked.text.split("Privacidade")[1])
    born = debtor.writes(debtor.fragment)
    assert "nascimento" in born.text
    assert says_nothing_of_a_debt(born.text)
    answer = debtor.writes(f"{debtor.birth:%d/%m/%Y}")
    assert "Obrigado, Vitória" in answer.text
    assert "À vista" in answer.text and "parcelas" in answer.text
