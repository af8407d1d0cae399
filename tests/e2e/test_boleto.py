"""A boleto in the chat: registered first, then its line and its paper, then paid and confirmed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from quita.adapters.database.schema import charges
from quita.domain.boleto.bars import read
from quita.domain.money import brl
from tests.e2e.people import Answer, Debtor
from tests.e2e.system import System
from tests.e2e.test_agreement_and_payment import CASH, accepted_in_cash
from tests.e2e.test_debts_and_offers import CREDITOR


def line_of(answer: Answer) -> str:
    """Give the message that is a linha digitável and nothing else."""
    [line] = [said.text for said in answer.messages if said.text[:5].isdecimal()]
    return line


def boletos(system: System, debtor: Debtor) -> list[Any]:
    person_id = debtor.conversation.person_id
    query = select(charges).where(charges.c.person_id == person_id, charges.c.kind == "boleto")
    return system.rows(query)


def pay(system: System, line: str) -> None:
    system.sandbox("POST", "/bank/test/pay-boleto", json={"linha": line})


def test_a_boleto_is_registered_shown_paid_and_confirmed(system: System, debtor: Debtor) -> None:
    accepted_in_cash(debtor)
    answer = debtor.writes("me manda o boleto")
    line = line_of(answer)
    assert CREDITOR in answer.text
    [charge] = boletos(system, debtor)
    assert read(line).line == charge.code
    assert brl(read(line).amount) == CASH
    [paper] = [said for said in answer.messages if said.kind == "document"]
    pdf = system.http.get(paper.link, timeout=30)
    assert pdf.content.startswith(b"%PDF")
    assert line_of(debtor.writes("qual é a linha digitável?")) == line
    pay(system, line)
    told = debtor.hears("quitado")
    assert f"Pagamento de *{CASH}* a Loja do Povo S.A. confirmado" in told.messages[0].text
    assert system.http.get(paper.link, timeout=30).status_code == 404


def test_a_late_bank_is_told_of_and_the_boleto_comes_by_itself(
    system: System, debtor: Debtor
) -> None:
    accepted_in_cash(debtor)
    system.fault(target="boleto", kind="late_registration")
    answer = debtor.writes("quero pagar com boleto")
    assert "ainda não registrou" in answer.text
    assert not [said for said in answer.messages if said.text[:5].isdecimal()]
    late = debtor.hears("O banco registrou o seu boleto")
    assert CREDITOR in late.text
    assert read(line_of(late)).line == boletos(system, debtor)[0].code


def test_without_an_agreement_there_is_no_boleto(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    answer = debtor.writes("manda o boleto")
    assert "Para gerar o boleto" in answer.text
    assert boletos(system, debtor) == []
