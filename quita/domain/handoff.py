"""When a conversation goes to a human, why, and how urgently: one pure function.

It is asked after understanding and before any action, and again after the actions. Thresholds and
the table of reasons are configuration with these defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Reason(str, Enum):
    """Why a human is needed; the names are those of the handoff event."""

    LOW_CONFIDENCE = "low_confidence"
    REQUESTED = "requested"
    IDENTITY_FAILED = "identity_failed"
    FRAUD = "fraud"
    DECEASED = "deceased"
    DISPUTE = "dispute"
    LEGAL_THREAT = "legal_threat"
    LIFE_RISK = "life_risk"
    OVER_INDEBTED = "over_indebted"
    HARDSHIP = "hardship"
    LGPD = "lgpd"
    RECEIPT = "receipt"
    BEYOND_AUTHORITY = "beyond_authority"
    ABUSE = "abuse"
    SYSTEM_FAILURE = "system_failure"
    UNSUPPORTED_MEDIA = "unsupported_media"


PRIORITIES: Mapping[Reason, int] = {  # 0 goes first
    Reason.LIFE_RISK: 0,
    Reason.FRAUD: 1,
    Reason.DECEASED: 1,
    Reason.LEGAL_THREAT: 1,
    Reason.SYSTEM_FAILURE: 2,
    Reason.LGPD: 2,
    Reason.DISPUTE: 2,
    Reason.OVER_INDEBTED: 3,
    Reason.HARDSHIP: 3,
}
DEFAULT_PRIORITY = 4
FALLBACK_INTENT = "nlu_fallback"
AT_ONCE: Mapping[str, Reason] = {  # decided by understanding alone, before any action
    "life_risk": Reason.LIFE_RISK,
    "request_human": Reason.REQUESTED,
}


@dataclass(frozen=True)
class Signals:
    """What is known when the policy is asked.

    Attributes:
        intent: after the fallback gate (`nlu_fallback` when it did not pass).
        confidence: of the top intent, 0 to 1.
        misunderstandings: in a row, before this message.
        unreadable: media in a row that could not be read, this one included.
        asked_for: the reason that an action asked for, if any.
    """

    intent: str | None = None
    confidence: float = 0.0
    misunderstandings: int = 0
    unreadable: int = 0
    identity_locked: bool = False
    asked_for: Reason | None = None


@dataclass(frozen=True)
class Rules:
    """The configuration of the policy.

    Attributes:
        max_misunderstandings: the one in a row that hands over.
        max_unreadable: the unreadable medium in a row that hands over.
    """

    max_misunderstandings: int = 2
    max_unreadable: int = 2
    at_once: Mapping[str, Reason] = field(default_factory=lambda: AT_ONCE)


@dataclass(frozen=True)
class Decision:
    """A handoff that must happen."""

    reason: Reason

    @property
    def priority(self) -> int:
        """The place of the reason in the queue; 0 goes first."""
        return PRIORITIES.get(self.reason, DEFAULT_PRIORITY)


def decide(signals: Signals, rules: Rules | None = None) -> Decision | None:
    """Say whether the conversation goes to a human now, and why; the gravest reason wins."""
    rules = rules or Rules()
    found: list[Reason] = []
    if signals.intent is not None and signals.intent in rules.at_once:
        found.append(rules.at_once[signals.intent])
    if signals.asked_for:
        found.append(signals.asked_for)
    if signals.identity_locked:
        found.append(Reason.IDENTITY_FAILED)
    if understood_nothing(signals) and signals.misunderstandings + 1 >= rules.max_misunderstandings:
        found.append(Reason.LOW_CONFIDENCE)
    if signals.unreadable >= rules.max_unreadable:
        found.append(Reason.UNSUPPORTED_MEDIA)
    decisions = [Decision(reason) for reason in found]
    return min(decisions, key=lambda decision: decision.priority, default=None)


def understood_nothing(signals: Signals) -> bool:
    """Say whether this message counts as a misunderstanding."""
    return signals.intent == FALLBACK_INTENT
