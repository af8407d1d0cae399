"""Running agreements: withdrawn, moved, late, broken, made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.business_days import local_day
from quita.domain.charge_records import ChargeState
from quita.domain.errors import NotAllowed, NotVerified, OfferNotAvailable, ProviderRefused
from quita.domain.events import AGREEMENT_CHANGED, AGREEMENT_ENDED
from quita.domain.offer import Wish
from quita.services.boletos import BOLETO
from quita.services.keeping import Ahead
from tests.builders import debt_of, stated
from tests.conftest import FakeClock
from tests.fakes_money import FakeBank
from tests.services.deal_world import DealWorld, reais


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> DealWorld:
    return DealWorld(database, clock, new_id)


def later(world: DealWorld, day: date) -> None:
    """Let time pass up to noon of a day, and verify Maria again."""
    world.clock.advance(days=(day - local_day(world.clock())).days)
    world.new_chat()


# -- withdrawing


def test_before_the_first_payment_one_may_withdraw_at_no_cost(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.issue()
    assert closed.charge is not None
    ended = world.keeping.cancel(world.chat)
    assert ended is not None
    agreement = world.agreement(closed.agreement.id)
    assert (agreement.state, agreement.ended_why) == (AgreementState.CANCELLED, "withdrawn")
    debt = world.debt()
    assert (debt.status, debt.credits) == ("open", ())
    assert world.charge(closed.charge.id).state is ChargeState.WITHDRAWING
    assert world.keeping.withdraw_due(world.bank) == 1
    assert world.bank.asked[-1] == ("withdraw", closed.charge.txid)
    assert world.charge(closed.charge.id).state is ChargeState.WITHDRAWN
    assert [event.data["why"] for event in world.events(AGREEMENT_ENDED)] == ["withdrawn"]


def test_withdrawing_twice_ends_it_once(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    assert world.keeping.cancel(world.chat) is not None
    assert world.keeping.cancel(world.chat) is None
    assert len(world.events(AGREEMENT_ENDED)) == 1


def test_after_a_payment_nobody_withdraws(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.pay_next()
    with pytest.raises(NotAllowed):
        world.keeping.cancel(world.chat)
    assert world.agreement(closed.agreement.id).state is AgreementState.ACTIVE


def test_the_offer_of_what_was_withdrawn_revives_nothing(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.keeping.cancel(world.chat)
    with pytest.raises(OfferNotAvailable, match="changed"):
        world.agreements.accept(world.chat, closed.agreement.offer_id)
    assert world.agree(Wish(count=2)).new


def test_money_that_crosses_a_withdrawal_is_booked_and_counted_and_a_person_hears(
    world: DealWorld,
) -> None:
    closed = world.agree(Wish(count=4))
    world.issue()
    assert closed.charge is not None
    world.bank.pay(closed.charge.txid, "250.00", world.clock())
    world.keeping.cancel(world.chat)
    world.bank.refusing = None
    bank = RefusingToWithdraw(world.bank)
    assert world.keeping.withdraw_due(bank) == 0
    assert world.payments.check_due(world.bank) == 1
    (credit,) = world.debt().credits
    assert credit.amount == reais("250.00")
    assert world.debt().statement(local_day(world.clock())).total == reais("750.00")
    assert len(world.cases(world.chat)) == 1


class RefusingToWithdraw:
    """The bank, which takes back nothing that is paid."""

    def __init__(self, bank: FakeBank) -> None:
        """Stand before a bank."""
        self._bank = bank

    def withdraw(self, txid: str) -> None:
        """Refuse."""
        raise ProviderRefused("a cobrança está CONCLUIDA")

    def __getattr__(self, name: str) -> object:
        """Do all else as the bank does."""
        return getattr(self._bank, name)


def test_a_bank_that_does_not_answer_is_asked_again(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    world.issue()
    world.keeping.cancel(world.chat)
    world.bank.down = True
    assert world.keeping.withdraw_due(world.bank) == 0
    world.bank.down = False
    assert world.keeping.withdraw_due(world.bank) == 0  # its time has not come
    world.clock.advance(minutes=11)
    assert world.keeping.withdraw_due(world.bank) == 1


def test_each_charge_is_withdrawn_at_its_own_bank(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.issue()
    boleto = world.ask_boleto()
    assert closed.charge is not None and boleto.state is ChargeState.ISSUED
    world.keeping.cancel(world.chat)
    assert world.keeping.withdraw_due(world.boleto_bank, BOLETO) == 1
    assert world.boleto_bank.asked[-1] == ("withdraw", boleto.txid)
    assert world.charge(boleto.id).state is ChargeState.WITHDRAWN
    assert world.charge(closed.charge.id).state is ChargeState.WITHDRAWING
    assert world.keeping.withdraw_due(world.bank) == 1
    assert world.bank.asked[-1] == ("withdraw", closed.charge.txid)
    assert world.charge(closed.charge.id).state is ChargeState.WITHDRAWN


def test_a_boleto_that_was_paid_before_its_withdrawal_is_booked(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    boleto = world.ask_boleto()
    world.boleto_bank.pay(boleto.txid, str(boleto.amount), world.clock())
    world.keeping.cancel(world.chat)
    assert world.keeping.withdraw_due(RefusingToWithdraw(world.boleto_bank), BOLETO) == 0
    assert world.payments.check_due(world.boleto_bank, BOLETO) == 1
    assert [credit.amount for credit in world.debt().credits] == [boleto.amount]
    assert len(world.cases(world.chat)) == 1


def test_where_boletos_go_by_files_a_person_has_an_unwanted_one_written_off(
    world: DealWorld,
) -> None:
    world.agree(Wish(count=4))
    boleto = world.ask_boleto()
    world.keeping.cancel(world.chat)
    assert world.keeping.leave_to_people(BOLETO) == 1
    assert world.keeping.leave_to_people(BOLETO) == 0
    (case,) = world.cases(world.chat)
    assert boleto.txid in case.note
    world.boleto_bank.pay(boleto.txid, str(boleto.amount), world.clock())
    assert world.payments.take(boleto.id, world.boleto_bank.get(boleto.txid))
    assert [credit.amount for credit in world.debt().credits] == [boleto.amount]


def test_a_boleto_that_no_bank_knows_of_just_goes(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    closed = world.agreements.charge_next(world.chat, boleto=True)
    assert closed is not None and closed.charge is not None
    world.keeping.cancel(world.chat)
    assert world.keeping.leave_to_people(BOLETO) == 1
    assert world.charge(closed.charge.id).state is ChargeState.WITHDRAWN
    assert world.cases(world.chat) == []


def test_a_part_that_was_paid_comes_off_the_debt_when_its_agreement_breaks(
    world: DealWorld,
) -> None:
    closed = world.agree(Wish(count=4))
    world.issue()
    assert closed.charge is not None
    world.pay(closed.charge.txid, "100.00")
    with pytest.raises(NotAllowed):  # something was paid
        world.keeping.cancel(world.chat)
    later(world, date(2027, 3, 1))
    assert (world.debt().credits, world.keeping.age()) == ((), 1)
    assert [credit.amount for credit in world.debt().credits] == [reais("100.00")]


def test_a_part_that_comes_for_what_has_ended_comes_off_the_debt_once(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.issue()
    assert closed.charge is not None
    world.keeping.cancel(world.chat)
    world.pay(closed.charge.txid, "100.00")
    world.pay(closed.charge.txid, "100.00")
    assert [credit.amount for credit in world.debt().credits] == [reais("100.00")] * 2
    assert {case.kind for case in world.cases(world.chat)} == {"payment_problem"}


# -- another due date


def test_a_moved_payment_gets_a_boleto_of_its_new_day(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    old = world.ask_boleto()
    world.keeping.change_due_date(world.chat, date(2027, 1, 4))
    new = world.ask_boleto()
    assert new.id != old.id
    assert world.charge(old.id).state is ChargeState.WITHDRAWING
    assert local_day(new.expires_at) == date(2027, 1, 4)
    assert world.keeping.withdraw_due(world.boleto_bank, BOLETO) == 1


def test_the_next_payment_moves_within_the_limits_and_nothing_else_does(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))  # 23 December, 25 January ...
    moved = world.keeping.change_due_date(world.chat, date(2027, 1, 2))
    assert moved is not None and moved.due_date == date(2027, 1, 4)  # a Monday
    after = world.agreement(closed.agreement.id)
    assert after.due_date_changes == 1
    assert after.installments[1:] == closed.agreement.installments[1:]
    assert after.installments[0].amount == closed.agreement.installments[0].amount
    (event,) = world.events(AGREEMENT_CHANGED)
    assert (event.data["from"], event.data["to"]) == ("2026-12-23", "2027-01-04")


def test_the_same_day_again_is_no_change(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    world.keeping.change_due_date(world.chat, date(2027, 1, 4))
    world.keeping.change_due_date(world.chat, date(2027, 1, 4))
    assert world.agreement(closed.agreement.id).due_date_changes == 1


@pytest.mark.parametrize(
    ("day", "told"), [(date(2027, 1, 8), "too_far"), (date(2026, 11, 18), "too_early")]
)
def test_a_day_outside_the_limits_is_refused(world: DealWorld, day: date, told: str) -> None:
    closed = world.agree(Wish(count=4))
    with pytest.raises(NotAllowed, match=told):
        world.keeping.change_due_date(world.chat, day)
    assert world.agreement(closed.agreement.id).installments == closed.agreement.installments


def test_moving_again_and_again_neither_drifts_nor_lasts(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    world.keeping.change_due_date(world.chat, date(2027, 1, 4))
    with pytest.raises(NotAllowed, match="too_far"):  # counted from the day agreed at first
        world.keeping.change_due_date(world.chat, date(2027, 1, 12))
    world.keeping.change_due_date(world.chat, date(2026, 12, 30))
    with pytest.raises(NotAllowed, match="too_often"):
        world.keeping.change_due_date(world.chat, date(2026, 12, 29))
    assert world.keeping.due_choices(world.chat) == []


def test_the_days_proposed_are_days_that_are_granted(world: DealWorld) -> None:
    world.with_terms(max_due_date_changes=9)
    world.agree(Wish(count=4))
    days = world.keeping.due_choices(world.chat)
    assert 1 <= len(days) <= 3
    for day in days:
        moved = world.keeping.change_due_date(world.chat, day)
        assert moved is not None and moved.due_date == day


def test_whoever_is_late_may_move_the_day_and_is_on_time_again(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    later(world, date(2026, 12, 28))
    world.keeping.age()
    assert world.agreement(closed.agreement.id).state is AgreementState.LATE
    world.keeping.change_due_date(world.chat, date(2027, 1, 5))
    assert world.agreement(closed.agreement.id).state is AgreementState.ACTIVE


def test_without_an_agreement_nothing_moves_and_nothing_ends(world: DealWorld) -> None:
    assert world.keeping.change_due_date(world.chat, date(2027, 1, 5)) is None
    assert world.keeping.due_choices(world.chat) == []
    assert world.keeping.cancel(world.chat) is None
    assert world.keeping.ahead(world.chat) is None
    assert world.offers.again(world.chat, Wish(), "k") is None


# -- time


def test_late_within_the_grace_and_broken_after_it(world: DealWorld) -> None:
    closed = world.agree(Wish(count=4))
    agreement_id = closed.agreement.id
    states = []
    for day in (date(2026, 12, 23), date(2026, 12, 24), date(2027, 1, 2), date(2027, 1, 3)):
        later(world, day)
        world.keeping.age()
        states.append(world.agreement(agreement_id).state.value)
    assert states == ["active", "late", "late", "broken"]
    assert world.keeping.age() == 0
    assert [event.data["why"] for event in world.events(AGREEMENT_ENDED)] == ["grace_over"]


def test_a_default_revives_the_debt_less_what_was_paid(world: DealWorld) -> None:
    world.owe(debt_of("maria", id="plain", original_amount=Decimal("1000.00")))
    closed = world.agree(Wish(count=4), "plain")
    world.pay_next()
    paid = world.agreement(closed.agreement.id).paid[0]
    later(world, date(2027, 3, 1))
    assert world.keeping.age() == 1
    debt = world.debt("plain")
    assert debt.status == "open"
    assert [credit.amount for credit in debt.credits] == [paid.amount]
    day = local_day(world.clock())
    untouched = replace(debt, credits=()).statement(day)
    statement = debt.statement(day)
    assert statement.paid == paid.amount
    assert statement.total < untouched.total - paid.amount  # nothing ran on what was paid


def test_a_late_payment_within_the_grace_keeps_the_agreement(world: DealWorld) -> None:
    closed = world.agree(Wish(count=2))
    later(world, date(2026, 12, 29))
    world.keeping.age()
    world.pay_next()
    assert world.agreement(closed.agreement.id).state is AgreementState.ACTIVE
    world.pay_next()
    assert world.agreement(closed.agreement.id).state is AgreementState.SETTLED
    assert world.debt().status == "settled"


def test_all_that_are_late_are_found_however_many(world: DealWorld) -> None:
    for n in range(5):
        world.owe(stated("maria", id=f"d{n}", external_id=f"B-{n}"))
        world.agree(Wish(count=2), f"d{n}")
    later(world, date(2027, 6, 1))
    assert world.keeping.age() == 5
    assert world.keeping.age() == 0


# -- made anew


def test_an_agreement_made_anew_takes_the_place_of_the_old_one(world: DealWorld) -> None:
    old = world.agree(Wish(count=4))
    world.pay_next()
    proposal = world.offers.again(world.chat, Wish(count=6), "again")
    assert proposal is not None
    assert proposal.quote.owed == reais("750.00")
    assert world.agreement(old.agreement.id).state is AgreementState.ACTIVE  # it runs until then
    new = world.agreements.accept(world.chat, proposal.offers[0].id)
    assert new.new
    assert world.agreement(old.agreement.id).ended_why == "renegotiated"
    assert sum(item.amount for item in new.agreement.installments) == reais("750.00")
    assert world.debt().status == "agreed"
    again = world.agreements.accept(world.chat, proposal.offers[0].id)
    assert (again.new, again.agreement.id) == (False, new.agreement.id)
    assert len(world.events(AGREEMENT_ENDED)) == 1


def test_what_was_paid_after_the_new_proposal_makes_it_void(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    proposal = world.offers.again(world.chat, Wish(count=6), "again")
    assert proposal is not None
    world.pay_next()
    with pytest.raises(OfferNotAvailable, match="changed"):
        world.agreements.accept(world.chat, proposal.offers[0].id)


def test_what_was_paid_on_a_later_day_makes_it_void_too(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    proposal = world.offers.again(world.chat, Wish(count=6), "again")
    assert proposal is not None
    later(world, local_day(world.clock()) + timedelta(days=2))
    world.pay_next()
    with pytest.raises(OfferNotAvailable, match="changed"):
        world.agreements.accept(world.chat, proposal.offers[0].id)


def test_an_old_proposal_does_not_forget_what_was_paid_since(world: DealWorld) -> None:
    old = world.offers.wish(world.chat, "debt", Wish(count=1), "old").offers[0]
    world.with_terms(max_agreements=9)
    world.agree(Wish(count=4))
    world.pay_next()
    anew = world.offers.again(world.chat, Wish(count=2), "anew")
    assert anew is not None
    world.agreements.accept(world.chat, anew.offers[0].id)
    world.keeping.cancel(world.chat)
    with pytest.raises(OfferNotAvailable, match="changed"):
        world.agreements.accept(world.chat, old.id)


def test_there_is_an_end_to_making_it_anew(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    world.keeping.cancel(world.chat)
    world.agree(Wish(count=4))
    with pytest.raises(OfferNotAvailable, match="too_many"):
        world.offers.again(world.chat, Wish(), "third")
    world.keeping.cancel(world.chat)
    with pytest.raises(OfferNotAvailable, match="too_many"):
        world.offers.opening(world.chat, "debt", "fourth")


# -- several debts


def test_debts_of_one_creditor_are_settled_by_one_agreement(world: DealWorld) -> None:
    world.owe(stated("maria", "500.00", id="more", external_id="A-2"))
    closed = world.agree(Wish(count=1), "debt+more")
    assert sum(i.amount for i in closed.agreement.installments) == reais("1200.00")
    assert (world.debt("debt").status, world.debt("more").status) == ("agreed", "agreed")
    with pytest.raises(OfferNotAvailable):
        world.offers.opening(world.chat, "more", "alone")
    world.pay_next()
    assert (world.debt("debt").status, world.debt("more").status) == ("settled", "settled")


def test_what_was_paid_for_several_is_shared_when_it_ends(world: DealWorld) -> None:
    world.owe(stated("maria", "500.00", id="more", external_id="A-2"))
    world.agree(Wish(count=3), "debt+more")
    world.pay_next()
    later(world, date(2027, 6, 1))
    assert world.keeping.age() == 1
    credits = [world.debt(name).credits[0].amount for name in ("debt", "more")]
    assert sum(credits) == reais("500.00")
    assert sorted(credits) == [reais("166.66"), reais("333.34")]


def test_debts_of_two_creditors_stay_apart(world: DealWorld) -> None:
    other = replace(stated("maria").creditor, id="other", cnpj="99102002000159")
    world.owe(stated("maria", id="more", external_id="A-2", creditor=other))
    with pytest.raises(OfferNotAvailable, match="apart"):
        world.offers.opening(world.chat, "debt+more", "k")


# -- incomes


def test_a_known_income_bounds_what_is_offered_from_then_on(world: DealWorld) -> None:
    before = world.offers.wish(world.chat, "debt", Wish(count=2), "k1").offers[0]
    world.offers.tell_income(world.chat, reais("760.00"))
    with pytest.raises(OfferNotAvailable, match="changed"):
        world.agreements.accept(world.chat, before.id)
    offers = world.offers.opening(world.chat, "debt", "k2").offers
    assert offers
    assert max(i.amount for one in offers for i in one.offer.payments) <= reais("160.00")


def test_what_runs_already_counts_against_the_income(world: DealWorld) -> None:
    world.owe(stated("maria", id="more", external_id="A-2"))
    world.offers.tell_income(world.chat, reais("760.00"))
    world.agree(Wish(count=10))  # R$ 100 a month
    assert world.offers.opening(world.chat, "more", "k").offers == ()


def test_an_income_below_the_existential_minimum_leaves_nothing_to_offer(world: DealWorld) -> None:
    world.offers.tell_income(world.chat, reais("500.00"))
    proposal = world.offers.opening(world.chat, "debt", "k")
    assert proposal.offers == ()
    assert [reason.value for reason in proposal.reasons] == ["above_means"]


def test_an_income_is_forgotten_after_three_months(world: DealWorld) -> None:
    world.offers.tell_income(world.chat, reais("500.00"))
    later(world, local_day(world.clock()) + timedelta(days=91))
    assert world.offers.opening(world.chat, "debt", "k").offers


def test_the_newest_income_counts(world: DealWorld) -> None:
    world.offers.tell_income(world.chat, reais("500.00"))
    world.offers.tell_income(world.chat, reais("5000.00"))
    assert len(world.offers.opening(world.chat, "debt", "k").offers) == 3


# -- paying ahead


def test_paying_the_rest_at_once_saves_the_interest_of_the_time_left(world: DealWorld) -> None:
    world.with_terms(monthly_interest_pct=Decimal(2))
    world.agree(Wish(count=10))
    ahead = world.keeping.ahead(world.chat)
    assert ahead is not None
    assert ahead.saved > 100
    # Up to a few days between the table's months and the calendar's.
    assert abs(ahead.amount - reais("1000.00")) < 5


def test_a_plan_without_interest_has_none_to_give_back(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    assert world.keeping.ahead(world.chat) == Ahead(reais("1000.00"), reais("0.00"))


def test_nothing_of_this_is_open_to_who_is_not_verified(world: DealWorld) -> None:
    world.agree(Wish(count=4))
    world.clock.advance(hours=1)
    for call in (world.keeping.cancel, world.keeping.due_choices, world.keeping.ahead):
        with pytest.raises(NotVerified):
            call(world.chat)
    with pytest.raises(NotVerified):
        world.keeping.change_due_date(world.chat, date(2027, 1, 4))
    with pytest.raises(NotVerified):
        world.offers.tell_income(world.chat, reais("1000.00"))
    with pytest.raises(NotVerified):
        world.offers.again(world.chat, Wish(), "k")
