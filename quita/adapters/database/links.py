"""Links and what was done with them; codes and references are kept as keyed hashes only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import link_references, link_steps, links, people
from quita.domain.conversation import Conversation
from quita.domain.links import Link, Step

_PLAIN = ("id", "person_id", "created_at", "created_by", "expires_at", "revoked_at")


class SqlLinks(Repository):
    """Fulfils the port Links."""

    def add(self, link: Link, code: str) -> bool:
        """Insert; False where the code is taken."""
        values = {name: getattr(link, name) for name in _PLAIN} | {"code_index": self._code(code)}
        return self._insert_once(links, values, ["code_index"])

    def by_code(self, code: str) -> Link | None:
        """Give the link of a code, found by its hash: how long that takes says nothing of it."""
        return self._first(links.c.code_index == self._code(code))

    def get(self, link_id: str) -> Link | None:
        """Give a link."""
        return self._first(links.c.id == link_id)

    def of_person(self, person_id: str) -> list[Link]:
        """Give a person's links, the newest first."""
        query = select(links).where(links.c.person_id == person_id)
        rows = self._connection.execute(query.order_by(links.c.created_at.desc(), links.c.id))
        return [_link(row) for row in rows]

    def revoke(self, link_id: str, at: datetime) -> bool:
        """End a link; False where it was ended before, or is none."""
        change = update(links).where(links.c.id == link_id, links.c.revoked_at.is_(None))
        return bool(self._connection.execute(change.values(revoked_at=at)).rowcount)

    def note(self, link_id: str, step: Step, at: datetime) -> None:
        """Note what was done with a link."""
        values = {"link_id": link_id, "step": step.value, "at": at}
        self._connection.execute(insert(link_steps).values(**values))

    def steps(self, link_id: str) -> Mapping[Step, int]:
        """Count what was done with a link."""
        query = select(link_steps.c.step, func.count()).where(link_steps.c.link_id == link_id)
        rows = self._connection.execute(query.group_by(link_steps.c.step))
        return {Step(step): count for step, count in rows}

    def add_reference(self, link_id: str, reference: str, at: datetime, until: datetime) -> None:
        """Note a reference that the WhatsApp button wrote into a message, by its hash."""
        values = {
            "reference_index": self._reference(reference),
            "link_id": link_id,
            "made_at": at,
            "expires_at": until,
        }
        self._insert_once(link_references, values, ["reference_index"])

    def take_reference(
        self, reference: str, conversation: Conversation, at: datetime
    ) -> Link | None:
        """Give the link of a reference that was not used before, and tie the conversation to it."""
        columns = link_references.c
        index = columns.reference_index == self._reference(reference)
        fresh = (index, columns.used_at.is_(None), columns.expires_at > at)
        change = update(link_references).where(*fresh)
        taken = change.values(used_at=at, conversation_id=conversation.id)
        if not self._connection.execute(taken).rowcount:
            return None
        link_id = self._connection.execute(select(columns.link_id).where(index)).scalar_one()
        return self.get(str(link_id))

    def person_of_cpf(self, cpf: str) -> str | None:
        """Give the id of the person of a CPF."""
        query = select(people.c.id).where(people.c.cpf_index == self._vault.index("cpf", cpf))
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)

    def _first(self, condition: Any) -> Link | None:
        row = self._connection.execute(select(links).where(condition)).first()
        return None if row is None else _link(row)

    def _code(self, code: str) -> str:
        return self._vault.index("link", code)

    def _reference(self, reference: str) -> str:
        return self._vault.index("link reference", reference)


def _link(row: Any) -> Link:
    return Link(**{name: getattr(row, name) for name in _PLAIN})
