"""From the button "Aceito" to the settled agreement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from quita.adapters.database.schema import agreements, charges, debts, installments, payments
from quita.domain.events import AGREEMENT_CREATED, PAYMENT_CONFIRMED
from quita.domain.money import brl
from quita.domain.pix import parse
from tests.e2e.people import Answer, Debtor
from tests.e2e.system import System
from tests.e2e.test_debts_and_offers import CREDITOR

CASH = "R$ 869,34"  # of R$ 1.086,67, less 20%


def accepted_in_cash(debtor: Debtor) -> Answer:
    debtor.asks_what_is_owed()
    debtor.presses("Ver propostas")
    debtor.presses("1. À vista")
    return debtor.presses("Aceito")


def pix_code(answer: Answer) -> str:
    """Give the message that is a Pix code and nothing else."""
    [code] = [said.text for said in answer.messages if said.text.startswith("000201")]
    return code


def of(system: System, debtor: Debtor, table: Any) -> list[Any]:
    person_id = debtor.conversation.person_id
    return system.rows(select(table).where(table.c.person_id == person_id))


def test_acceptance_brings_a_pix_code_that_a_bank_takes(system: System, debtor: Debtor) -> None:
    made = accepted_in_cash(debtor)
    assert "Acordo fechado" in made.messages[0].text
    assert CASH in made.messages[0].text
    code = pix_code(made)
    read = parse(code)
    [charge] = of(system, debtor, charges)
    held = system.core.pix_sync().get(charge.txid)
    assert (held.code, held.status, brl(held.amount)) == (code, "ATIVA", CASH)
    assert read.url is not None and system.sandbox_url.split("://")[1] in read.url
    assert read.amount is None or brl(read.amount) == CASH
    *_, howto_said, asked = made.messages
    assert "Posso te lembrar" in asked.text
    howto = howto_said.text
    assert CASH in howto and system.settings.company.name in howto
    assert CREDITOR in howto
    [agreement] = of(system, debtor, agreements)
    [event] = debtor.events(AGREEMENT_CREATED)
    assert (event["agreement"], event["total"]) == (agreement.id, "869.34")


def test_a_payment_is_confirmed_in_the_chat_and_settles(system: System, debtor: Debtor) -> None:
    code = pix_code(accepted_in_cash(debtor))
    system.pay(code)
    told = debtor.hears("quitado")
    assert f"Pagamento de *{CASH}* a Loja do Povo S.A. confirmado" in told.messages[0].text
    assert "Tudo pago" in told.messages[1].text
    [agreement], [charge] = of(system, debtor, agreements), of(system, debtor, charges)
    assert (agreement.state, charge.state) == ("settled", "paid")
    [debt] = of(system, debtor, debts)
    assert debt.status == "settled"
    [payment] = system.rows(select(payments).where(payments.c.charge_id == charge.id))
    [event] = debtor.events(PAYMENT_CONFIRMED)
    assert (event["agreement"], event["amount"]) == (agreement.id, "869.34")
    assert brl(payment.amount) == CASH
    assert "foi confirmado" in debtor.writes("já paguei").text
    assert "não há nenhuma cobrança" in debtor.writes("quanto eu devo?").text


def test_accepting_twice_makes_one_agreement_and_one_charge(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    debtor.presses("Ver propostas")
    debtor.presses("1. À vista")
    twice = debtor.taps("Aceito"), debtor.taps("Aceito")
    code = pix_code(debtor.answer_to(*twice))
    again = debtor.presses("Aceito")
    assert {said.text for said in again.messages if said.text.startswith("000201")} <= {code}
    assert len(of(system, debtor, agreements)) == 1
    assert len(of(system, debtor, charges)) == 1
    assert len(debtor.events(AGREEMENT_CREATED)) == 1


def test_installments_are_paid_one_after_the_other(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    debtor.writes("consigo pagar 550 reais por mês")
    made = debtor.presses("Aceito")
    assert "Hoje você não precisa pagar nada" in made.text
    assert of(system, debtor, charges) == []
    first = pix_code(debtor.presses("Gerar o Pix agora"))
    system.pay(first)
    told = debtor.hears("confirmado")
    assert "quitado" not in told.text
    status = debtor.writes("como está o meu acordo?")
    assert "1 de 2 pagamentos" in status.text
    assert CREDITOR in status.text
    second = pix_code(debtor.presses("Pagar com Pix"))
    assert second != first
    system.pay(second)
    debtor.hears("quitado")
    [agreement] = of(system, debtor, agreements)
    query = select(installments).where(installments.c.agreement_id == agreement.id)
    assert [row.paid_at is not None for row in system.rows(query)] == [True, True]
    assert len(debtor.events(PAYMENT_CONFIRMED)) == 2


def test_the_bank_tells_twice_and_it_is_booked_once(system: System, debtor: Debtor) -> None:
    code = pix_code(accepted_in_cash(debtor))
    system.fault(target="bank", kind="webhook_duplicates", times=5)
    try:
        system.pay(code)
        debtor.hears("quitado")
        system.wait_until(lambda: not system.waiting(), "an empty queue of web hooks")
    finally:
        system.clear_faults()
    assert debtor.news().messages == ()
    assert len(debtor.events(PAYMENT_CONFIRMED)) == 1


def test_a_false_callback_books_nothing(system: System, debtor: Debtor) -> None:
    accepted_in_cash(debtor)
    [charge] = of(system, debtor, charges)
    notice = {
        "endToEndId": "E12345678202611231500abcdefghijk",
        "txid": charge.txid,
        "valor": "869.34",
        "horario": "2026-11-23T15:00:00.000Z",
    }
    url = f"{system.assistant_url}/webhooks/psp/pix"
    answer = system.http.post(url, json={"pix": [notice]}, timeout=60)
    assert answer.status_code == 200

    def looked_up() -> bool:
        [now] = of(system, debtor, charges)
        return bool(now.check_at != charge.check_at)

    system.wait_until(looked_up, "the charge to be looked up at the bank")
    [now] = of(system, debtor, charges)
    assert now.state == "issued"
    assert debtor.events(PAYMENT_CONFIRMED) == []
    assert debtor.news().messages == ()
