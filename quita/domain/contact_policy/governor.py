"""Asks every rule, and finds the next moment at which all of them agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from quita.domain.contact_policy import rules
from quita.domain.contact_policy.values import Asked, Caps, Known, Refusal, Verdict

Rule = Callable[[Asked, Known, Caps], Refusal | None]
RULES: Sequence[Rule] = (  # the gravest first: it is the one that is told
    rules.life_at_risk,
    rules.suppressed,
    rules.do_not_disturb,
    rules.unreachable,
    rules.on_hold,
    rules.time_barred,
    rules.permission,
    rules.with_a_human,
    rules.hours,
    rules.few_enough,
)
STEPS = 50  # each goes on to the next moment that some rule names


def may_contact(asked: Asked, known: Known, caps: Caps | None = None) -> Verdict:
    """Say whether the company may start this message; if not, by which rule, and when it may.

    Several rules may refuse at once: one that time does not lift goes first. Answers to somebody
    who writes are not asked about here.
    """
    caps = caps or Caps()
    found = _refusals(asked, known, caps)
    if not found:
        return Verdict()
    lasting = next((one for one in found if one.until is None), None)
    if lasting is not None:
        return Verdict(lasting)
    later = asked
    for _ in range(STEPS):
        waits = [one.until for one in _refusals(later, known, caps) if one.until is not None]
        if not waits:
            return Verdict(found[0], later.at)
        later = replace(later, at=max(waits))
    return Verdict(found[0])


def _refusals(asked: Asked, known: Known, caps: Caps) -> list[Refusal]:
    answers = (rule(asked, known, caps) for rule in RULES)
    return [refusal for refusal in answers if refusal is not None]
