"""Does something with the updates of a web hook: all at once, else each apart from its siblings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors.whatsapp.parts import found
from connectors.whatsapp.webhook_types import ParsedWebhook, Raw, Update
from quita.domain.errors import Busy, DatabaseAway

U = TypeVar("U", bound=Update)
WILL_NEVER_DO = (ValueError, TypeError, OverflowError)  # of what was said, so at any later time


class Apart:
    """Keeps one update that is in the way from holding up its siblings.

    Attributes:
        problem: what kept one of them from being stored, where it is worth another try.
        aside: the others that were in the way, each with its reason, as a web hook of its own.
    """

    def __init__(self, webhook: ParsedWebhook, last: bool) -> None:
        """Take whether this is the last try: then nothing is worth another one."""
        self._webhook, self._last = webhook, last
        self.problem: Exception | None = None
        self.aside: list[tuple[str, Raw]] = []

    def do(self, updates: Sequence[U], work: Callable[[Sequence[U]], int], done: str) -> int:
        """Do it, and give what the work counts; `done` is what it does, for the reason.

        Raises:
            Busy, DatabaseAway: whatever was to be stored, it would not have been.
        """
        if not updates:
            return 0
        try:
            return work(updates)
        except (Busy, DatabaseAway):
            raise
        except Exception as problem:
            if len(updates) > 1:
                return sum(self.do([one], work, done) for one in updates)
            [update] = updates
            self._in_the_way(update, problem, done)
            return 0

    def _in_the_way(self, update: Update, problem: Exception, done: str) -> None:
        if not self._last and not isinstance(problem, WILL_NEVER_DO):
            self.problem = problem
            return
        reason = f"cannot be {done}: {type(problem).__name__}"
        self.aside.append((reason, found(self._webhook.entries, update.raw)))
