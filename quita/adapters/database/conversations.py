"""Conversations: who owns them, who works on them, and whose identity is proven in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, or_, select, update

from quita.adapters.database.column_types import UtcDateTime
from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import conversations
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.window import LASTS

_PLAIN = (
    "id",
    "address_id",
    "protocol",
    "opened_at",
    "last_inbound_at",
    "heard_at",
    "person_id",
    "verified_until",
    "misunderstandings",
    "agent_id",
    "handoff_reason",
    "handoff_at",
    "priority",
)


class SqlConversations(Repository):
    """Fulfils the port Conversations."""

    def open_at(self, channel: Channel, address_id: str) -> Conversation | None:
        """Give the conversation of an address that is not closed, locked like `get`."""
        return self._first(
            conversations.c.address_id == address_id,
            conversations.c.channel == channel.value,
            conversations.c.owner != Owner.CLOSED.value,
        )

    def add(self, conversation: Conversation) -> None:
        """Insert; Conflict where the address has an open one."""
        values = {name: getattr(conversation, name) for name in _PLAIN}
        values |= {
            "channel": conversation.channel.value,
            "owner": conversation.owner.value,
            "reply_to": self._vault.encrypt(conversation.address),
        }
        self._connection.execute(conversations.insert().values(**values))

    def get(self, conversation_id: str) -> Conversation | None:
        """Give a conversation, locked against other transactions that would change it."""
        return self._first(conversations.c.id == conversation_id)

    def by_protocol(self, protocol: str) -> Conversation | None:
        """Give the conversation of a protocol number, the newest of several."""
        here = conversations.c.protocol == protocol
        query = select(conversations).where(here).order_by(conversations.c.opened_at.desc())
        row = self._connection.execute(query.limit(1)).first()
        return None if row is None else self.conversation(row)

    def touch(
        self,
        conversation_id: str,
        at: datetime,
        verified_until: datetime | None,
        *,
        sent_at: datetime,
        ready_at: datetime,
        number_id: str | None = None,
    ) -> None:
        """Note a person's message: when it came and was sent, and how far it carries verification.

        Its window opens anew by the time it was sent, on the number that it was sent to, unless
        a later message is known; its turn may be taken at `ready_at`.
        """
        before, held_on = conversations.c.heard_at, conversations.c.number_id
        old = before > sent_at
        values: dict[str, Any] = {
            "last_inbound_at": at,
            "verified_until": verified_until,
            "heard_at": case((old, before), else_=sent_at),
            "ready_at": ready_at,
        }
        if number_id:
            kept = func.coalesce(held_on, number_id)
            values["number_id"] = case((old, kept), else_=number_id)
        self._set(conversation_id, **values)

    def close_window(self, conversation_id: str, at: datetime) -> None:
        """Count its window as closed since then; one that a later message opened stays open."""
        columns = conversations.c
        heard = func.coalesce(columns.heard_at, columns.last_inbound_at)
        open_yet = (columns.id == conversation_id, heard <= at, heard > at - LASTS)
        closed = update(conversations).where(*open_yet).values(heard_at=at - LASTS)
        self._connection.execute(closed)

    def set_owner(
        self,
        conversation_id: str,
        owner: Owner,
        *,
        agent_id: str | None = None,
        reason: str | None = None,
        priority: int = 0,
        at: datetime,
    ) -> None:
        """Say who answers.

        At the bot a handoff is forgotten; a closed conversation keeps its last one. Who is queued
        again, more urgently, keeps the time of waiting; who is taken over does so too.
        """
        values: dict[str, Any] = {"owner": owner.value}
        if owner is Owner.BOT:
            values |= {"agent_id": None, "handoff_reason": None, "priority": 0, "handoff_at": None}
        elif owner is not Owner.CLOSED:
            values |= {"agent_id": agent_id, "priority": priority}
            values |= {"handoff_at": _handoff_at(owner, at)}
            values |= {} if reason is None else {"handoff_reason": reason}
        self._set(conversation_id, **values)
        self._changed(conversation_id, "owner")

    def set_verified(
        self, conversation_id: str, person_id: str | None, until: datetime | None
    ) -> None:
        """Say whose identity is proven, and until when."""
        self._set(conversation_id, person_id=person_id, verified_until=until)
        self._changed(conversation_id, "identity")

    def move(self, conversation_id: str, address_id: str, reply_to: str) -> None:
        """Say where the person is now; whoever was verified stays so."""
        self._set(conversation_id, address_id=address_id, reply_to=self._sealed(reply_to))

    def set_misunderstandings(self, conversation_id: str, count: int) -> None:
        """Say how many messages in a row were not understood."""
        self._set(conversation_id, misunderstandings=count)

    def with_owner(self, owners: Sequence[Owner]) -> list[Conversation]:
        """Give conversations by priority (0 first), then by the time of their handoff."""
        columns = conversations.c
        query = select(conversations).where(columns.owner.in_([owner.value for owner in owners]))
        rows = self._connection.execute(
            query.order_by(columns.priority, columns.handoff_at, columns.opened_at, columns.id)
        )
        return [self.conversation(row) for row in rows]

    def with_people(self, person_id: str, address_id: str) -> Conversation | None:
        """Give one of a person, or of an address, that the team has or is waited for in."""
        columns = conversations.c
        query = select(conversations).where(
            columns.owner.in_((Owner.QUEUED.value, Owner.HUMAN.value)),
            or_(columns.person_id == person_id, columns.address_id == address_id),
        )
        row = self._connection.execute(query.order_by(columns.id).limit(1)).first()
        return None if row is None else self.conversation(row)

    def ready_at(self, conversation_id: str, at: datetime | None) -> None:
        """Say when its pending messages may be taken as a turn; None when nothing is pending."""
        self._set(conversation_id, ready_at=at)

    def claim_ready(self, now: datetime, worker: str, lease_until: datetime) -> str | None:
        """Lease the longest-waiting ready conversation that nobody holds; give its id."""
        columns = conversations.c
        free = or_(columns.lease_until.is_(None), columns.lease_until <= now)
        query = select(columns.id).where(columns.ready_at <= now, free)
        query = query.order_by(columns.ready_at, columns.id).limit(1)
        unlocked = query.with_for_update(key_share=True, skip_locked=True)
        found = self._connection.execute(unlocked).scalar()
        if found is None:
            return None
        self._set(found, lease_by=worker, lease_until=lease_until)
        return str(found)

    def holds_lease(self, conversation_id: str, worker: str) -> bool:
        """Say whether nobody else took a worker's lease; it stays so in this transaction."""
        query = select(conversations.c.lease_by).where(conversations.c.id == conversation_id)
        return bool(self._connection.execute(locked(query)).scalar() == worker)

    def extend_lease(self, conversation_id: str, worker: str, until: datetime) -> bool:
        """Move the end of a lease; False where it was lost."""
        return self._set_leased(conversation_id, worker, lease_until=until)

    def release(self, conversation_id: str, worker: str) -> None:
        """Give a lease back; one that was lost stays with whoever has it."""
        self._set_leased(conversation_id, worker, lease_by=None, lease_until=None)

    def _set(self, conversation_id: str, **values: Any) -> None:
        here = conversations.c.id == conversation_id
        self._connection.execute(update(conversations).where(here).values(**values))

    def _set_leased(self, conversation_id: str, worker: str, **values: Any) -> bool:
        held = (conversations.c.id == conversation_id, conversations.c.lease_by == worker)
        change = update(conversations).where(*held).values(**values)
        return bool(self._connection.execute(change).rowcount)

    def _first(self, *conditions: Any) -> Conversation | None:
        row = self._connection.execute(locked(select(conversations).where(*conditions))).first()
        return None if row is None else self.conversation(row)

    def conversation(self, row: Any) -> Conversation:
        """Give the value of a row."""
        return Conversation(
            channel=Channel(row.channel),
            owner=Owner(row.owner),
            address=self._vault.decrypt(row.reply_to),
            **{name: getattr(row, name) for name in _PLAIN},
        )


def _handoff_at(owner: Owner, at: datetime) -> Any:
    columns, now = conversations.c, literal(at, UtcDateTime)
    kept = func.coalesce(columns.handoff_at, now)
    if owner is Owner.HUMAN:
        return kept
    return case((columns.owner == Owner.QUEUED.value, kept), else_=now)
