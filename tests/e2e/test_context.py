"""Turns heard in their context: several wishes, several messages, answers and corrections."""

from __future__ import annotations

from datetime import timedelta

from quita.domain.business_days import local_day, next_business_day
from quita.domain.conversation import Owner
from tests.e2e.people import Debtor
from tests.e2e.system import System


def test_two_wishes_wait_for_identity_and_are_both_answered(debtor: Debtor) -> None:
    asked = debtor.writes("quanto eu devo? e tem como parcelar?")
    assert "CPF" in asked.text
    answer = debtor.identifies()
    assert "Total hoje: R$ 1.086,67" in answer.text
    assert "1. À vista" in answer.titles


def test_two_wishes_of_a_known_person_are_both_answered_at_once(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    answer = debtor.writes("quero um desconto mas antes me diz de onde vem essa dívida")
    assert answer.text.index("Cartão da loja") < answer.text.index("20% de desconto")
    assert "1. À vista" in answer.titles
    assert "1ª: R$" in debtor.writes("a segunda").text


def test_a_wish_beside_one_that_hands_over_waits_for_the_person(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    answer = debtor.writes("já paguei, e quero a carta de quitação")
    assert "comprovante" in answer.messages[0].text
    assert "Uma pessoa da equipe" in answer.messages[-1].text
    assert debtor.owner() is Owner.QUEUED


def test_messages_in_a_row_are_one_wish(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    answer = debtor.writes("quero", "parcelar", "em 10x")
    assert "10ª: R$" in answer.text


def test_a_name_with_digits_and_a_wish_is_the_wish(debtor: Debtor) -> None:
    asked = debtor.writes("sou o João cpf 052 quero parcelar")
    assert "CPF" in asked.text
    assert "1. À vista" in debtor.identifies().titles


def test_a_correction_changes_the_plan(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    assert "10ª: R$" in debtor.writes("quero em 10x").text
    answer = debtor.writes("não, 6 vezes, não 10")
    assert "6ª: R$" in answer.text
    assert "7ª: R$" not in answer.text


def test_another_day_keeps_the_plan(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    debtor.writes("quero em 6x")
    day = next_business_day(local_day(system.core.clock()) + timedelta(days=7))
    answer = debtor.writes(f"melhor dia {day:%d/%m}")
    assert "6ª: R$" in answer.text
    assert f"{day:%d/%m/%Y}" in answer.text


def test_who_asks_for_a_person_beside_something_else_is_asked_nothing(debtor: Debtor) -> None:
    debtor.writes("qual o valor da minha dívida? quero falar com um atendente")
    assert debtor.owner() is Owner.QUEUED
