"""Failures on demand: the next so many calls of a provider, or web hooks, go wrong."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from sqlite3 import Row

from sandbox.store import Store

TARGETS = ("graph", "media", "transcription", "bank", "boleto", "sms")
SLOW, SLOW_HOOK = "slow", "webhook_slow"
CALL_KINDS = ("timeout", "http_500", "rate_limit", "error_code", "failed_status")
HOOK_KINDS = ("webhook_duplicates", "webhook_disorder", SLOW_HOOK, "wrong_webhook")
ANSWER_KINDS = ("late_registration", "wrong_answer", "wrong_bytes")
KINDS = (SLOW, *CALL_KINDS, *HOOK_KINDS, *ANSWER_KINDS)
HANG_SECONDS = 120.0


@dataclass(frozen=True)
class Fault:
    """One failure to come.

    Attributes:
        target: "graph", "media" (what people sent), "transcription", "bank" (Pix) or "boleto".
        kind: what goes wrong. On calls: timeout (no answer), http_500, rate_limit, error_code
            (graph: Meta's code; others: an HTTP status), failed_status (graph: accepted, then
            a `failed` status) and slow (taken and answered after so many seconds, with whatever
            else was ordered). On web hooks: webhook_duplicates (delivered twice),
            webhook_disorder (overtaken by later ones), webhook_slow (delivered after so many
            seconds, and those behind it wait) and wrong_webhook (bank, boleto: a false
            callback goes ahead of the true one). On answers about boletos: late_registration
            (taken, and not yet registered) and wrong_answer (another amount). On downloads of
            media: wrong_bytes (not those that were announced).
        code: Meta's error code for error_code and failed_status.
        times: how many calls or web hooks are hit.
        accepted: with timeout, whether the call took effect before the silence.
        seconds: with slow and webhook_slow, for how long.
    """

    target: str
    kind: str
    code: int | None = None
    times: int = 1
    accepted: bool = False
    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what the sandbox cannot do.

        Raises:
            ValueError: unknown target or kind, a missing code, fewer than one time, or no
                seconds up to HANG_SECONDS where they are needed.
        """
        if self.target not in TARGETS:
            raise ValueError(f"target must be one of {', '.join(TARGETS)}")
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if self.kind in ("error_code", "failed_status") and self.code is None:
            raise ValueError(f"{self.kind} needs a code")
        if self.kind in (SLOW, SLOW_HOOK) and not 0 < self.seconds <= HANG_SECONDS:
            raise ValueError(f"{self.kind} needs seconds, {HANG_SECONDS:.0f} at most")
        if self.times < 1:
            raise ValueError("times must be at least 1")


class Faults:
    """The failures to come, oldest first; they survive a restart."""

    def __init__(self, store: Store) -> None:
        """Take the store that keeps them."""
        self._store = store
        self._closing = asyncio.Event()

    def add(self, fault: Fault) -> None:
        """Order a failure."""
        self._store.insert(
            "INSERT INTO faults (target, kind, code, accepted, remaining, seconds)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            fault.target,
            fault.kind,
            fault.code,
            int(fault.accepted),
            fault.times,
            fault.seconds,
        )

    def pending(self) -> list[dict[str, object]]:
        """Give what is still to come, `times` being what is left."""
        rows = self._store.all("SELECT * FROM faults WHERE remaining > 0 ORDER BY id")
        return [asdict(_fault(row)) for row in rows]

    def clear(self) -> None:
        """Forget every failure."""
        self._store.write("DELETE FROM faults")

    def take_call(self, target: str) -> Fault | None:
        """Use up one failure of calls to the target, or give None."""
        return self._take(target, CALL_KINDS)

    def take_hook(self, target: str, kind: str) -> bool:
        """Use up one failure of the target's web hooks."""
        return self._take(target, (kind,)) is not None

    def _take(self, target: str, kinds: tuple[str, ...]) -> Fault | None:
        marks = ", ".join("?" * len(kinds))
        row = self._store.one(
            "SELECT * FROM faults WHERE remaining > 0 AND target = ? "
            f"AND kind IN ({marks}) ORDER BY id LIMIT 1",
            target,
            *kinds,
        )
        if row is None:
            return None
        self._store.write("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", row["id"])
        return _fault(row)

    async def dawdle(self, target: str, kind: str = SLOW) -> None:
        """Wait for as long as the next slow call or web hook of the target is to take."""
        if fault := self._take(target, (kind,)):
            await self._wait(fault.seconds)

    async def hang(self) -> None:
        """Stay silent until the caller has surely given up, or the sandbox closes."""
        await self._wait(HANG_SECONDS)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def close(self) -> None:
        """Let every hanging call end."""
        self._closing.set()


def _fault(row: Row) -> Fault:
    return Fault(
        target=row["target"],
        kind=row["kind"],
        code=row["code"],
        times=row["remaining"],
        accepted=bool(row["accepted"]),
        seconds=row["seconds"],
    )
