"""Promises of a case, theirs and ours: payments that were agreed and hours that were promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from quita.domain.agreement import RUNNING, AgreementState, is_overdue
from quita.domain.business_days import local_day
from quita.domain.handoff_records import Callback, CallbackState
from quita.domain.records import AgreedInstallment

SYSTEM = "system"
_BOUND = (*RUNNING, AgreementState.BROKEN)  # what was overdue then was broken


class PromiseKind(str, Enum):
    """What was promised, and by whom."""

    PAYMENT = "payment"  # by the person: a payment of their agreement
    HOUR = "hour"  # by us: an answer at the hour that somebody chose
    OPENING = "opening"  # by us, unasked: an answer when people are there again


class PromiseState(str, Enum):
    """What became of it."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    RELEASED = "released"  # it binds nobody any more: withdrawn, or made anew


@dataclass(frozen=True)
class Promise:
    """One promise; `due` is a day for payments and a moment for hours; reais.

    Attributes:
        number: of the payment, 0 for the down payment.
    """

    kind: PromiseKind
    state: PromiseState
    due: date
    amount: Decimal | None = None
    number: int | None = None

    @property
    def day(self) -> date:
        """Give the day in São Paulo on which it is due."""
        return local_day(self.due) if isinstance(self.due, datetime) else self.due


def of_payment(item: AgreedInstallment, agreement: AgreementState, day: date) -> Promise:
    """Give the promise that a payment of an agreement is, seen on a day."""
    if item.paid_at is not None:
        late = is_overdue(item.due_date, local_day(item.paid_at))
        state = PromiseState.KEPT_LATE if late else PromiseState.KEPT
    elif agreement in _BOUND and is_overdue(item.due_date, day):
        state = PromiseState.BROKEN
    else:
        state = PromiseState.OPEN if agreement in RUNNING else PromiseState.RELEASED
    return Promise(PromiseKind.PAYMENT, state, item.due_date, item.amount, item.number)


def of_callback(callback: Callback, owned_up: Iterable[datetime]) -> Promise:
    """Give the promise that an hour is.

    Args:
        owned_up: when the person was told that nobody came, in this conversation.
    """
    missed = any(moment >= callback.due_at for moment in owned_up)
    states = {
        CallbackState.PROMISED: PromiseState.OPEN,
        CallbackState.DUE: PromiseState.BROKEN if missed else PromiseState.OPEN,
        CallbackState.KEPT: PromiseState.KEPT_LATE if missed else PromiseState.KEPT,
        CallbackState.WITHDRAWN: PromiseState.BROKEN if missed else PromiseState.RELEASED,
    }
    kind = PromiseKind.OPENING if callback.made_by == SYSTEM else PromiseKind.HOUR
    return Promise(kind, states[callback.state], callback.due_at)


def in_order(promises: Iterable[Promise]) -> list[Promise]:
    """Put open promises first, the soonest at the top, then the others, the latest at the top."""
    known = list(promises)
    still = [one for one in known if one.state is PromiseState.OPEN]
    past = [one for one in known if one.state is not PromiseState.OPEN]
    return [*sorted(still, key=_when), *sorted(past, key=_when, reverse=True)]


def _when(promise: Promise) -> tuple[date, str]:
    return promise.day, promise.due.isoformat()
