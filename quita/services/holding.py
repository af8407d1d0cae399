"""Web hooks that are acknowledged first and read after: what a storm needs to lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from quita.domain.conversation import Channel
from quita.domain.errors import Busy, DatabaseAway
from quita.services.ports import Clock, HeldHook, UnitOfWork, UnitOfWorkFactory

log = structlog.get_logger(__name__)
MAX_TRIES = 5  # the waits between them are 1, 2, 4 and 8 seconds
Store = Callable[[bytes, bool], object]  # a body, and whether this is its last try


class Holding:
    """Keeps bodies as they came, and has them stored in that order, each exactly once."""

    def __init__(self, uow: UnitOfWorkFactory, together: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; transactions begun within one of `together` are parts of it."""
        self._uow, self._together, self._clock = uow, together, clock

    def hold(self, bodies: Sequence[bytes]) -> None:
        """Keep bodies in one transaction.

        Raises:
            Busy, DatabaseAway: nothing was kept; the channel must not acknowledge.
        """
        with self._uow() as tx:
            tx.held_hooks.add(bodies, self._clock())

    def read(self, store: Store, limit: int) -> int:
        """Have the first few stored and forgotten in one transaction; give how many were read.

        Where that fails each is stored by itself. One that cannot be, or not whole, is put off;
        at its fifth try what cannot be stored is set aside with its reason, by the store or else
        whole, so that it holds up no other.

        Raises:
            Busy, DatabaseAway: nothing was stored, and nothing that is held is to blame.
        """
        try:
            with self._together() as tx:
                due = tx.held_hooks.due(self._clock(), limit)
                for hook in due:
                    store(hook.body, False)
                if due:
                    tx.held_hooks.drop([hook.seq for hook in due])
                return len(due)
        except (Busy, DatabaseAway):
            raise
        except Exception:
            return sum(self._read_one(store) for _ in range(limit))

    def _read_one(self, store: Store) -> int:
        with self._together() as tx:
            for hook in tx.held_hooks.due(self._clock(), 1):
                try:
                    store(hook.body, hook.tries + 1 == MAX_TRIES)
                except (Busy, DatabaseAway):
                    raise
                except Exception as problem:
                    # Of what it stores in transactions within this one, only what failed is undone.
                    log.exception("holding.not_stored", tries=hook.tries + 1)
                    self._put_off(tx, hook, type(problem).__name__)
                else:
                    tx.held_hooks.drop([hook.seq])
                return 1
        return 0

    def _put_off(self, tx: UnitOfWork, hook: HeldHook, problem: str) -> None:
        now = self._clock()
        if hook.tries + 1 < MAX_TRIES:
            tx.held_hooks.failed(hook.seq, now + timedelta(seconds=2**hook.tries))
            return
        raw = hook.body.decode("utf-8", "replace")
        tx.messages.set_aside(Channel.WHATSAPP, f"cannot be stored: {problem}", raw, now)
        tx.held_hooks.drop([hook.seq])
