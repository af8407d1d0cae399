"""The desk's list: a page of conversations by keyset, counts, searches, and the feed of changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, tuple_
from sqlalchemy.sql import Select

from quita.adapters.database.conversations import SqlConversations
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    addresses,
    approvals,
    callbacks,
    conversations,
    desk_changes,
    inbound_messages,
    labels,
    mentions,
    outbox,
    people,
    snoozes,
)
from quita.domain.conversation import Conversation, Owner
from quita.domain.handoff_records import CallbackState
from quita.domain.phone import equivalents
from quita.domain.records import AddressKind
from quita.services.ports import Change, Counts, Listed, ListQuery

_C = conversations.c
_HELD = (Owner.QUEUED.value, Owner.HUMAN.value)
# What waits the longest comes first; ids only make the order total.
_ORDER = (_C.priority, _C.handoff_at, _C.id)
_LATEST = (_C.last_inbound_at, _C.id)
_BY_LATEST = ("bot", "closed")


class SqlDeskList(Repository):
    """Fulfils the port DeskList."""

    def page(self, query: ListQuery, limit: int, after: str | None = None) -> list[Listed]:
        """Give a page in the list's order, from behind the conversation `after` on."""
        latest_first = query.tray in _BY_LATEST or query.found is not None
        columns = _LATEST if latest_first else _ORDER
        asked = select(conversations, snoozes.c.until, snoozes.c.at).outerjoin(snoozes)
        asked = asked.where(*_conditions(query))
        order = [column.desc() for column in columns] if latest_first else list(columns)
        if after is not None:
            mark = self._connection.execute(select(*columns).where(_C.id == after)).first()
            if mark is not None:
                here, there = tuple_(*columns), tuple_(*mark)
                asked = asked.where(here < there if latest_first else here > there)
        rows = self._connection.execute(asked.order_by(*order).limit(limit)).all()
        return self._listed(rows)

    def row(self, conversation_id: str) -> Listed | None:
        """Give one conversation as the list shows it."""
        query = select(conversations, snoozes.c.until, snoozes.c.at).outerjoin(snoozes)
        rows = self._connection.execute(query.where(_C.id == conversation_id)).all()
        return next(iter(self._listed(rows)), None)

    def counts(self, now: datetime) -> Counts:
        """Count what waits, who has how many, and what sleeps."""
        asleep = _asleep(now)
        query = (
            select(_C.owner, _C.agent_id, _C.handoff_reason, asleep, func.count())
            .outerjoin(snoozes)
            .where(_C.owner.in_(_HELD))
            .group_by(_C.owner, _C.agent_id, _C.handoff_reason, asleep)
        )
        waiting = held = 0
        by_agent: dict[str, int] = {}
        by_reason: dict[str, int] = {}
        snoozed: dict[str, int] = {}
        for owner, agent, reason, sleeps, count in self._connection.execute(query):
            if sleeps:
                snoozed[agent or ""] = snoozed.get(agent or "", 0) + count
                continue
            by_reason[reason or ""] = by_reason.get(reason or "", 0) + count
            if owner == Owner.QUEUED.value:
                waiting += count
            else:
                held += count
                by_agent[agent or ""] = by_agent.get(agent or "", 0) + count
        asking = self._connection.execute(select(func.count()).select_from(_asking().subquery()))
        return Counts(waiting, held, by_agent, by_reason, snoozed, asking.scalar_one())

    def of_person(self, person_id: str) -> list[Conversation]:
        """Give a person's conversations over all channels, newest first."""
        query = select(conversations).where(_C.person_id == person_id)
        rows = self._connection.execute(query.order_by(_C.opened_at.desc(), _C.id).limit(50))
        read = SqlConversations(self._connection, self._vault, self._new_id)
        return [read.conversation(row) for row in rows]

    def opened_since(self, since: datetime) -> list[tuple[str, datetime]]:
        """Give the ids of conversations opened since then, with when."""
        rows = self._connection.execute(select(_C.id, _C.opened_at).where(_C.opened_at >= since))
        return [(row.id, row.opened_at) for row in rows]

    def agent_messages_since(self, since: datetime) -> list[tuple[str, datetime]]:
        """Give the conversation and time of each message of an agent, in order."""
        columns = outbox.c
        query = select(columns.conversation_id, columns.created_at).where(
            columns.created_at >= since, columns.author.startswith("agent:")
        )
        rows = self._connection.execute(query.order_by(columns.seq))
        return [(row.conversation_id, row.created_at) for row in rows]

    def find(self, words: str, limit: int) -> list[str]:
        """Give ids of conversations by protocol, phone, CPF, label or a name among the open."""
        found: dict[str, None] = {}
        digits = re.sub(r"\D", "", words)
        conditions = [_C.id.in_(select(labels.c.conversation_id).where(labels.c.label == words))]
        if len(digits) >= 6:
            conditions.append(_C.protocol.startswith(digits, autoescape=True))
        if len(digits) == 11:
            index = self._vault.index("cpf", digits)
            conditions.append(
                _C.person_id.in_(select(people.c.id).where(people.c.cpf_index == index))
            )
        if 10 <= len(digits) <= 13:
            phone = f"+{digits}" if digits.startswith("55") else f"+55{digits}"
            kind = f"address:{AddressKind.PHONE.value}"
            values = [self._vault.index(kind, value) for value in equivalents(phone)]
            same = select(addresses.c.id).where(addresses.c.value_index.in_(values))
            conditions.append(_C.address_id.in_(same))
        query = select(_C.id).where(or_(*conditions)).order_by(_C.last_inbound_at.desc())
        found.update(dict.fromkeys(self._connection.execute(query.limit(limit)).scalars()))
        if not digits and len(words) >= 3:
            found.update(dict.fromkeys(self._named(words.casefold(), limit)))
        return list(found)[:limit]

    def changes(self, after: int, limit: int) -> list[Change]:
        """Give changes in the order in which they were written."""
        query = select(desk_changes).where(desk_changes.c.seq > after)
        rows = self._connection.execute(query.order_by(desk_changes.c.seq).limit(limit))
        return [Change(row.seq, row.conversation_id, row.kind) for row in rows]

    def last_change(self) -> int:
        """Give the number of the last change, 0 before the first."""
        return int(self._connection.execute(select(func.max(desk_changes.c.seq))).scalar() or 0)

    def changed(self, conversation_id: str, kind: str) -> None:
        """Tell of a change that has no row of its own."""
        self._changed(conversation_id, kind)

    def prune_changes(self, keep: int) -> None:
        """Forget all but the last changes."""
        old = desk_changes.c.seq <= self.last_change() - keep
        self._connection.execute(delete(desk_changes).where(old))

    def _named(self, words: str, limit: int) -> list[str]:
        """Give open conversations of people whose name holds words: names are sealed, so read."""
        query = select(_C.id, people.c.name).join(people).where(_C.owner != Owner.CLOSED.value)
        rows = self._connection.execute(query.order_by(_C.last_inbound_at.desc()).limit(5000))
        matching = (row.id for row in rows if words in self._vault.decrypt(row.name).casefold())
        return [*islice(matching, limit)]

    def _listed(self, rows: Sequence[Any]) -> list[Listed]:
        ids = [row.id for row in rows]
        texts, tags, hours = self._last_texts(ids), self._labels(ids), self._hours(ids)
        here = _asking().where(approvals.c.conversation_id.in_(ids))
        asking = set(self._connection.execute(here).scalars())
        read = SqlConversations(self._connection, self._vault, self._new_id)
        return [
            Listed(
                read.conversation(row),
                texts.get(row.id),
                tuple(tags.get(row.id, ())),
                row.until if row.at and row.at >= row.last_inbound_at else None,
                row.id in asking,
                hours.get(row.id),
            )
            for row in rows
        ]

    def _last_texts(self, ids: Sequence[str]) -> dict[str, str]:
        columns = inbound_messages.c
        last = select(func.max(columns.seq)).where(columns.conversation_id.in_(ids))
        query = select(columns.conversation_id, columns.kind, columns.text)
        rows = self._connection.execute(
            query.where(columns.seq.in_(last.group_by(columns.conversation_id)))
        )
        return {row.conversation_id: self._opened(row.text) or f"[{row.kind}]" for row in rows}

    def _hours(self, ids: Sequence[str]) -> dict[str, datetime]:
        due = callbacks.c.state == CallbackState.DUE.value
        query = select(callbacks.c.conversation_id, callbacks.c.due_at)
        rows = self._connection.execute(query.where(callbacks.c.conversation_id.in_(ids), due))
        return {row.conversation_id: row.due_at for row in rows}

    def _labels(self, ids: Sequence[str]) -> dict[str, list[str]]:
        query = select(labels).where(labels.c.conversation_id.in_(ids)).order_by(labels.c.label)
        found: dict[str, list[str]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.conversation_id, []).append(row.label)
        return found


def _asking() -> Select:
    """Choose the conversations in which a wish waits for a supervisor."""
    waiting = approvals.c.state == "waiting"
    return select(approvals.c.conversation_id).where(waiting).distinct()


def _asleep(now: datetime) -> Any:
    """Say whether a conversation sleeps: its time has not come, and its person has not written."""
    quiet = snoozes.c.at >= _C.last_inbound_at
    return and_(snoozes.c.until.is_not(None), snoozes.c.until > now, quiet)


def _conditions(query: ListQuery) -> list[Any]:
    asleep = _asleep(query.now)
    human, mine = _C.owner == Owner.HUMAN.value, _C.agent_id == query.user_id
    called = select(mentions.c.conversation_id).where(
        mentions.c.user_id == query.user_id, mentions.c.seen_at.is_(None)
    )
    trays: dict[str, list[Any]] = {
        "waiting": [_C.owner == Owner.QUEUED.value],
        "mine": [human, mine, ~asleep],
        "others": [human, or_(_C.agent_id.is_(None), ~mine)],
        "snoozed": [human, mine, asleep],
        "mentions": [_C.id.in_(called)],
        "approvals": [_C.id.in_(_asking())],
        "bot": [_C.owner == Owner.BOT.value],
        "closed": [_C.owner == Owner.CLOSED.value],
        "open": [_C.owner.in_(_HELD)],
    }
    if query.found is not None:
        conditions: list[Any] = [_C.id.in_(query.found)]
    else:
        conditions = list(trays[query.tray])
    if query.reasons:
        conditions.append(_C.handoff_reason.in_(query.reasons))
    if query.channel:
        conditions.append(_C.channel == query.channel)
    if query.label:
        tagged = select(labels.c.conversation_id).where(labels.c.label == query.label)
        conditions.append(_C.id.in_(tagged))
    return conditions
