"""What a confirmed payment brings: a receipt, a request to delist, and at the end the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.business_days import is_business_day
from quita.domain.errors import NotAllowed, NotFound
from quita.domain.events import DELISTING_REQUESTED
from quita.domain.letter import ALPHABET, canonical_code
from quita.domain.offer import Wish
from quita.domain.policy import Delisting
from quita.domain.together import SEPARATOR
from quita.services.verification import CodeKind, Verdict, Verification
from tests.builders import stated
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal, make_after_deal


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> AfterDeal:
    return make_after_deal(database, clock, new_id)


def code_of(world: AfterDeal) -> str:
    with world.database() as tx:
        [agreement] = tx.agreements.of_person("maria")
        letter = tx.letters.of_agreement(agreement.id)
    assert letter is not None
    return letter.code


def settled(world: AfterDeal) -> None:
    world.agree(Wish(count=1))
    world.pay_next()


def test_a_payment_brings_a_receipt_with_its_values_and_what_comes_next(world: AfterDeal) -> None:
    world.closes()
    world.pay_next()
    receipt = world.sent()[0].payload["text"]
    assert receipt.startswith("utter_payment_confirmed R$ 250,00 4 Loja do Povo S.A. 23/11/2026")
    assert "utter_payment_next_line R$ 250,00 25/01/2027" in receipt
    assert world.said()[1:] == ["utter_delisting_requested"]


def test_the_last_payment_brings_the_letter_and_each_is_told_once(world: AfterDeal) -> None:
    settled(world)
    assert world.said() == [
        "utter_payment_confirmed",
        "utter_agreement_settled",
        "document",
        "utter_delisting_requested",
    ]
    document = world.sent()[2].payload
    assert document["caption"] == f"utter_letter_document {code_of(world)}"
    assert document["link"].startswith("carta/")


def test_a_receipt_after_the_proof_has_lapsed_tells_nobody_anything(world: AfterDeal) -> None:
    closed = world.agree(Wish(count=1))
    world.issue()
    assert closed.charge is not None
    charge = world.charge(closed.charge.id)
    world.clock.advance(hours=2)
    world.pay(charge.txid, str(charge.amount))
    assert world.said() == ["utter_news_waiting"]
    with world.database() as tx:
        assert len(tx.news.untold("maria")[0].messages) == 4


@pytest.mark.parametrize(
    ("policy", "requested_after"), [(Delisting.FIRST_PAYMENT, 1), (Delisting.SETTLEMENT, 4)]
)
def test_the_creditor_is_asked_to_delist_when_its_policy_says_and_once(
    world: AfterDeal, policy: Delisting, requested_after: int
) -> None:
    world.with_terms(delisting=policy)
    world.closes()
    for paid in range(1, 5):
        world.new_chat()
        world.pay_next()
        assert len(world.events(DELISTING_REQUESTED)) == (paid >= requested_after)
    [event] = world.events(DELISTING_REQUESTED)
    assert event.data["debt"] == "A-1" and event.data["creditor"] == "11222333000181"


def test_five_business_days_are_given_and_holidays_are_none(
    world: AfterDeal,
) -> None:
    world.clock.now = datetime(2026, 12, 22, 15, tzinfo=timezone.utc)
    world.new_chat()
    settled(world)
    [request] = world.delisting.waiting()
    assert request.due_day == date(2026, 12, 30) and is_business_day(request.due_day)
    assert (request.creditor, request.debt, request.late) == ("Loja do Povo S.A.", "A-1", False)
    world.clock.advance(days=9)
    assert world.delisting.waiting()[0].late
    world.delisting.done(request.id, "agent:ana")
    assert world.delisting.waiting() == []
    with pytest.raises(NotFound):
        world.delisting.done(request.id, "agent:ana")


def test_each_debt_of_an_agreement_is_asked_for(world: AfterDeal) -> None:
    world.owe(stated("maria", id="other", external_id="A-2"))
    closed = world.agree(Wish(count=1), SEPARATOR.join(["debt", "other"]))
    assert closed.agreement.also
    world.pay_next()
    assert {event.data["debt"] for event in world.events(DELISTING_REQUESTED)} == {"A-1", "A-2"}


def test_money_for_an_agreement_that_ended_brings_no_letter_and_asks_for_no_delisting(
    world: AfterDeal,
) -> None:
    closed = world.agree(Wish(count=1))
    world.issue()
    world.keeping.cancel(world.chat)
    assert closed.charge is not None
    charge = world.charge(closed.charge.id)
    world.pay(charge.txid, str(charge.amount))
    assert world.delisting.waiting() == []
    assert "document" not in world.said()


def test_the_letter_says_who_paid_what_and_is_given_again_on_request(world: AfterDeal) -> None:
    settled(world)
    [letter] = world.letters.of_person(world.chat)
    paper = world.letters.paper(letter.id)
    assert (paper.person_cpf, paper.creditor.name) == ("52998224725", "Loja do Povo S.A.")
    assert paper.accounts == (("Cartão da loja", "0099"),)
    assert [str(one.amount) for one in paper.payments] == ["800.00"] and paper.total == 800
    assert world.letters.of_person(world.chat) == [letter]


def test_an_agreement_that_runs_has_no_letter(world: AfterDeal) -> None:
    agreement = world.closes()
    assert world.letters.of_person(world.chat) == []
    with pytest.raises(NotAllowed), world.database() as tx:
        world.letters.issue(tx, agreement)


def test_anybody_may_check_a_letter_by_its_code_however_it_is_typed(world: AfterDeal) -> None:
    settled(world)
    code = code_of(world)
    check = Verification(world.database, world.clock, world.letters.stands).check
    ours = Verdict(CodeKind.LETTER, issued=True, usable=True)
    assert check(code) == check(f" {code.lower()} ") == check(code.replace("-", "")) == ours
    assert check("2222-2222-2222") == Verdict(CodeKind.LETTER)
    world.letters.withdraw(code, "agent:ana")
    assert check(code) == Verdict(CodeKind.LETTER, issued=True)
    assert world.letters.of_person(world.chat) == []
    with pytest.raises(NotFound):
        world.letters.withdraw("2222-2222-2222", "agent:ana")


def test_a_withdrawn_letter_is_printed_for_nobody(world: AfterDeal) -> None:
    settled(world)
    [letter] = world.letters.of_person(world.chat)
    world.letters.withdraw(letter.code, "agent:ana")
    with pytest.raises(NotFound):
        world.letters.paper(letter.id)


def test_a_code_has_no_letter_that_is_taken_for_another() -> None:
    assert not set(ALPHABET) & set("01OIL")
    assert canonical_code("O0O0-1111-LLLL") is None
