"""How a turn ended, and what is written down of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import TurnNote
from quita.domain.records import Payload
from quita.services.dialogue import Understanding
from quita.services.inbox import Claimed

OPTS_OUT = "stop_contact"  # the intent


@dataclass(frozen=True)
class Outcome:
    """How a turn ended: what was said (nothing is an explicit silence) and who answers next."""

    said: Sequence[Payload] = ()
    decision: Decision | None = None
    understanding: Understanding | None = None
    misunderstandings: int | None = None
    back_to_bot: bool = False
    call_back: datetime | None = None
    suppress: bool = False

    @property
    def opts_out(self) -> bool:
        """It was understood as a wish for no more messages, and answered as one."""
        return self.understanding is not None and self.understanding.intent == OPTS_OUT

    @property
    def at_risk(self) -> bool:
        """It goes to a person for a risk to life."""
        return self.decision is not None and self.decision.reason is Reason.LIFE_RISK


def note_of(claimed: Claimed, outcome: Outcome, now: datetime) -> TurnNote:
    """Write down what the turn was understood as, and which rule decided."""
    understanding, decision = outcome.understanding, outcome.decision
    return TurnNote(
        claimed.turn.id,
        claimed.conversation.id,
        now,
        intent=understanding.intent if understanding else None,
        confidence=round(understanding.confidence, 4) if understanding else None,
        ranking=tuple(understanding.ranking) if understanding else (),
        rule=decision.rule if decision else None,
        reason=decision.reason.value if decision else None,
    )
