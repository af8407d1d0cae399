"""What follows a deal, as plain values: a word on being written to, reminders, news, papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from quita.domain.agreement import RUNNING
from quita.domain.conversation import Channel
from quita.domain.records import AgreedInstallment, Agreement, Payload

BEFORE_DAYS = 3  # how many days before the due date the first reminder may go
AFTER_DAYS = 2  # and how many after it the gentle one
AFTER_SPAN_DAYS = 7  # past that nobody is reminded any more


class About(str, Enum):
    """What a person says yes or no to."""

    REMINDERS = "reminders"
    OUTREACH = "outreach"
    EVERYTHING = "everything"  # an opt-out, and what takes it back


class Source(str, Enum):
    """How a word on being written to came."""

    CLOSING = "closing"  # the question at the end of a deal
    WORDS = "words"  # said by the person, unasked
    BUTTON = "button"
    PREFERENCE = "preference"  # Meta's own switch (`user_preferences`)


@dataclass(frozen=True)
class Consent:
    """A yes or no to being written to at an address, with the words that said it.

    Attributes:
        conversation_id: where it was said; None for a preference set outside a conversation.
    """

    person_id: str | None
    address_id: str
    channel: Channel
    about: About
    given: bool
    source: Source
    words: str
    at: datetime
    conversation_id: str | None = None


class ReminderKind(str, Enum):
    """When it goes, by the due date."""

    BEFORE = "before"
    ON_THE_DAY = "on_the_day"
    AFTER = "after"


class ReminderState(str, Enum):
    """How far a reminder got."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # not sent, and why is written down


@dataclass(frozen=True)
class Reminder:
    """One reminder of one payment; once for each installment, kind and due date.

    Attributes:
        next_at: when it is looked at again; None once it is over.
        why: what held it back, or had it dropped.
    """

    id: str
    installment_id: str
    agreement_id: str
    person_id: str
    kind: ReminderKind
    due_date: date
    state: ReminderState
    made_at: datetime
    next_at: datetime | None
    why: str = ""

    @property
    def key(self) -> str:
        """What it is made once by: a date that moved is another reminder."""
        return f"{self.installment_id}:{self.kind.value}:{self.due_date.isoformat()}"


def days_of(kind: ReminderKind, due: date, grace_days: int) -> tuple[date, date]:
    """Give the first and last day on which a reminder makes sense; none where they cross.

    The gentle one ends with the days of grace: nobody is reminded of an agreement that is over.
    """
    if kind is ReminderKind.BEFORE:
        return due - timedelta(days=BEFORE_DAYS), due - timedelta(days=1)
    if kind is ReminderKind.ON_THE_DAY:
        return due, due
    span = min(AFTER_SPAN_DAYS, grace_days)
    return due + timedelta(days=min(AFTER_DAYS, max(span, 1))), due + timedelta(days=span)


def kinds_on(day: date, due: date, grace_days: int) -> list[ReminderKind]:
    """Give the reminders whose days have come and not passed."""
    spans = ((kind, *days_of(kind, due, grace_days)) for kind in ReminderKind)
    return [kind for kind, first, last in spans if first <= day <= last]


def item_of(agreement: Agreement | None, reminder: Reminder) -> AgreedInstallment | None:
    """Give the payment that is still to be made on that day under an agreement that runs."""
    if agreement is None or agreement.state not in RUNNING:
        return None
    same = (item for item in agreement.installments if item.id == reminder.installment_id)
    item = next(same, None)
    stands = item and item.paid_at is None and item.due_date == reminder.due_date
    return item if stands else None


@dataclass(frozen=True)
class News:
    """Messages that wait until their person may be told: after an opt-out, or unverified.

    Attributes:
        why: silence, window or unverified.
        next_at: when a neutral hint may be tried; None for none.
    """

    key: str
    person_id: str
    conversation_id: str
    messages: Sequence[Payload]
    why: str
    made_at: datetime
    next_at: datetime | None = None


@dataclass(frozen=True)
class Letter:
    """A settlement letter; `code` is what anybody may check it by."""

    id: str
    agreement_id: str
    person_id: str
    code: str
    issued_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Delisting:
    """A creditor was asked to take a listing back by a business day (CDC 43 §3; STJ súmula 548)."""

    id: str
    agreement_id: str
    debt_id: str
    requested_at: datetime
    due_day: date
    done_at: datetime | None = None
