"""The worker: delivers the outbox, issues and checks charges, publishes events.

Each round does a little of everything; what fails is logged, left due and tried in a later round.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from quita.bootstrap import Container
from quita.domain.errors import Conflict, ProviderError

log = structlog.get_logger(__name__)

ROUND = 0.2  # seconds between rounds that found nothing
REGISTER_EVERY = 60.0  # seconds between attempts to register the bank's callback
WEBHOOK_PATH = "/webhooks/psp"  # Bacen's callback adds /pix


class Worker:
    """Runs rounds until it is told to stop; any number of workers may run."""

    def __init__(self, core: Container, stop: threading.Event) -> None:
        """Open the clients."""
        self._core, self._stop = core, stop
        self._whatsapp, self._pix = core.whatsapp_sync(), core.pix_sync()
        self._publisher = core.publisher()
        self._register_at: float | None = 0.0

    def run(self) -> None:
        """Work until the stop event is set."""
        tasks: list[Callable[[], int]] = [
            self._register_callback,
            lambda: self._core.delivery.run_sync(self._whatsapp),
            lambda: self._core.charges.issue_due(self._pix, self._core.messenger.late_charge),
            lambda: self._core.payments.check_due(self._pix),
            self._publisher.publish_due,
        ]
        while not self._stop.is_set():
            if not sum(self._attempt(task) for task in tasks):
                self._stop.wait(ROUND)

    def _attempt(self, task: Callable[[], int]) -> int:
        try:
            return task()
        except Conflict:
            return 0  # another worker is at it
        except ProviderError as error:
            log.warning("worker.provider", error=str(error))
        except Exception:
            # One task's fault must not stop the others; whatever was due stays due.
            log.exception("worker.failed")
            self._stop.wait(1.0)
        return 0

    def _register_callback(self) -> int:
        if self._register_at is None or time.monotonic() < self._register_at:
            return 0
        self._register_at = time.monotonic() + REGISTER_EVERY
        self._pix.register_webhook(self._core.settings.public_url + WEBHOOK_PATH)
        self._register_at = None
        return 0
