"""Our WhatsApp numbers: state, quality, and what became of their messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import conversations, outbox, whatsapp_numbers
from quita.domain.number_health import BusinessNumber, Quality, Tally
from quita.domain.records import OutboxState

HEARD_EVERY = timedelta(seconds=1)  # a storm of statuses must not be a storm on this one row
UNHEARD_AFTER = timedelta(days=1)
OPTED_OUT = "131050"
_columns = whatsapp_numbers.c
_WITH_PEOPLE = outbox.join(conversations)
_FREE: dict[str, Any] = {
    "stopped_at": None,
    "stopped_code": None,
    "stopped_reason": None,
    "probe_at": None,
    "probes": 0,
}


class SqlNumbers(Repository):
    """Fulfils the port Numbers."""

    def ensure(self, number_id: str, now: datetime) -> BusinessNumber:
        """Give a number, known from now on."""
        found = self._first(number_id)
        if found is None:
            values = {"id": number_id, "since": now, "quality": Quality.UNKNOWN.value, "probes": 0}
            self._insert_once(whatsapp_numbers, values, ["id"])
            found = self._first(number_id)
        assert found is not None
        return found

    def all(self) -> list[BusinessNumber]:
        """Give every number that was ever used."""
        rows = self._connection.execute(select(whatsapp_numbers).order_by(_columns.id))
        return [_number(row) for row in rows]

    def assign(self, conversation_id: str, number_id: str) -> None:
        """Hold a conversation on a number from now on."""
        self._converse(conversation_id, number_id=number_id)

    def held_on(self, conversation_id: str) -> str | None:
        """Give the number that a conversation is held on; None before its first message."""
        here = conversations.c.id == conversation_id
        found: str | None = self._connection.execute(
            select(conversations.c.number_id).where(here)
        ).scalar()
        return found

    def stop(
        self, number_id: str, code: int | None, reason: str, now: datetime, probe_at: datetime
    ) -> bool:
        """Stop a number; True where it was not stopped before."""
        why = {"stopped_code": code, "stopped_reason": reason[:200]}
        newly = self._set(
            number_id, _columns.stopped_at.is_(None), stopped_at=now, probe_at=probe_at, **why
        )
        if not newly:
            self._set(number_id, **why)
        return newly

    def probe(self, number_id: str, now: datetime, next_at: datetime) -> bool:
        """Take the one message that may try a stopped number; False where another has it."""
        return self._set(
            number_id, _columns.probe_at <= now, probe_at=next_at, probes=_columns.probes + 1
        )

    def resume(self, number_id: str) -> bool:
        """Let a number send again; True where it was stopped."""
        return self._set(number_id, _columns.stopped_at.is_not(None), **_FREE)

    def restrict(self, number_id: str, until: datetime | None) -> None:
        """Let a number start nothing until then; None lifts it."""
        self._set(number_id, starts_again_at=until)

    def told(
        self,
        number_id: str,
        now: datetime,
        *,
        quality: Quality | None = None,
        tier: str | None = None,
        display: str | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Note what Meta said of a number; `at` some time before what is known, nothing changes."""
        self.ensure(number_id, now)
        given = {"quality": quality and quality.value, "tier": tier, "display": display}
        known = {name: value for name, value in given.items() if value is not None}
        before = _columns.told_at
        newest = () if at is None else (or_(before.is_(None), before <= at),)
        return self._set(number_id, *newest, checked_at=now, told_at=at or now, **known)

    def status_came(self, number_id: str, now: datetime) -> None:
        """Note that Meta's web hooks about a number arrive."""
        before = _columns.heard_at
        self._set(number_id, or_(before.is_(None), before < now - HEARD_EVERY), heard_at=now)

    def tallies(self, since: datetime, now: datetime) -> Mapping[tuple[str, str | None], Tally]:
        """Count what became of messages sent since a moment, by number and template's name."""
        columns = outbox.c
        got = [OutboxState.DELIVERED.value, OutboxState.READ.value]
        sent = [OutboxState.SENT.value, *got]
        old = columns.sent_at < now - UNHEARD_AFTER
        query = (
            select(
                columns.number_id,
                columns.template,
                _count(columns.state.in_(sent)).label("accepted"),
                _count(columns.state.in_(got)).label("delivered"),
                _count(columns.state == OutboxState.READ.value).label("read"),
                _count(columns.state == OutboxState.FAILED.value).label("failed"),
                _count(and_(columns.state == OutboxState.SENT.value, old)).label("unheard"),
                _count(columns.error.like(f"{OPTED_OUT}:%")).label("opted_out"),
            )
            .where(columns.number_id.is_not(None), columns.sending_at >= since)
            .group_by(columns.number_id, columns.template)
        )
        rows = self._connection.execute(query)
        return {(row.number_id, row.template): Tally(*map(int, row[2:])) for row in rows}

    def started(self, since: datetime, number_id: str | None = None) -> int:
        """Count the people to whom a number, or any, sent a template since a moment."""
        any_number = select(_columns.id)  # named, so that the index on number and time is used
        by = outbox.c.number_id
        here = by == number_id if number_id is not None else by.in_(any_number)
        people = func.count(conversations.c.address_id.distinct())
        query = select(people).select_from(_WITH_PEOPLE).where(here, *_started(since))
        return int(self._connection.execute(query).scalar_one())

    def started_with(self, address_id: str, since: datetime) -> set[str]:
        """Give the numbers that sent a person a template since a moment."""
        here = conversations.c.address_id == address_id
        query = select(outbox.c.number_id.distinct()).select_from(_WITH_PEOPLE)
        return set(self._connection.execute(query.where(here, *_started(since))).scalars())

    def _first(self, number_id: str) -> BusinessNumber | None:
        query = select(whatsapp_numbers).where(_columns.id == number_id)
        row = self._connection.execute(query).first()
        return None if row is None else _number(row)

    def _set(self, number_id: str, *conditions: Any, **values: Any) -> bool:
        here = update(whatsapp_numbers).where(_columns.id == number_id, *conditions)
        return bool(self._connection.execute(here.values(**values)).rowcount)

    def _converse(self, conversation_id: str, **values: Any) -> None:
        here = conversations.c.id == conversation_id
        self._connection.execute(update(conversations).where(here).values(**values))


def _started(since: datetime) -> tuple[Any, ...]:
    return outbox.c.sending_at >= since, outbox.c.template.is_not(None)


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _number(row: Any) -> BusinessNumber:
    return BusinessNumber(**{**row._mapping, "quality": Quality.of(row.quality)})
