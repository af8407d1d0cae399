"""The worker: delivers the outbox, issues and checks charges, fetches media, publishes events.

Each round does a little of everything; what fails is logged, left due and tried in a later round.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import structlog

from quita.bootstrap import Container
from quita.domain.business_days import local_day
from quita.domain.charge_records import RECURRING
from quita.domain.errors import Conflict, ProviderError
from quita.services.boletos import BOLETO

log = structlog.get_logger(__name__)
Task = Callable[[], int]

ROUND = 0.2  # seconds between rounds that found nothing
SELDOM = 20.0  # seconds between looks at what nobody waits for
A_DAY = 86_400.0  # seconds
SENDERS = 6  # threads that deliver side by side; all but the first look less often while idle
IDLE_SENDER_ROUND = 1.0
SLOTS_KEPT = timedelta(hours=1)
REGISTER_EVERY = 3.0  # seconds between attempts to register the bank's callback
WEBHOOK_PATH = "/webhooks/psp"  # Bacen's callback adds /pix, the other one /boleto


@dataclass
class Callback:
    """A callback to be registered at a bank; `due` is when, and None once it is."""

    register: Callable[[str], None]
    due: float | None = 0.0


class Worker:
    """Runs rounds until it is told to stop; any number of workers may run, without WhatsApp too.

    Messages, the two banks, media, events, reminders and the day's work each have a thread, so
    that none delays another.
    """

    def __init__(self, core: Container, stop: threading.Event) -> None:
        """Open the clients; each belongs to one thread."""
        self._core, self._stop = core, stop
        whatsapp = core.settings.whatsapp_or_none() is not None
        self._senders = [core.whatsapp_sync() for _ in range(SENDERS if whatsapp else 0)]
        # A client belongs to one thread.
        self._asking = core.whatsapp_sync() if whatsapp else None
        self._pix = core.pix_sync()
        self._boleto = core.boleto_sync() if core.settings.boleto else None
        self._publisher = core.publisher()
        self._callbacks: list[Callback] = [Callback(self._pix.register_webhook)]
        if self._boleto is not None:
            self._callbacks.append(Callback(self._boleto.register_webhook))
        self._day: date | None = None

    def run(self) -> None:
        """Work until the stop event is set."""
        core = self._core
        lanes: dict[str, list[Task]] = {
            "browsers": [core.web_delivery.run],
            "sms": self._sms_tasks(),
            "bank": [
                lambda: self._register(self._callbacks[0]),
                lambda: core.charges.issue_due(self._pix, core.messenger.late_charge),
                lambda: core.payments.check_due(self._pix),
                lambda: core.keeping.withdraw_due(self._pix),
                lambda: core.reconciliation.run(self._pix),
                *self._automatic_tasks(),
            ],
            "boletos": self._boleto_tasks(),
            "media": [
                self._media,
                _seldom(core.media_intake.expire),
                _seldom(core.media_intake.sweep, A_DAY),
                _seldom(core.receipts.settle),
            ],
            "events": [self._publisher.publish_due],
            "reminders": [core.reminders.run, core.telling.hint_due],
            "handoffs": [core.waiting.run],
            "days": [self._new_day, *self._number_tasks()],
        }
        threads = [
            threading.Thread(target=self._rounds, args=(tasks, ROUND), name=name)
            for name, tasks in lanes.items()
        ]
        threads += [
            threading.Thread(target=self._rounds, args=([task], pause), name="messages")
            for task, pause in self._sending()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._publisher.close()

    def _sending(self) -> list[tuple[Task, float]]:
        """Give what delivers: conversations side by side, each in its order."""
        if not self._senders:
            return []
        deliver, sleep = self._core.delivery.run_sync, self._stop.wait
        tasks = [partial(deliver, client, sleep) for client in self._senders]
        return [(task, IDLE_SENDER_ROUND if n else ROUND) for n, task in enumerate(tasks)]

    def _number_tasks(self) -> list[Task]:
        asking = self._asking
        if asking is None:
            return []
        return [lambda: self._core.number_health.ask(asking)]

    def _automatic_tasks(self) -> list[Task]:
        core = self._core
        if core.settings.pix is None or not core.settings.pix.automatic:
            return []
        return [
            lambda: core.automatic.run(self._pix),
            lambda: core.payments.check_due(self._pix, RECURRING),
            lambda: core.keeping.withdraw_due(self._pix, RECURRING),
        ]

    def _sms_tasks(self) -> list[Task]:
        if self._core.settings.sms is None:
            return []
        gateway, sms = self._core.sms_gateway(), self._core.sms
        return [lambda: sms.deliver_due(gateway), sms.give_up_unreported]

    def _boleto_tasks(self) -> list[Task]:
        core, bank = self._core, self._boleto
        if bank is None:  # by files, or not at all
            return [lambda: core.keeping.leave_to_people(BOLETO)]
        return [
            lambda: self._register(self._callbacks[1]),
            lambda: core.boletos.issue_due(bank, core.messenger.late_boleto),
            lambda: core.payments.check_due(bank, BOLETO),
            lambda: core.keeping.withdraw_due(bank, BOLETO),
        ]

    def _rounds(self, tasks: list[Task], pause: float) -> None:
        while not self._stop.is_set():
            if not sum(self._attempt(task) for task in tasks):
                self._stop.wait(pause)

    def _attempt(self, task: Task) -> int:
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

    def _media(self) -> int:
        """Fetch what people sent and no turn has fetched."""
        return asyncio.run(self._fetched()) if self._core.media_intake.due() else 0

    async def _fetched(self) -> int:
        source = self._core.media_source()
        try:
            return await self._core.media_intake.take_due(source, self._core.media_sorting.late)
        finally:
            await source.close()

    def _new_day(self) -> int:
        """Once a day: late agreements move on, balances are written, full paces forgotten."""
        day = local_day(self._core.clock())
        if day == self._day:
            return 0
        ended = self._core.keeping.age() + self._core.balances.update()
        with self._core.database() as tx:
            tx.slots.forget(self._core.clock() - SLOTS_KEPT)
        self._day = day  # only now: what failed is tried in the next round
        return ended

    def _register(self, callback: Callback) -> int:
        if callback.due is None or time.monotonic() < callback.due:
            return 0
        callback.due = time.monotonic() + REGISTER_EVERY
        callback.register(self._core.settings.public_url + WEBHOOK_PATH)
        callback.due = None
        return 0


def _seldom(task: Task, every: float = SELDOM) -> Task:
    """Do a task of a lane at its first round, and then every so many seconds."""
    due = 0.0

    def done() -> int:
        nonlocal due
        if time.monotonic() < due:
            return 0
        count = task()
        due = time.monotonic() + every
        return count

    return done
