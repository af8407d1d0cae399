"""SMS to be sent: claimed one by one, marked before they leave; phones and texts are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import sms_messages as sms
from quita.domain.records import OutboxState
from quita.domain.sms import SmsReason
from quita.services.ports.sms import SmsMessage

_PLAIN = (
    "id",
    "key",
    "address_id",
    "link_id",
    "encoding",
    "parts",
    "attempts",
    "created_at",
    "sent_at",
    "external_id",
    "error",
)
_RANK = ("queued", "sending", "unclear", "sent", "failed", "delivered")


class SqlSms(Repository):
    """Fulfils the port SmsBox."""

    def add(self, message: SmsMessage, at: datetime) -> bool:
        """Insert under an idempotency key, due at its `next_at` or now; False where it is known."""
        values = {name: getattr(message, name) for name in _PLAIN}
        values |= {
            "phone": self._vault.encrypt(message.phone),
            "body": self._vault.encrypt(message.body),
            "state": OutboxState.QUEUED.value,
            "created_at": at,
            "reason": message.reason.value,
            "next_attempt_at": message.next_at or at,
        }
        return self._insert_once(sms, values, ["key"])

    def claim(self, now: datetime, worker: str, until: datetime) -> SmsMessage | None:
        """Lease the longest-waiting due message and mark it `sending`, before it leaves.

        One left so by a process that died comes back as it is: it may have been sent.
        """
        free = or_(sms.c.lease_until.is_(None), sms.c.lease_until <= now)
        query = select(sms).where(sms.c.next_attempt_at <= now, free)
        query = query.order_by(sms.c.next_attempt_at, sms.c.seq).limit(1)
        row = self._connection.execute(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        values = {"lease_by": worker, "lease_until": until, "state": OutboxState.SENDING.value}
        self._set(sms.c.id == row.id, **values)
        return self.message(row)

    def sent(self, message_id: str, external_id: str, at: datetime) -> None:
        """Note the gateway's id; a report that came before is kept."""
        values = {"external_id": external_id, "sent_at": at, "next_attempt_at": None}
        self._set(sms.c.id == message_id, lease_by=None, lease_until=None, **values)
        mine = (sms.c.id == message_id, sms.c.state == OutboxState.SENDING.value)
        self._set(*mine, state=OutboxState.SENT.value, error=None)

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None:
        """Put back, counting an attempt; next try not before `at`."""
        self._set(
            sms.c.id == message_id,
            state=state.value,
            error=error,
            attempts=sms.c.attempts + 1,
            next_attempt_at=at,
            lease_by=None,
            lease_until=None,
        )

    def postpone(self, message_id: str, why: str, until: datetime) -> None:
        """Put back what was not tried."""
        values = {"state": OutboxState.QUEUED.value, "error": why, "next_attempt_at": until}
        self._set(sms.c.id == message_id, lease_by=None, lease_until=None, **values)

    def failed(self, message_id: str, error: str) -> None:
        """Give a message up."""
        values = {"error": error, "next_attempt_at": None, "lease_by": None, "lease_until": None}
        self._set(sms.c.id == message_id, state=OutboxState.FAILED.value, **values)

    def reported(
        self,
        state: OutboxState,
        external_id: str,
        our_id: str | None,
        error: str | None,
        at: datetime,
    ) -> bool:
        """Record a delivery report; it never goes back. False where no message is known."""
        known = sms.c.external_id == external_id
        if our_id is not None:
            known = or_(known, sms.c.id == our_id)
        row = self._connection.execute(select(sms.c.id, sms.c.state).where(known)).first()
        if row is None:
            return False
        if _RANK.index(state.value) > _RANK.index(row.state):
            values = {"state": state.value, "error": error, "reported_at": at}
            self._set(sms.c.id == row.id, next_attempt_at=None, **values)
        return True

    def of_link(self, link_id: str) -> list[SmsMessage]:
        """Give the messages that carried a link, in order."""
        query = select(sms).where(sms.c.link_id == link_id).order_by(sms.c.seq)
        return [self.message(row) for row in self._connection.execute(query)]

    def unreported(self, before: datetime, limit: int) -> list[SmsMessage]:
        """Give what was taken before a moment and never reported on."""
        waiting = (sms.c.state == OutboxState.SENT.value, sms.c.sent_at <= before)
        query = select(sms).where(*waiting).order_by(sms.c.sent_at).limit(limit)
        return [self.message(row) for row in self._connection.execute(query)]

    def _set(self, *conditions: Any, **values: Any) -> None:
        self._connection.execute(update(sms).where(*conditions).values(**values))

    def message(self, row: Any) -> SmsMessage:
        """Read a row."""
        return SmsMessage(
            phone=self._vault.decrypt(row.phone),
            body=self._vault.decrypt(row.body),
            state=OutboxState(row.state),
            reason=SmsReason(row.reason),
            next_at=row.next_attempt_at,
            **{name: getattr(row, name) for name in _PLAIN},
        )
