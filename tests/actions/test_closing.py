"""Saying yes, naming a debt, paying what is due later: what is closed, and what is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from actions.agreements import ActionAcceptOffer
from actions.contact import ActionThirdParty
from actions.debts import ActionShowDebts
from actions.offers import (
    ActionChooseOption,
    ActionCounterOffer,
    ActionMakeOffers,
    ActionPromisePayment,
    ActionRejectOffer,
)
from actions.payments import ActionSendPaymentCode
from actions.turn import QuitaAction, TurnView
from quita.adapters.database.unit_of_work import Database
from quita.domain.debt import Creditor
from quita.domain.described import described
from quita.services.contact import Contact
from tests.actions.test_deals import Chat
from tests.builders import stated
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld

AURORA = Creditor("aurora", "Lojas Aurora S.A.", "11444777000161", "Rua Sete, 7, Curitiba")


class RememberingChat(Chat):
    """A chat whose actions see what was said before, and what the person wants."""

    def __init__(self, world: DealWorld) -> None:
        """Begin."""
        super().__init__(world)
        self.core.settings = type("Settings", (), {"boletos": False})()
        self.core.contact = Contact(world.database, world.clock, world.new_id)
        self.intent = ""
        self.events: list[dict[str, Any]] = []

    def hears(self, intent: str, action: QuitaAction, text: str = "", **more: Any) -> str:
        """Answer an intent."""
        self.intent = intent
        said = self.say(action, text, **more)
        self.events += [{"event": "bot", "text": m.get("text")} for m in self.dispatcher.messages]
        return said

    def turn(self, text: str = "", ref: str | None = None, **entities: Any) -> TurnView:
        """Begin a turn that remembers."""
        turn = super().turn(text, ref, **entities)
        turn.tracker.events = list(self.events)
        turn.tracker.latest_message["intent"] = {"name": self.intent}
        return turn

    def agreed(self) -> bool:
        """Say whether a deal was closed."""
        return self.world.debt().status == "agreed"


@pytest.fixture
def chat(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> RememberingChat:
    return RememberingChat(DealWorld(database, clock, new_id))


def owe_nothing_that_may_be_told(chat: RememberingChat) -> None:
    """Make the only debt one that may have lapsed."""
    chat.world.owe(replace(chat.world.debt(), due_date=date(2019, 1, 10)))


def test_an_old_button_does_not_close_what_was_refused(chat: RememberingChat) -> None:
    chat.hears("ask_installments", ActionMakeOffers(), "em 4x", installments=4)
    offer = chat.slots["pending_offer"]
    chat.hears("reject_offer", ActionRejectOffer(), "não quero")
    said = chat.hears("accept_offer", ActionAcceptOffer(), ref=offer)
    assert "Confira antes de aceitar" in said and "[Aceito]" in said
    assert not chat.agreed()
    assert "Acordo fechado" in chat.hears("accept_offer", ActionAcceptOffer(), ref=offer)
    assert chat.agreed()


def test_a_button_of_an_earlier_summary_closes_no_other(chat: RememberingChat) -> None:
    chat.hears("ask_installments", ActionMakeOffers(), "em 4x", installments=4)
    earlier = chat.slots["pending_offer"]
    chat.hears("ask_installments", ActionMakeOffers(), "em 6x", installments=6)
    assert "4ª" in chat.hears("accept_offer", ActionAcceptOffer(), ref=earlier)
    assert not chat.agreed()


def test_pressing_twice_tells_of_the_same_deal(chat: RememberingChat) -> None:
    chat.hears("ask_installments", ActionMakeOffers(), "em 4x", installments=4)
    offer = chat.slots["pending_offer"]
    once = chat.hears("accept_offer", ActionAcceptOffer(), ref=offer)
    assert chat.hears("accept_offer", ActionAcceptOffer(), ref=offer) == once


def test_a_yes_to_another_amount_accepts_nothing_and_hears_why(chat: RememberingChat) -> None:
    chat.hears("ask_discount", ActionMakeOffers(), "quanto fica à vista?")
    said = chat.hears("accept_offer", ActionAcceptOffer(), "aceito por 1 real", amount="1.00")
    assert "O menor valor à vista que o credor aceita é R$ 800,00" in said
    assert not chat.agreed()


def test_a_yes_to_another_amount_before_any_summary_hears_why_too(chat: RememberingChat) -> None:
    chat.hears("negotiate", ActionMakeOffers(), "quero negociar")
    said = chat.hears("accept_offer", ActionAcceptOffer(), "aceito por 1 real", amount="1.00")
    assert "Não consigo fechar exatamente assim" in said


def test_a_yes_that_repeats_the_figures_is_a_yes(chat: RememberingChat) -> None:
    chat.hears("ask_installments", ActionMakeOffers(), "em 4x", installments=4)
    said = chat.hears(
        "accept_offer", ActionAcceptOffer(), "aceito os 4x de 250", installments=4, amount="250.00"
    )
    assert "Acordo fechado" in said and chat.agreed()


def test_a_first_payment_due_in_a_month_is_named_and_not_charged_yet(
    chat: RememberingChat,
) -> None:
    chat.hears("ask_installments", ActionMakeOffers(), "em 4x", installments=4)
    said = chat.hears("accept_offer", ActionAcceptOffer(), "aceito")
    assert "não precisa pagar nada: o primeiro pagamento, de *R$ 250,00*, é em 23/12/2026" in said
    assert "[Gerar o Pix agora]" in said
    with chat.world.database() as tx:
        assert tx.charges.due_for_issue(chat.world.clock(), 9, "pix") == []


def test_blz_to_a_promise_leaves_it_there(chat: RememberingChat) -> None:
    said = chat.hears("promise_payment", ActionPromisePayment(), "dia 10", date="2026-12-10")
    assert "10/12/2026" in said
    assert chat.slots["expecting"] == "promise"


def test_a_debt_may_be_chosen_by_its_description(chat: RememberingChat) -> None:
    chat.world.owe(stated("maria", "500.00", id="more", external_id="A-2", creditor=AURORA))
    chat.hears("negotiate", ActionMakeOffers(), "quero negociar")
    place = described("a da Aurora", chat.slots["named_debts"])
    assert place is not None
    said = chat.hears("choose_option", ActionChooseOption(), "a da Aurora", option=place + 1)
    assert "Lojas Aurora" in said and "R$ 500,00" in said


def test_a_creditor_named_in_a_wish_is_the_debt_that_is_meant(chat: RememberingChat) -> None:
    chat.world.owe(stated("maria", "500.00", id="more", external_id="A-2", creditor=AURORA))
    said = chat.hears("ask_installments", ActionMakeOffers(), "parcelar a da aurora em 5x",
                      installments=5)  # fmt: skip
    assert "R$ 500,00" in said
    other = chat.hears("counter_offer", ActionCounterOffer(), "e a da loja do povo em 2x?",
                       installments=2)  # fmt: skip
    assert "R$ 1.000,00" in other


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("negotiate", ActionMakeOffers()),
        ("ask_pix", ActionSendPaymentCode()),
        ("promise_payment", ActionPromisePayment()),
        ("accept_offer", ActionAcceptOffer()),
    ],
)
def test_who_insists_on_paying_what_is_not_told_gets_a_person(
    chat: RememberingChat, intent: str, action: QuitaAction
) -> None:
    owe_nothing_that_may_be_told(chat)
    first = chat.hears("ask_debt", ActionShowDebts(), "quanto devo?")
    assert "não há nenhuma cobrança" in first
    assert chat.slots["expecting"] == "human"
    assert chat.hears(intent, action, "quero pagar mesmo assim") == ""
    assert chat.slots["handoff_reason"] == "requested"


def test_who_only_asks_again_what_is_owed_hears_the_same(chat: RememberingChat) -> None:
    owe_nothing_that_may_be_told(chat)
    for _ in range(2):
        assert "não há nenhuma cobrança" in chat.hears("ask_debt", ActionShowDebts(), "e aí?")
    assert "handoff_reason" not in chat.slots


def test_somebody_else_is_told_the_same_in_other_words_the_second_time(
    chat: RememberingChat,
) -> None:
    first, second = (chat.hears("third_party", ActionThirdParty(), "sou a mãe") for _ in "12")
    assert first != second
    assert "própria pessoa" in first and "própria pessoa" in second
