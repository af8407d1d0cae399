"""Readiness: may this process take messages now, and if not, why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from quita.adapters.database.health import Lag, outbox_lag
from quita.bootstrap import Container
from quita.domain.number_health import BusinessNumber

ANSWERS_WITHIN = 5.0  # seconds for the database


@dataclass(frozen=True)
class Readiness:
    """What was found; `lag` is None where the database does not answer.

    Attributes:
        stopped: WhatsApp numbers of ours from which nothing is sent.
    """

    model: bool
    lag: Lag | None
    stopped: tuple[BusinessNumber, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Say what is not well, for whoever operates this server."""
        found = []
        if not self.model:
            found.append("model: not loaded")
        if self.lag is None:
            found.append("database: does not answer")
        elif self.lag.count:
            oldest = int(self.lag.oldest.total_seconds())
            found.append(f"outbox: {self.lag.count} late, the oldest {oldest} s old")
        for number in self.stopped:
            why = " ".join(filter(None, (str(number.stopped_code or ""), number.stopped_reason)))
            found.append(
                f"whatsapp: {number.id} stopped since {number.stopped_at:%H:%M} UTC: {why}"
            )
        return found

    def document(self) -> dict[str, Any]:
        """Give the answer as JSON has it; ages in seconds."""
        outbox = None
        if self.lag:
            outbox = {"late": self.lag.count, "oldest": int(self.lag.oldest.total_seconds())}
        return {
            "ready": not self.reasons,
            "reasons": self.reasons,
            "model": self.model,
            "database": self.lag is not None,
            "outbox": outbox,
        }


async def readiness(core: Container, agent: Any) -> Readiness:
    """Look at Rasa's agent, the database and the outbox; never raises, never waits for long."""
    try:
        lag, stopped = await asyncio.wait_for(asyncio.to_thread(_look, core), ANSWERS_WITHIN)
    except asyncio.TimeoutError:
        lag, stopped = None, ()
    return Readiness(agent is not None and agent.is_ready(), lag, stopped)


def _look(core: Container) -> tuple[Lag | None, tuple[BusinessNumber, ...]]:
    lag = outbox_lag(core.database.engine, core.clock(), core.settings.channels)
    return lag, tuple(core.number_health.stopped()) if lag else ()
