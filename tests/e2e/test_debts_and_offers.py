"""What is owed, and bargaining over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from quita.adapters.database.schema import agreements, offers
from quita.domain.business_days import local_day
from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.money import brl, parse_amount
from tests.e2e.people import Debtor, reais
from tests.e2e.system import System

CREDITOR = "Credor: Loja do Povo S.A., CNPJ 11.222.333/0001-81, Rua da Praia, 1, Porto Alegre - RS"
FINE, INTEREST, TOTAL = "R$ 20,00", "R$ 66,67", "R$ 1.086,67"  # 2%, and 1% a month for 200 days
OWED = f"{TOTAL}: valor original R$ 1.000,00, multa {FINE}, juros {INTEREST}."
OTHER_CREDITOR = {
    "creditor_name": "Telefonia Araucária S.A.",
    "creditor_cnpj": "99.103.003/0001-18",
    "creditor_address": "Avenida das Hortênsias, 9, Curitiba - PR",
    "product": "Plano de celular",
    "original_amount": "300.00",
}


def offers_made(system: System, debtor: Debtor) -> int:
    query = select(offers.c.id).where(offers.c.conversation_id == debtor.conversation.id)
    return len(system.rows(query))


def test_the_statement_names_each_charge_and_the_creditor(debtor: Debtor) -> None:
    statement = debtor.asks_what_is_owed().text
    assert "1 conta em aberto" in statement
    assert "Valor original: R$ 1.000,00" in statement
    assert f"Multa: {FINE}" in statement
    assert f"Juros: {INTEREST}" in statement
    assert f"Total hoje: {TOTAL}" in statement
    assert CREDITOR in statement
    assert "Correção" not in statement  # a charge of nothing is left out


def test_the_offers_are_within_the_creditors_policy(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    offered = debtor.presses("Ver propostas")
    assert offered.titles[0] == "1. À vista"
    assert "R$ 869,34" in offered.text  # 20% less
    assert "20% de desconto" in offered.text
    assert "10 parcelas" in offered.text
    assert CREDITOR in offered.text
    assert OWED in offered.text
    summary = debtor.presses("1. À vista")
    assert {"Aceito", "Outra proposta", "Falar com pessoa"} == set(summary.titles)
    assert "*Total: R$ 869,34*" in summary.text
    assert CREDITOR in summary.text
    assert "depois o acordo acaba" in summary.text
    assert "Antes do primeiro pagamento, desistir é grátis." in summary.text


def test_a_counter_offer_in_reais_becomes_a_summary_to_accept(
    system: System, debtor: Debtor
) -> None:
    debtor.asks_what_is_owed()
    summary = debtor.writes("consigo pagar 200 reais por mês")
    payments = [line for line in summary.text.splitlines() if "ª: R$" in line]
    amounts = [parse_amount(reais(line)[0]) for line in payments]
    assert max(amounts) <= Decimal(200)
    assert brl(sum(amounts, Decimal(0))) == TOTAL
    assert "Aceito" in summary.titles
    assert OWED in summary.text
    assert CREDITOR in summary.text
    assert not system.rows(
        select(agreements.c.id).where(agreements.c.person_id == debtor.conversation.person_id)
    )


def test_a_counter_offer_below_the_policy_gets_the_nearest_with_its_reason(debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    answer = debtor.writes("só consigo pagar 20 reais por mês")
    assert "Não consigo fechar exatamente assim" in answer.text
    assert "o credor aceita" in answer.text.lower()
    assert "10 parcelas" in answer.text
    assert "1. 10 vezes" in answer.titles
    assert CREDITOR in answer.text
    assert OWED in answer.text


def test_of_two_debts_one_is_chosen_by_list(debtor_with: Callable[..., Debtor]) -> None:
    debtor = debtor_with({}, OTHER_CREDITOR)
    statement = debtor.asks_what_is_owed()
    assert "2 contas em aberto" in statement.text
    asked = debtor.presses("Ver propostas")
    [question] = asked.messages
    assert [choice.kind for choice in question.choices] == ["list_reply"] * 2
    chosen = next(c for c in question.choices if "Plano de celular" in c.description)
    offered = debtor.presses(chosen.title)
    assert "Telefonia Araucária S.A." in offered.text
    assert "Loja do Povo" not in offered.text
    assert "Telefonia Araucária S.A." in debtor.presses("1. À vista").text


def test_whoever_owes_only_what_has_lapsed_hears_of_no_debt(
    system: System, debtor_with: Callable[..., Debtor]
) -> None:
    due = local_day(system.core.clock()) - timedelta(days=6 * 365)
    debtor = debtor_with({"due_date": due.isoformat()})
    answer = debtor.asks_what_is_owed()
    assert "não há nenhuma cobrança" in answer.text
    asked = debtor.writes("quero negociar")
    assert reais(answer.text) == reais(asked.text) == []
    assert "Loja do Povo" not in answer.text + asked.text
    assert offers_made(system, debtor) == 0
    assert debtor.owner() is Owner.QUEUED  # who wants to pay all the same talks to a person


def test_a_debt_in_a_lawsuit_goes_to_a_person_untold(
    system: System, debtor_with: Callable[..., Debtor]
) -> None:
    debtor = debtor_with({"legal_status": "lawsuit"})
    answer = debtor.asks_what_is_owed()
    assert "só uma pessoa da equipe pode tratar" in answer.text
    assert reais(answer.text) == []
    assert "Loja do Povo" not in answer.text
    debtor.writes("quero negociar")
    debtor.presses("Falar com pessoa")
    assert debtor.owner() is Owner.QUEUED
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["verified"]) == ("requested", True)
    assert offers_made(system, debtor) == 0


def test_a_total_that_is_not_itemised_is_never_offered(
    system: System, debtor_with: Callable[..., Debtor]
) -> None:
    debtor = debtor_with({"updated_amount": "1700.00"})
    answer = debtor.asks_what_is_owed()
    assert "só uma pessoa da equipe pode tratar" in answer.text
    assert reais(answer.text + debtor.writes("quero negociar").text) == []
    assert offers_made(system, debtor) == 0
