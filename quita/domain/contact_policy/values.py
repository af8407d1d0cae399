"""What the governor is asked, what it is told, and what it answers: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from quita.domain.conversation import Channel
from quita.domain.debt import Standing


class Purpose(str, Enum):
    """Why the company writes first."""

    REMINDER = "reminder"  # of a payment that was agreed
    NEWS = "news"  # of what the person did or asked for: a payment came in, a paper is ready
    OUTREACH = "outreach"  # a campaign: to whom nobody spoke yet
    LINK = "link"  # an SMS with a link, so that the person may begin


class Silence(str, Enum):
    """What a suppression covers."""

    ADDRESS = "address"  # this phone or user id, on every channel
    PERSON = "person"  # this person, wherever they are
    DEBT = "debt"  # whatever is about this debt


@dataclass(frozen=True)
class Asked:
    """What the company would like to send.

    Attributes:
        at: when, aware.
        phone: E.164 with +; None where only a user id is known: its state is unknown then.
    """

    at: datetime
    channel: Channel
    purpose: Purpose
    phone: str | None = None


@dataclass(frozen=True)
class Permission:
    """The last word of a person on being written to at an address; `given` False is a no."""

    given: bool
    at: datetime


@dataclass(frozen=True)
class Known:
    """What is known of the person, the address and the debts that a message is about.

    Attributes:
        permission: the last word on reminders or on campaigns, whichever is asked; None: no word.
        silences: suppressions that are in force.
        do_not_disturb: whether the phone is on São Paulo's "Não Me Ligue" list.
        life_at_risk: whether a risk to life was heard and no human has released it yet.
        unreachable: whether nothing reaches the address on this channel since they last wrote.
        with_a_human_until: a person of the team has the conversation, or is waited for: when to
            look again; None where nobody has it.
        standings: of the debts it is about, on the day.
        started: moments at which the company wrote first to this person; 31 days are enough.
    """

    permission: Permission | None = None
    silences: frozenset[Silence] = frozenset()
    do_not_disturb: bool = False
    life_at_risk: bool = False
    unreachable: bool = False
    with_a_human_until: datetime | None = None
    standings: tuple[Standing, ...] = ()
    started: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Caps:
    """How many messages the company starts to one person, over rolling days (CDC art. 42, 71)."""

    a_day: int = 1
    a_week: int = 3
    a_month: int = 8


@dataclass(frozen=True)
class Refusal:
    """Why a message must not go.

    Attributes:
        rule: its name. article: what it rests on.
        until: when this rule alone would let it pass; None where time does not help.
    """

    rule: str
    article: str
    until: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """The governor's answer.

    Attributes:
        refusal: the rule that refuses; None where the message may go.
        next_at: the next moment at which every rule lets it pass, as far as is known now; None
            where it may go, or never may.
    """

    refusal: Refusal | None = None
    next_at: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether the message may go now."""
        return self.refusal is None
