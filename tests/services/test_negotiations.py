"""Whole negotiations at random: wishes, incomes, acceptances twice over, payments, time, defaults.

After every step: one agreement runs at most for a debt, nobody is charged above what was agreed,
and what was paid is counted once towards what is owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quita.adapters.database.engine import make_engine
from quita.adapters.database.migrate import upgrade
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault
from quita.domain.agreement import RUNNING, AgreementState
from quita.domain.business_days import local_day
from quita.domain.errors import NotAllowed, OfferNotAvailable
from quita.domain.money import ZERO
from quita.domain.offer import OfferKind, Wish
from quita.domain.policy import Terms
from quita.domain.records import StoredOffer
from quita.services.table import INCOME_LASTS
from tests.builders import debt_of
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld

AMOUNT = st.none() | st.integers(1, 120_000).map(lambda cents: Decimal(cents) / 100)
WISHES = st.builds(
    Wish,
    total=AMOUNT,
    monthly=AMOUNT,
    down=AMOUNT,
    count=st.none() | st.integers(1, 14),
    interest_free=st.booleans(),
)
TERMS = st.builds(
    Terms,
    max_cash_discount_pct=st.sampled_from(["0", "20", "60"]).map(Decimal),
    max_installments=st.sampled_from([1, 4, 12]),
    min_down_payment=st.sampled_from(["0.00", "80.00"]).map(Decimal),
    monthly_interest_pct=st.sampled_from(["0", "2"]).map(Decimal),
    interest_free_installments=st.sampled_from([0, 3]),
    max_agreements=st.just(5),
)


class Negotiation(RuleBasedStateMachine):
    """One debtor with two debts of one creditor, and everything that they may do."""

    folder: Path
    names = count()

    @initialize(terms=TERMS)
    def owe(self, terms: Terms) -> None:
        """Begin with a database of one's own."""
        ids = count()
        self.terms = terms
        url = f"sqlite:///{self.folder}/{next(self.names)}.db"
        upgrade(url)
        clock = FakeClock(datetime(2026, 11, 23, 15, tzinfo=timezone.utc))
        new_id: Callable[[], str] = lambda: f"id{next(ids):06d}"  # noqa: E731
        self.engine = make_engine(url)
        self.world = DealWorld(Database(self.engine, Vault("s" * 40), new_id), clock, new_id)
        for name, external_id in (("debt", "A-1"), ("more", "A-2")):
            self.world.owe(debt_of("maria", id=name, external_id=external_id, terms=terms))
        self.shown: list[StoredOffer] = []
        self.income: Decimal | None = None
        self.told_at = clock()

    def teardown(self) -> None:
        """Close the database."""
        if hasattr(self, "engine"):
            self.engine.dispose()

    @rule(wish=WISHES, on=st.sampled_from(["debt", "more", "debt+more"]))
    def wish(self, wish: Wish, on: str) -> None:
        """Wish something of a debt, or of both."""
        try:
            proposal = self.world.offers.wish(self.world.chat, on, wish, self.world.new_id())
        except OfferNotAvailable:
            return
        day = local_day(self.world.clock())
        owed = sum((self.world.debt(one).statement(day).total for one in on.split("+")), ZERO)
        for stored in proposal.offers:
            self._check(stored, owed)
        self.shown += proposal.offers

    @rule(wish=WISHES)
    def wish_again(self, wish: Wish) -> None:
        """Wish another plan in place of the running one."""
        try:
            proposal = self.world.offers.again(self.world.chat, wish, self.world.new_id())
        except OfferNotAvailable:
            return
        self.shown += proposal.offers if proposal else ()

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), twice=st.booleans())
    def accept(self, data: st.DataObject, twice: bool) -> None:
        """Accept any offer that was ever shown, perhaps twice."""
        stored = data.draw(st.sampled_from(self.shown))
        try:
            closed = self.world.agreements.accept(self.world.chat, stored.id)
        except OfferNotAvailable:
            return
        agreed = [(item.number, item.amount) for item in closed.agreement.installments]
        assert agreed == [(item.number, item.amount) for item in stored.offer.payments]
        if closed.new:
            assert local_day(self.world.clock()) <= stored.offer.valid_until
        if twice:
            again = self.world.agreements.accept(self.world.chat, stored.id)
            assert (again.new, again.agreement.id) == (False, closed.agreement.id)

    @rule(income=st.sampled_from([500, 700, 900, 3000]).map(Decimal))
    def tell_income(self, income: Decimal) -> None:
        """Tell an income."""
        self.world.offers.tell_income(self.world.chat, income)
        self.income, self.told_at = income, self.world.clock()

    @rule()
    def pay(self) -> None:
        """Pay what is due next, if anything is."""
        if self.world.agreements.current(self.world.chat) is not None:
            self.world.pay_next()

    @rule()
    def withdraw(self) -> None:
        """Withdraw from the running agreement."""
        current = self.world.agreements.current(self.world.chat)
        try:
            self.world.keeping.cancel(self.world.chat)
        except NotAllowed:
            assert current is not None and current.agreement.paid

    @rule(days=st.integers(-3, 40))
    def move(self, days: int) -> None:
        """Wish another due date."""
        day = local_day(self.world.clock()) + timedelta(days=days)
        try:
            self.world.keeping.change_due_date(self.world.chat, day)
        except NotAllowed:
            return

    @rule(days=st.sampled_from([1, 4, 12, 45]))
    def wait(self, days: int) -> None:
        """Let time pass, and what it brings."""
        self.world.clock.advance(days=days)
        self.world.new_chat()
        self.world.keeping.age()
        self.world.keeping.withdraw_due(self.world.bank)
        self.world.payments.check_due(self.world.bank)

    @invariant()
    def one_agreement_runs_for_a_debt(self) -> None:
        """Hold what must always hold."""
        if not hasattr(self, "world"):
            return
        with self.world.database() as tx:
            agreements = tx.agreements.of_person("maria")
        for name in ("debt", "more"):
            debt, held = self.world.debt(name), [a for a in agreements if name in a.debt_ids]
            running = [one for one in held if one.state in RUNNING]
            assert len(running) <= 1
            assert (debt.status == "agreed") == bool(running)
            settled = [one for one in held if one.state is AgreementState.SETTLED]
            assert (debt.status == "settled") == bool(settled)
        paid = sum((i.amount for one in agreements for i in one.paid), ZERO)
        at_bank = sum(
            (p.amount for c in self.world.bank.charges.values() for p in c.payments), ZERO
        )
        assert paid == at_bank
        ended = [a for a in agreements if a.state not in (*RUNNING, AgreementState.SETTLED)]
        lost = sum((i.amount for one in ended for i in one.paid), ZERO)
        credited = sum(
            (c.amount for n in ("debt", "more") for c in self.world.debt(n).credits), ZERO
        )
        assert credited == lost

    def _check(self, stored: StoredOffer, owed: Decimal) -> None:
        offer = stored.offer
        assert offer.owed == owed
        if offer.kind is OfferKind.CASH or not offer.monthly_interest_pct:
            assert offer.total <= owed
        known = self.income is not None and self.world.clock() - self.told_at <= INCOME_LASTS
        if known and offer.kind is OfferKind.INSTALLMENTS:
            assert self.income is not None
            left = self.income - max(item.amount for item in offer.payments)
            assert left >= self.terms.existential_minimum


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    Negotiation.folder = tmp_path
    yield tmp_path


@pytest.mark.slow
def test_no_negotiation_breaks_what_must_hold(folder: Path) -> None:
    run_state_machine_as_test(
        Negotiation,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
