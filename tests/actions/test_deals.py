"""What the assistant says about deals, on a real database and with the real sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.agreements import (
    ActionAcceptOffer,
    ActionBreakAgreement,
    ActionChangeDueDate,
    ActionShowAgreement,
    say_made,
)
from actions.offers import (
    ActionCannotPay,
    ActionChooseOption,
    ActionCounterOffer,
    ActionMakeOffers,
    show_summary,
)
from actions.turn import QuitaAction, TurnView
from quita.adapters.database.unit_of_work import Database
from quita.adapters.phrases import YamlPhrases
from quita.domain.offer import Wish
from quita.services.cases import Cases
from quita.services.contact import Contact
from quita.services.debts import DebtBook
from quita.services.letters import LetterService
from quita.services.messenger import Messenger
from quita.settings import ROOT
from tests.builders import stated, tell_at_once
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld

FACTS = {"company_name": "Acerta", "company_cnpj": "11.222.333/0001-81", "public_url": "x"}


class Chat:
    """A conversation with the actions; slots are kept from turn to turn."""

    def __init__(self, world: DealWorld) -> None:
        """Put the world's services behind the actions."""
        parts = (world.database, world.clock, world.new_id)
        self.world = world
        phrases = YamlPhrases(ROOT / "domain", FACTS)
        self.core = SimpleNamespace(
            phrases=phrases,
            messenger=Messenger(
                phrases,
                tell_at_once(world.clock),
                "Acerta",
                "11.222.333/0001-81",
                lambda charge: charge.id,
            ),
            debts=DebtBook(world.database, world.clock),
            offers=world.offers,
            agreements=world.agreements,
            keeping=world.keeping,
            contact=Contact(*parts),
            cases=Cases(*parts, Contact(*parts)),
            letters=LetterService(*parts, lambda: "7KQ2-MX9B-TR4W"),
        )
        self.slots: dict[str, Any] = {}
        self.turns = 0

    def turn(self, text: str = "", ref: str | None = None, **entities: Any) -> TurnView:
        """Begin a turn."""
        self.turns += 1
        found = [
            {"entity": name, "value": str(value)}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        message = {
            "text": text,
            "entities": found,
            "metadata": {"turn_id": f"t{self.turns}", "ref": ref},
        }
        self.dispatcher = CollectingDispatcher()
        tracker = Tracker(
            self.world.chat, dict(self.slots), message, [], False, None, {}, "action_listen"
        )
        turn = TurnWithCore(self.dispatcher, tracker, "action")
        turn.services = self.core
        return turn

    def say(
        self, action: QuitaAction, text: str = "", ref: str | None = None, **entities: Any
    ) -> str:
        """Have an action answer; give its words with the titles of its buttons."""
        turn = self.turn(text, ref, **entities)
        for event in asyncio.run(action.act(turn)):
            self.slots[event["name"]] = event["value"]
        return self.said()

    def said(self) -> str:
        """Give what was said last."""
        parts = []
        for message in self.dispatcher.messages:
            titles = [button["title"] for button in message.get("buttons") or []]
            custom = message.get("custom") or {}
            titles += [row["title"] for row in custom.get("rows") or []]
            titles += [button["title"] for button in custom.get("buttons") or []]
            words = message.get("text") or custom.get("text") or ""
            parts.append("\n".join([words, *(f"[{title}]" for title in titles)]))
        return "\n".join(parts)


class TurnWithCore(TurnView):
    """A turn whose services are given."""

    services: Any = None

    @property
    def core(self) -> Any:
        """The services."""
        return self.services


@pytest.fixture
def chat(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Chat:
    return Chat(DealWorld(database, clock, new_id))


def test_cash_goes_straight_to_its_summary(chat: Chat) -> None:
    said = chat.say(ActionMakeOffers(), "quanto fica à vista?")
    assert "Total: R$ 800,00" in said.replace("*", "")
    assert "[Aceito]" in said
    assert "desistir é grátis" in said


def test_an_offer_is_chosen_by_what_it_is(chat: Chat) -> None:
    chat.say(ActionMakeOffers(), "quero negociar")
    assert "Pagamento à vista" in chat.say(ActionChooseOption(), "pode ser à vista")


def test_a_yes_to_several_offers_asks_which_and_does_not_tell_them_again(chat: Chat) -> None:
    told = chat.say(ActionMakeOffers(), "quero negociar")
    for action in (ActionChooseOption(), ActionAcceptOffer()):
        asked = chat.say(action, "pode fechar")
        assert "Qual das opções" in asked and "[Opção 1]" in asked
        assert told not in asked and "R$" not in asked
    assert "[Aceito]" in chat.say(ActionChooseOption(), "a segunda", option="2")


def test_a_plan_tells_its_cet_and_one_without_interest_that_it_costs_nothing(chat: Chat) -> None:
    assert "CET de 0% ao ano" in chat.say(ActionMakeOffers(), "em 4x", installments=4)
    chat.world.with_terms(monthly_interest_pct=Decimal(2))
    said = chat.say(ActionMakeOffers(), "em 4x", installments=4)
    assert "a mais que hoje" in said


def test_without_interest_is_at_once_where_plans_bear_it(chat: Chat) -> None:
    chat.world.with_terms(monthly_interest_pct=Decimal(2))
    assert "sem juros é só à vista" in chat.say(ActionMakeOffers(), "quanto fica sem juros?")


def test_a_part_alone_settles_nothing_and_names_the_debt(chat: Chat) -> None:
    said = chat.say(ActionCounterOffer(), "posso ir pagando aos poucos? 50 agora", amount="50.00")
    assert "não encerra a conta" in said
    assert "Cartão da loja" in said and "[Falar com pessoa]" in said


def test_an_income_bounds_the_offers_and_nothing_fits_below_the_minimum(chat: Chat) -> None:
    said = chat.say(ActionCannotPay(), "tá difícil, ganho 760", amount="760.00")
    assert "10 parcelas" in said and "À vista" not in said
    said = chat.say(ActionCannotPay(), "agora só recebo 500", amount="500.00")
    assert "Procon" in said and chat.slots["expecting"] == "human"


def test_far_outside_once_gets_the_nearest_and_twice_a_person_with_the_offer(chat: Chat) -> None:
    first = chat.say(ActionCounterOffer(), "dou 200 à vista", amount="200.00")
    assert "menor valor à vista" in first and "handoff_reason" not in chat.slots
    chat.say(ActionCounterOffer(), "só tenho 200 à vista", amount="200.00")
    assert chat.slots["handoff_reason"] == "beyond_authority"
    (case,) = chat.world.cases(chat.world.chat)
    assert case.kind == "beyond_authority"
    assert "R$ 800,00" in case.note and "proposta" in case.note


def test_several_debts_of_a_creditor_may_be_taken_together(chat: Chat) -> None:
    chat.world.owe(stated("maria", "500.00", id="more", external_id="A-2"))
    said = chat.say(ActionMakeOffers(), "quero negociar")
    assert "[3. Juntas: " in said
    chat.slots["focused_debt"] = chat.slots["shown_debts"][2]
    assert "R$ 1.500,00" in chat.say(ActionMakeOffers(), "quero negociar")


def test_a_deal_is_confirmed_with_each_payment_and_the_creditor_in_full(chat: Chat) -> None:
    closed = chat.world.agree(Wish(count=4))
    say_made(chat.turn(), closed)
    said = chat.said()
    assert said.count("R$ 250,00") == 4
    assert "CNPJ 11.222.333/0001-81, Rua da Praia, 1, Porto Alegre" in said


def test_how_it_stands_and_what_paying_ahead_saves(chat: Chat) -> None:
    chat.world.with_terms(monthly_interest_pct=Decimal(2))
    chat.world.agree(Wish(count=10))
    said = chat.say(ActionShowAgreement())
    assert "0 de 10 pagamentos" in said and "a menos de juros" in said


def test_the_due_date_moves_by_words_or_by_a_button(chat: Chat) -> None:
    assert "não tem um acordo" in chat.say(ActionChangeDueDate(), "dia 30", date="2026-12-30")
    chat.world.agree(Wish(count=4))
    said = chat.say(ActionChangeDueDate(), "quero mudar o vencimento")
    assert said.count("[") == 3 and "até 07/01/2027" in said
    said = chat.say(ActionChangeDueDate(), "pode ser dia 20/02?", date="2027-02-20")
    assert "longe demais" in said
    assert "agora vence em 30/12/2026" in chat.say(ActionChangeDueDate(), ref="2026-12-30")


def test_whoever_cannot_keep_it_may_leave_or_make_it_anew(chat: Chat) -> None:
    assert "não tem um acordo" in chat.say(ActionBreakAgreement())
    chat.world.agree(Wish(count=4))
    assert "[Desistir do acordo]" in chat.say(ActionBreakAgreement())
    assert "continua valendo" in chat.say(ActionBreakAgreement(), ref="redo")
    assert "desfeito, sem custo" in chat.say(ActionBreakAgreement(), ref="cancel")


def test_after_a_payment_only_a_person_undoes_it(chat: Chat) -> None:
    chat.world.agree(Wish(count=4))
    chat.world.pay_next()
    assert "[Refazer o acordo]" in chat.say(ActionBreakAgreement())
    assert "[Falar com pessoa]" in chat.say(ActionBreakAgreement(), ref="cancel")


def test_a_summary_that_changed_is_not_accepted_but_shown_anew(chat: Chat) -> None:
    offer = chat.world.offers.wish(chat.world.chat, "debt", Wish(count=4), "k").offers[0]
    chat.world.with_terms(max_installments=3)
    turn = chat.turn()
    asyncio.run(show_summary(turn, offer.id))
    assert "O valor mudou" in chat.said()
