"""What a refusal of Meta's brings: try again when, give up, or stop everything and alert.

The same whether it came as the answer to a POST or later, in a `failed` status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from quita.adapters.whatsapp.errors import (
    OPTED_OUT,
    TEMPLATE_STATUS,
    UNREACHABLE,
    WINDOW_CLOSED,
    Action,
    backoff,
)
from quita.domain.conversation import Channel
from quita.domain.events import (
    CHANNEL_RESUMED,
    CHANNEL_STOPPED,
    CHANNEL_WARNED,
    CONTACT_UNREACHABLE,
    Event,
)
from quita.domain.templates import TemplateStatus
from quita.services.contact import Contact
from quita.services.ports import Clock, NewId, UnitOfWork

log = structlog.get_logger(__name__)

STOPPED = timedelta(minutes=1)  # before one message tries whether a stop is over; then doubled
LONGEST_STOP = timedelta(minutes=15)
MAX_ATTEMPTS = 12
MARKETING = "marketing_messages"  # Meta's category in `user_preferences`: resuming there lifts it


@dataclass(frozen=True)
class Trouble:
    """One message that was not delivered.

    Attributes:
        code: Meta's; None where nobody answered. at: when it was refused, or failed.
        template: its name and language, where it is one.
    """

    conversation_id: str
    address_id: str
    number_id: str
    attempts: int
    code: int | None
    title: str
    action: Action
    at: datetime
    template: tuple[str, str] | None = None

    @property
    def error(self) -> str:
        """Give what the outbox keeps of it."""
        return f"{self.code}: {self.title}"


class Consequences:
    """Writes them down in the caller's transaction."""

    def __init__(self, clock: Clock, new_id: NewId, contact: Contact) -> None:
        """Wire the ports, and the service that suppresses."""
        self._clock, self._new_id, self._contact = clock, new_id, contact

    def of(self, tx: UnitOfWork, trouble: Trouble) -> timedelta | None:
        """Give how long to wait before the same message again; None where it is given up."""
        if trouble.action is Action.STOP_ALL:
            return self._stop(tx, trouble)
        if trouble.action is Action.STOP_RECIPIENT:
            self._lose(tx, trouble)
            return None
        if trouble.action is Action.OURS:
            self._stop_template(tx, trouble)
            return None
        # Nobody answered: an outage is no fault of the message; its window ends it.
        if trouble.code is not None and trouble.attempts >= MAX_ATTEMPTS:
            return None
        return timedelta(seconds=backoff(trouble.attempts + 1, trouble.code))

    def resumed(self, tx: UnitOfWork, number_id: str, by: str) -> bool:
        """Let a number send again and tell; False where it was not stopped."""
        if not tx.numbers.resume(number_id):
            return False
        log.warning("whatsapp.resumed", number=number_id, by=by)
        data = {"channel": Channel.WHATSAPP.value, "number": number_id, "by": by}
        self._tell(tx, CHANNEL_RESUMED, number_id, data)
        return True

    def warned(self, tx: UnitOfWork, account: str | None, reason: str, day: str | None) -> None:
        """Tell that Meta warns the account, or will disable it on a day; it stops nothing yet."""
        log.error("whatsapp.warned", reason=reason, day=day)
        channel = Channel.WHATSAPP.value
        data = {"channel": channel, "account": account, "reason": reason, "day": day}
        self._tell(tx, CHANNEL_WARNED, account or channel, data)

    def _stop(self, tx: UnitOfWork, trouble: Trouble) -> timedelta:
        now = self._clock()
        number = tx.numbers.ensure(trouble.number_id, now)
        title, code = trouble.title, trouble.code
        if tx.numbers.stop(number.id, code, title, now, now + STOPPED):
            log.error("whatsapp.stopped", number=number.id, code=code, title=title)
            data = {"channel": Channel.WHATSAPP.value, "number": number.id, "code": code,
                    "reason": title}  # fmt: skip
            self._tell(tx, CHANNEL_STOPPED, number.id, data)
        return timedelta(0)  # the stop itself holds it back, and lets it go at once

    def _stop_template(self, tx: UnitOfWork, trouble: Trouble) -> None:
        status = TEMPLATE_STATUS.get(trouble.code or 0)
        if status is None or trouble.template is None:
            return
        name, language = trouble.template
        log.warning("whatsapp.template", name=name, status=status)
        tx.templates.told(TemplateStatus(name, language, status, trouble.at, reason=trouble.title))

    def _lose(self, tx: UnitOfWork, trouble: Trouble) -> None:
        now, chat = self._clock(), trouble.conversation_id
        if trouble.code == OPTED_OUT:
            tx.events.audit("whatsapp", "opted_out", chat, {"code": OPTED_OUT}, now)
            here = (Channel.WHATSAPP, [trouble.address_id])
            self._contact.prefer_none(tx, *here, MARKETING, trouble.at)
        elif trouble.code == WINDOW_CLOSED:  # its word, not our reckoning: nothing else is posted
            tx.conversations.close_window(chat, trouble.at)
        elif trouble.code == UNREACHABLE and tx.reach.lost(
            trouble.address_id, Channel.WHATSAPP, UNREACHABLE, trouble.at
        ):
            data = {"conversation": chat, "channel": Channel.WHATSAPP.value, "code": UNREACHABLE,
                    "try": Channel.SMS_LINK.value}  # fmt: skip
            self._tell(tx, CONTACT_UNREACHABLE, chat, data)

    def _tell(self, tx: UnitOfWork, kind: str, subject: str, data: Mapping[str, object]) -> None:
        tx.events.add(Event(self._new_id(), kind, subject, self._clock(), data))


def next_probe(probes: int) -> timedelta:
    """Give the pause before a stopped number's next probe: 1, 2, 4, 8, then every 15 minutes."""
    return min(STOPPED * int(2 ** min(probes, 4)), LONGEST_STOP)
