"""Tests of the handoff policy: when, why, and how urgently."""

from __future__ import annotations

import pytest

from quita.domain.handoff import (
    DEFAULT_PRIORITY,
    FALLBACK_INTENT,
    Decision,
    Pattern,
    Reason,
    Rules,
    Signals,
    decide,
    understood_nothing,
)


def reason_of(signals: Signals, rules: Rules | None = None) -> Reason | None:
    decision = decide(signals, rules)
    return decision.reason if decision else None


@pytest.mark.parametrize(
    ("signals", "reason"),
    [
        (Signals(), None),
        (Signals("greet", 0.99), None),
        (Signals("request_human", 0.4), Reason.REQUESTED),
        (Signals("life_risk", 0.2), Reason.LIFE_RISK),
        (Signals(FALLBACK_INTENT), None),
        (Signals(FALLBACK_INTENT, misunderstandings=1), Reason.LOW_CONFIDENCE),
        (Signals(FALLBACK_INTENT, misunderstandings=7), Reason.LOW_CONFIDENCE),
        (Signals("greet", misunderstandings=1), None),
        (Signals(None, misunderstandings=1), None),
        (Signals(unreadable=1), None),
        (Signals(unreadable=2), Reason.UNSUPPORTED_MEDIA),
        (Signals(unreadable=3), Reason.UNSUPPORTED_MEDIA),
        (Signals(identity_locked=True), Reason.IDENTITY_FAILED),
        (Signals(attempts=3), None),
        (Signals(attempts=4), Reason.SYSTEM_FAILURE),
        *((Signals("greet", 0.9, asked_for=reason), reason) for reason in Reason),
    ],
)
def test_each_signal_hands_over_for_its_own_reason(signals: Signals, reason: Reason | None) -> None:
    assert reason_of(signals) is reason


@pytest.mark.parametrize(
    ("signals", "gravest"),
    [
        (Signals("life_risk", asked_for=Reason.FRAUD, identity_locked=True), Reason.LIFE_RISK),
        (Signals("request_human", asked_for=Reason.LIFE_RISK), Reason.LIFE_RISK),
        (Signals("request_human", asked_for=Reason.DECEASED), Reason.DECEASED),
        (Signals(identity_locked=True, asked_for=Reason.DISPUTE), Reason.DISPUTE),
        (Signals(FALLBACK_INTENT, misunderstandings=1, asked_for=Reason.LGPD), Reason.LGPD),
        (Signals(unreadable=2, asked_for=Reason.HARDSHIP), Reason.HARDSHIP),
    ],
)
def test_of_several_reasons_the_gravest_wins(signals: Signals, gravest: Reason) -> None:
    assert reason_of(signals) is gravest


@pytest.mark.parametrize(
    ("reason", "priority"),
    [
        (Reason.LIFE_RISK, 0),
        (Reason.FRAUD, 1),
        (Reason.DECEASED, 1),
        (Reason.LEGAL_THREAT, 1),
        (Reason.SYSTEM_FAILURE, 2),
        (Reason.LGPD, 2),
        (Reason.DISPUTE, 2),
        (Reason.OVER_INDEBTED, 3),
        (Reason.HARDSHIP, 3),
        (Reason.REQUESTED, DEFAULT_PRIORITY),
        (Reason.LOW_CONFIDENCE, DEFAULT_PRIORITY),
        (Reason.IDENTITY_FAILED, DEFAULT_PRIORITY),
        (Reason.RECEIPT, DEFAULT_PRIORITY),
        (Reason.BEYOND_AUTHORITY, DEFAULT_PRIORITY),
        (Reason.ABUSE, DEFAULT_PRIORITY),
        (Reason.UNSUPPORTED_MEDIA, DEFAULT_PRIORITY),
    ],
)
def test_every_reason_has_its_place_in_the_queue(reason: Reason, priority: int) -> None:
    assert Decision(reason).priority == priority


def test_nothing_goes_before_a_risk_to_life() -> None:
    others = [Decision(reason).priority for reason in Reason if reason is not Reason.LIFE_RISK]
    assert Decision(Reason.LIFE_RISK).priority < min(others)


def test_thresholds_and_intents_are_configuration() -> None:
    patient = Rules(max_misunderstandings=3, max_unreadable=4, at_once={"abuse": Reason.ABUSE})
    assert reason_of(Signals(FALLBACK_INTENT, misunderstandings=1), patient) is None
    assert reason_of(Signals(FALLBACK_INTENT, misunderstandings=2), patient)
    assert reason_of(Signals(unreadable=3), patient) is None
    assert reason_of(Signals("abuse"), patient) is Reason.ABUSE
    assert reason_of(Signals("request_human"), patient) is None


THRICE = Rules(sequences=(Pattern(("complain", "complain", "complain"), Reason.ABUSE),))


@pytest.mark.parametrize(
    ("recent", "intent", "reason"),
    [
        (("complain", "complain"), "complain", Reason.ABUSE),
        (("greet", "complain", "complain"), "complain", Reason.ABUSE),
        (("complain",), "complain", None),
        (("complain", "greet", "complain"), "complain", None),
        (("complain", "complain"), "greet", None),
        (("complain", "complain", "complain"), None, None),
    ],
)
def test_intents_that_follow_each_other_hand_over(
    recent: tuple[str, ...], intent: str | None, reason: Reason | None
) -> None:
    assert reason_of(Signals(intent, 0.9, recent=recent), THRICE) is reason
    assert THRICE.longest == 2


def test_what_is_understood_less_surely_than_configured_counts_as_misunderstood() -> None:
    surer = Rules(min_confidence=0.4)
    assert understood_nothing(Signals("greet", 0.39), surer)
    assert not understood_nothing(Signals("greet", 0.4), surer)
    assert not understood_nothing(Signals(None), surer)
    assert reason_of(Signals("greet", 0.3, misunderstandings=1), surer) is Reason.LOW_CONFIDENCE


def test_priorities_are_configuration() -> None:
    rules = Rules(priorities={Reason.LIFE_RISK: 0, Reason.LGPD: 1}, default_priority=7)
    urgent = decide(Signals("greet", 0.9, asked_for=Reason.LGPD), rules)
    other = decide(Signals("greet", 0.9, asked_for=Reason.FRAUD), rules)
    assert urgent is not None and other is not None
    assert (urgent.priority, other.priority) == (1, 7)


@pytest.mark.parametrize(
    ("signals", "rule"),
    [
        (Signals("life_risk", 0.2), "intent:life_risk"),
        (Signals("greet", 0.9, asked_for=Reason.FRAUD), "asked_by_action"),
        (Signals(FALLBACK_INTENT, misunderstandings=1), "misunderstandings>=2"),
        (Signals(unreadable=2), "unreadable>=2"),
        (Signals(attempts=4), "attempts>3"),
        (Signals(identity_locked=True), "identity_locked"),
    ],
)
def test_a_decision_names_the_rule_that_made_it(signals: Signals, rule: str) -> None:
    decision = decide(signals)
    assert decision is not None
    assert decision.rule == rule
