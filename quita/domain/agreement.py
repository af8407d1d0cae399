"""The life of an agreement as a state machine (docs/agreements.md has its drawing).

An agreement is no novation: it confirms the debts it settles and only changes how they are paid
(CC art. 361). So what ends it before its time gives the debts back, less what was paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from quita.domain.errors import NotAllowed


class AgreementState(str, Enum):
    """Where an agreement stands."""

    PROPOSED = "proposed"  # a summary was shown: an offer that waits for its acceptance
    ACTIVE = "active"
    LATE = "late"  # a payment is past its day, within the days of grace
    BROKEN = "broken"  # by default: the days of grace are over
    SETTLED = "settled"
    CANCELLED = "cancelled"  # ended without a default: withdrawn, lapsed, or made anew


class DateRefusal(str, Enum):
    """Why a payment cannot be moved to a day; docs/agreements.md has the limits."""

    TOO_OFTEN = "too_often"
    TOO_FAR = "too_far"
    TOO_EARLY = "too_early"


class Happening(str, Enum):
    """What moves an agreement on."""

    ACCEPTED = "accepted"
    LAPSED = "lapsed"  # nobody accepted in time
    OVERDUE = "overdue"
    CAUGHT_UP = "caught_up"
    PAID_UP = "paid_up"
    GRACE_OVER = "grace_over"
    WITHDRAWN = "withdrawn"  # by the debtor, before the first payment
    RENEGOTIATED = "renegotiated"  # another agreement takes its place


RUNNING = (AgreementState.ACTIVE, AgreementState.LATE)
ENDED = (AgreementState.BROKEN, AgreementState.CANCELLED)  # the debts came back
TRANSITIONS: Mapping[tuple[AgreementState, Happening], AgreementState] = {
    (AgreementState.PROPOSED, Happening.ACCEPTED): AgreementState.ACTIVE,
    (AgreementState.PROPOSED, Happening.LAPSED): AgreementState.CANCELLED,
    (AgreementState.ACTIVE, Happening.OVERDUE): AgreementState.LATE,
    (AgreementState.LATE, Happening.CAUGHT_UP): AgreementState.ACTIVE,
    (AgreementState.LATE, Happening.GRACE_OVER): AgreementState.BROKEN,
    **{(state, Happening.PAID_UP): AgreementState.SETTLED for state in RUNNING},
    **{(state, Happening.WITHDRAWN): AgreementState.CANCELLED for state in RUNNING},
    **{(state, Happening.RENEGOTIATED): AgreementState.CANCELLED for state in RUNNING},
}


def after(state: AgreementState, happening: Happening) -> AgreementState:
    """Give the state that follows.

    Raises:
        NotAllowed: that cannot happen in this state.
    """
    following = TRANSITIONS.get((state, happening))
    if following is None:
        raise NotAllowed(f"an agreement that is {state.value} cannot be {happening.value}")
    return following


def is_overdue(due: date, day: date) -> bool:
    """Say whether a payment due on one day is late on another."""
    return day > due


def grace_is_over(due: date, grace_days: int, day: date) -> bool:
    """Say whether the days of grace of a payment have passed."""
    return day > due + timedelta(days=grace_days)
