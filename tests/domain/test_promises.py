"""What became of a promise: a payment of an agreement, or an hour at which we would answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from quita.domain.agreement import AgreementState
from quita.domain.handoff_records import Callback, CallbackState
from quita.domain.promises import (
    Promise,
    PromiseKind,
    PromiseState,
    in_order,
    of_callback,
    of_payment,
)
from quita.domain.records import AgreedInstallment

DUE = date(2026, 11, 20)
HOUR = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)


def payment(paid: datetime | None = None) -> AgreedInstallment:
    return AgreedInstallment("i", "a", 2, DUE, Decimal("150.00"), paid)


@pytest.mark.parametrize(
    ("agreement", "paid", "day", "state"),
    [
        (AgreementState.ACTIVE, None, DUE, PromiseState.OPEN),
        (AgreementState.LATE, None, DUE + timedelta(days=1), PromiseState.BROKEN),
        (AgreementState.BROKEN, None, DUE + timedelta(days=40), PromiseState.BROKEN),
        (AgreementState.BROKEN, None, DUE - timedelta(days=9), PromiseState.RELEASED),
        (AgreementState.CANCELLED, None, DUE + timedelta(days=9), PromiseState.RELEASED),
        (AgreementState.PROPOSED, None, DUE, PromiseState.RELEASED),
        (AgreementState.SETTLED, None, DUE, PromiseState.RELEASED),
        (AgreementState.ACTIVE, HOUR, DUE + timedelta(days=9), PromiseState.KEPT),
        (AgreementState.BROKEN, HOUR, DUE + timedelta(days=9), PromiseState.KEPT),
        (AgreementState.ACTIVE, HOUR + timedelta(days=1), DUE, PromiseState.KEPT_LATE),
    ],
)
def test_a_payment_is_open_kept_or_broken(
    agreement: AgreementState, paid: datetime | None, day: date, state: PromiseState
) -> None:
    promise = of_payment(payment(paid), agreement, day)
    assert promise == Promise(PromiseKind.PAYMENT, state, DUE, Decimal("150.00"), 2)


def test_a_payment_late_at_night_counts_by_the_day_in_sao_paulo() -> None:
    paid = datetime(2026, 11, 21, 1, 30, tzinfo=timezone.utc)  # 22h30 of the 20th
    assert of_payment(payment(paid), AgreementState.ACTIVE, DUE).state is PromiseState.KEPT


@pytest.mark.parametrize(
    ("state", "owned_up", "seen"),
    [
        (CallbackState.PROMISED, [], PromiseState.OPEN),
        (CallbackState.DUE, [], PromiseState.OPEN),
        (CallbackState.DUE, [HOUR - timedelta(hours=1)], PromiseState.OPEN),
        (CallbackState.DUE, [HOUR + timedelta(minutes=20)], PromiseState.BROKEN),
        (CallbackState.KEPT, [], PromiseState.KEPT),
        (CallbackState.KEPT, [HOUR + timedelta(minutes=20)], PromiseState.KEPT_LATE),
        (CallbackState.WITHDRAWN, [], PromiseState.RELEASED),
        (CallbackState.WITHDRAWN, [HOUR + timedelta(minutes=20)], PromiseState.BROKEN),
    ],
)
def test_an_hour_is_open_kept_or_broken(
    state: CallbackState, owned_up: list[datetime], seen: PromiseState
) -> None:
    hour = Callback("c", "chat", "h", "geral", HOUR, HOUR - timedelta(hours=3), "person", state)
    promise = of_callback(hour, owned_up)
    assert (promise.state, promise.due, promise.kind) == (seen, HOUR, PromiseKind.HOUR)


def test_an_hour_that_nobody_asked_for_is_the_next_opening() -> None:
    hour = Callback("c", "chat", "h", "geral", HOUR, HOUR, "system")
    assert of_callback(hour, []).kind is PromiseKind.OPENING


def test_open_promises_stand_first_the_soonest_at_the_top_then_the_latest_past() -> None:
    def promise(days: int, state: PromiseState) -> Promise:
        return Promise(PromiseKind.PAYMENT, state, DUE + timedelta(days=days))

    soon, later = promise(1, PromiseState.OPEN), promise(31, PromiseState.OPEN)
    old, older = promise(-1, PromiseState.KEPT), promise(-31, PromiseState.BROKEN)
    hour = Promise(PromiseKind.HOUR, PromiseState.OPEN, HOUR)
    assert in_order([later, older, soon, old, hour]) == [hour, soon, later, old, older]
