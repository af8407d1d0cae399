"""Web hooks that are acknowledged first and read after: what a storm needs to lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from quita.domain.conversation import Channel
from quita.domain.errors import Conflict
from quita.services.ports import Clock, UnitOfWorkFactory

log = structlog.get_logger(__name__)
MAX_TRIES = 5  # the waits between them are 1, 2, 4 and 8 seconds
Store = Callable[[bytes], object]


class Holding:
    """Keeps bodies as they came, and has them stored in that order, each exactly once."""

    def __init__(self, uow: UnitOfWorkFactory, together: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; transactions begun within one of `together` are parts of it."""
        self._uow, self._together, self._clock = uow, together, clock

    def hold(self, bodies: Sequence[bytes]) -> None:
        """Keep bodies in one transaction.

        Raises:
            Conflict: nothing was kept; the channel must not acknowledge.
        """
        with self._uow() as tx:
            tx.held_hooks.add(bodies, self._clock())

    def read(self, store: Store, limit: int) -> int:
        """Have the first few stored and forgotten in one transaction; give how many were read.

        Where that fails each is stored by itself. One that cannot be is put off, and after five
        tries set aside with its reason, so that it holds up no other.

        Raises:
            Conflict: other processes kept getting there first; nothing was stored.
        """
        try:
            with self._together() as tx:
                due = tx.held_hooks.due(self._clock(), limit)
                for hook in due:
                    store(hook.body)
                if due:
                    tx.held_hooks.drop([hook.seq for hook in due])
                return len(due)
        except Conflict:
            raise
        except Exception as problem:
            if limit > 1:
                return sum(self.read(store, 1) for _ in range(limit))
            log.exception("holding.not_stored")
            return self._put_off(type(problem).__name__, self._clock())

    def _put_off(self, problem: str, now: datetime) -> int:
        with self._uow() as tx:
            for hook in tx.held_hooks.due(now, 1):
                if hook.tries + 1 < MAX_TRIES:
                    tx.held_hooks.failed(hook.seq, now + timedelta(seconds=2**hook.tries))
                    continue
                raw = hook.body.decode("utf-8", "replace")
                tx.messages.set_aside(Channel.WHATSAPP, f"cannot be stored: {problem}", raw, now)
                tx.held_hooks.drop([hook.seq])
        return 1
