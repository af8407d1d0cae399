"""When a conversation goes to a human, why, and how urgently: one pure function.

It is asked after understanding and before any action, and again after the actions. Thresholds and
the table of reasons are configuration with these defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        attempts: how often this turn has been begun, this time included.
        recent: intents of the turns before, oldest first.
    """

    intent: str | None = None
    confidence: float = 0.0
    misunderstandings: int = 0
    unreadable: int = 0
    identity_locked: bool = False
    asked_for: Reason | None = None
    attempts: int = 0
    recent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """Intents that follow each other, the last one being this turn's, and what they come to."""

    intents: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True)
class Rules:
    """The configuration of the policy.

    Attributes:
        max_misunderstandings: the one in a row that hands over.
        max_unreadable: the unreadable medium in a row that hands over.
        max_attempts: a turn that failed so often is not tried again.
        min_confidence: what is understood less surely counts as misunderstood; 0 leaves it to the
            gate of the model.
        priorities: by reason, 0 first; a reason that is not named has the default one.
    """

    max_misunderstandings: int = 2
    max_unreadable: int = 2
    max_attempts: int = 3
    min_confidence: float = 0.0
    at_once: Mapping[str, Reason] = field(default_factory=lambda: AT_ONCE)
    sequences: tuple[Pattern, ...] = ()
    priorities: Mapping[Reason, int] = field(default_factory=lambda: PRIORITIES)
    default_priority: int = DEFAULT_PRIORITY

    @property
    def longest(self) -> int:
        """How many earlier intents the policy looks at."""
        return max((len(pattern.intents) - 1 for pattern in self.sequences), default=0)


@dataclass(frozen=True)
class Decision:
    """A handoff that must happen.

    Attributes:
        rule: which rule of the policy said so, for the dossier and the desk.
        urgency: the priority, where the configuration says other than the table above.
    """

    reason: Reason
    rule: str = ""
    urgency: int | None = None

    @property
    def priority(self) -> int:
        """The place of the reason in the queue; 0 goes first."""
        if self.urgency is not None:
            return self.urgency
        return PRIORITIES.get(self.reason, DEFAULT_PRIORITY)


def decide(signals: Signals, rules: Rules | None = None) -> Decision | None:
    """Say whether the conversation goes to a human now, and why; the gravest reason wins."""
    rules = rules or Rules()
    decisions = [
        Decision(reason, rule, rules.priorities.get(reason, rules.default_priority))
        for reason, rule in _found(signals, rules)
    ]
    return min(decisions, key=lambda decision: decision.priority, default=None)


def _found(signals: Signals, rules: Rules) -> Iterator[tuple[Reason, str]]:
    if signals.attempts > rules.max_attempts:
        yield Reason.SYSTEM_FAILURE, f"attempts>{rules.max_attempts}"
    if signals.intent is not None and signals.intent in rules.at_once:
        yield rules.at_once[signals.intent], f"intent:{signals.intent}"
    if signals.asked_for:
        yield signals.asked_for, "asked_by_action"
    if signals.identity_locked:
        yield Reason.IDENTITY_FAILED, "identity_locked"
    for pattern in rules.sequences:
        if signals.intent is not None and _ends_with(signals, pattern.intents):
            yield pattern.reason, f"sequence:{','.join(pattern.intents)}"
    missed = signals.misunderstandings + understood_nothing(signals, rules)
    if missed > signals.misunderstandings and missed >= rules.max_misunderstandings:
        yield Reason.LOW_CONFIDENCE, f"misunderstandings>={rules.max_misunderstandings}"
    if signals.unreadable >= rules.max_unreadable:
        yield Reason.UNSUPPORTED_MEDIA, f"unreadable>={rules.max_unreadable}"


def _ends_with(signals: Signals, intents: tuple[str, ...]) -> bool:
    return (*signals.recent, signals.intent)[-len(intents) :] == intents


def understood_nothing(signals: Signals, rules: Rules | None = None) -> bool:
    """Say whether this message counts as a misunderstanding."""
    if signals.intent is None:
        return False
    return signals.intent == FALLBACK_INTENT or signals.confidence < (
        rules.min_confidence if rules else 0.0
    )
