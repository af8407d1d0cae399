"""What browsers are to see. On SQLite reads wait for no writer, since they begin no write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from quita.adapters.database.engine import READ_ONLY
from quita.adapters.database.schema import conversations, inbound_messages, outbox, users
from quita.adapters.vault import Vault
from quita.domain.conversation import Channel, Owner
from quita.domain.records import OutboxState
from quita.services.ports.web_feed import Held, Shown

AGENT = "agent:"
_ARRIVED = [one.value for one in (OutboxState.SENT, OutboxState.DELIVERED, OutboxState.READ)]
_OVERLAP = 200  # numbers: PostgreSQL's may become visible in another order than they were given


class SqlWebFeed:
    """Fulfils the port WebFeed."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        """Take an engine of make_engine, and the vault."""
        self._engine, self._vault = engine, vault

    def after(self, address_id: str, seq: int) -> list[Shown]:
        """Give what was sent to an address past a number, in order."""
        with self._reading() as connection:
            query = _sent_to(address_id).where(outbox.c.seq > seq).order_by(outbox.c.seq)
            return self._shown(connection, connection.execute(query))

    def history(self, address_id: str, limit: int) -> list[Shown]:
        """Give the newest messages of both sides, oldest first."""
        with self._reading() as connection:
            query = _sent_to(address_id).order_by(outbox.c.seq.desc()).limit(limit)
            said = self._shown(connection, connection.execute(query))
            heard = self._heard(connection, address_id, limit)
        # What was written at the moment of an answer was written before it.
        both = sorted([*heard, *said], key=lambda one: (one.at, one.seq))
        return both[-limit:]

    def newest(self, since: int) -> tuple[int, Mapping[str, int]]:
        """Give the newest number of all, and that of each address written to past `since`."""
        with self._reading() as connection:
            newest = connection.execute(select(func.max(outbox.c.seq))).scalar() or 0
            query = (
                select(conversations.c.address_id, func.max(outbox.c.seq))
                .join_from(outbox, conversations)
                .where(outbox.c.seq > since - _OVERLAP, outbox.c.state.in_(_ARRIVED))
                .where(conversations.c.channel == Channel.SMS_LINK.value)
                .group_by(conversations.c.address_id)
            )
            return int(newest), {row[0]: int(row[1]) for row in connection.execute(query)}

    def held(self) -> Mapping[str, Held]:
        """Give who answers, by address, where somebody waits for a person or has one."""
        columns = conversations.c
        query = (
            select(columns.address_id, columns.owner, users.c.name)
            .join_from(conversations, users, users.c.id == columns.agent_id, isouter=True)
            .where(columns.owner.in_([Owner.QUEUED.value, Owner.HUMAN.value]))
            .where(columns.channel == Channel.SMS_LINK.value)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return {row.address_id: Held(row.owner, _first_name(row.name)) for row in rows}

    def sent_to(self, address_id: str, message_ids: Iterable[str]) -> list[Shown]:
        """Give those of the messages that were sent to this address."""
        with self._reading() as connection:
            query = _sent_to(address_id).where(outbox.c.id.in_(list(message_ids)))
            return self._shown(connection, connection.execute(query.order_by(outbox.c.seq)))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            yield connection

    def _shown(self, connection: Connection, rows: Iterable[Any]) -> list[Shown]:
        found = list(rows)
        agents = {row.author[len(AGENT) :] for row in found if row.author.startswith(AGENT)}
        query = select(users.c.id, users.c.name).where(users.c.id.in_(agents))
        names = (
            {row.id: _first_name(row.name) for row in connection.execute(query)} if agents else {}
        )
        return [
            Shown(
                id=row.id,
                seq=row.seq,
                author=row.author,
                at=row.created_at,
                payload=json.loads(self._vault.decrypt(row.payload)),
                name=names.get(row.author[len(AGENT) :]),
                state=row.state,
            )
            for row in found
        ]

    def _heard(self, connection: Connection, address_id: str, limit: int) -> list[Shown]:
        columns = inbound_messages.c
        query = (
            select(inbound_messages)
            .join_from(inbound_messages, conversations)
            .where(conversations.c.address_id == address_id)
            .where(conversations.c.channel == Channel.SMS_LINK.value)
            .order_by(columns.seq.desc())
            .limit(limit)
        )
        opened = self._vault.decrypt
        return [
            Shown(
                id=row.external_id.partition(":")[2] or row.external_id,
                seq=0,
                author="person",
                at=row.received_at,
                payload={
                    "kind": row.kind,
                    "text": opened(row.text) if row.text else "",
                    **(json.loads(opened(row.media)) if row.media else {}),
                },
                chosen=opened(row.payload_id) if row.payload_id else None,
            )
            for row in connection.execute(query)
        ]


def _sent_to(address_id: str) -> Any:
    columns = (outbox.c.id, outbox.c.seq, outbox.c.author, outbox.c.created_at, outbox.c.payload,
               outbox.c.state)  # fmt: skip
    return (
        select(*columns)
        .join_from(outbox, conversations)
        .where(conversations.c.address_id == address_id)
        .where(conversations.c.channel == Channel.SMS_LINK.value)
        .where(outbox.c.state.in_(_ARRIVED))
    )


def _first_name(name: str | None) -> str | None:
    return name.split()[0] if name else None
