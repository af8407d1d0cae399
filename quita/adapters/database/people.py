"""People and the addresses behind which they may be; all that identifies them is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select, update

from quita.adapters.database.aliases import SqlAliases
from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import (
    addresses,
    conversations,
    identity_failures,
    incomes,
    people,
    person_addresses,
    suppressions,
)
from quita.domain.conversation import Owner
from quita.domain.records import AddressKind, Person


class SqlPeople(Repository):
    """Fulfils the port People."""

    def save(self, person: Person) -> str:
        """Insert, or update the person of that CPF; give the id that is kept."""
        seal = self._vault.encrypt
        values = {
            "name": seal(person.name),
            "cpf": seal(person.cpf),
            "cpf_index": self._vault.index("cpf", person.cpf),
            "birth_date": seal(person.birth_date.isoformat()),
            "email": self._sealed(person.email),
        }
        if self._insert_once(people, {"id": person.id, **values}, ["cpf_index"]):
            return person.id
        same = people.c.cpf_index == values["cpf_index"]
        self._connection.execute(update(people).where(same).values(**values))
        return str(self._connection.execute(select(people.c.id).where(same)).scalar_one())

    def get(self, person_id: str) -> Person | None:
        """Give a person."""
        row = self._connection.execute(select(people).where(people.c.id == person_id)).first()
        return None if row is None else self._person(row)

    def hold(self, person_id: str) -> None:
        """Let nobody else hold the same person until this transaction ends."""
        self._connection.execute(locked(select(people.c.id).where(people.c.id == person_id)))

    def tell_income(self, person_id: str, monthly: Decimal, at: datetime) -> None:
        """Note what somebody says that they earn a month, in reais; the last word counts."""
        values = {"monthly": self._vault.encrypt(str(monthly)), "said_at": at}
        if not self._insert_once(incomes, {"person_id": person_id, **values}, ["person_id"]):
            change = update(incomes).where(incomes.c.person_id == person_id)
            self._connection.execute(change.values(**values))

    def income(self, person_id: str, since: datetime) -> Decimal | None:
        """Give the income that somebody told since then, in reais a month."""
        query = select(incomes.c.monthly).where(
            incomes.c.person_id == person_id, incomes.c.said_at >= since
        )
        sealed = self._connection.execute(query).scalar()
        return None if sealed is None else Decimal(self._vault.decrypt(sealed))

    def ensure_address(self, kind: AddressKind, value: str) -> str:
        """Give the id of an address, made if new."""
        index = self._index(kind, value)
        known = select(addresses.c.id).where(addresses.c.value_index == index)
        found = self._connection.execute(known).scalar()
        if found is not None:
            return str(found)
        values = {
            "id": self._new_id(),
            "kind": kind.value,
            "value": self._vault.encrypt(value),
            "value_index": index,
        }
        self._insert_once(addresses, values, ["value_index"])
        return str(self._connection.execute(known).scalar_one())

    def phone_of(self, address_id: str) -> str | None:
        """Give the phone, in E.164, that an address is; None where it is something else."""
        row = self._connection.execute(
            select(addresses).where(addresses.c.id == address_id)
        ).first()
        phone = row is not None and row.kind == AddressKind.PHONE.value
        return self._vault.decrypt(row.value) if phone else None

    def phones_of(self, person_id: str) -> list[tuple[str, str]]:
        """Give a person's phones in E.164, each after the id of its address, in order."""
        query = select(addresses.c.id, addresses.c.value).join_from(person_addresses, addresses)
        mine = (
            person_addresses.c.person_id == person_id,
            addresses.c.kind == AddressKind.PHONE.value,
        )
        rows = self._connection.execute(query.where(*mine)).all()
        found = [(row.id, self._vault.decrypt(row.value)) for row in rows]
        return sorted(found, key=lambda one: one[1])

    def link(self, person_id: str, address_id: str, source: str) -> None:
        """Tie an address to a person, once."""
        values = {"person_id": person_id, "address_id": address_id, "source": source}
        self._insert_once(person_addresses, values, ["person_id", "address_id"])

    def at_address(self, address_id: str) -> list[Person]:
        """Give the people who may be behind an address (phones match with and without the 9)."""
        linked = select(person_addresses.c.person_id).where(
            person_addresses.c.address_id.in_(self._same(address_id))
        )
        query = select(people).where(people.c.id.in_(linked)).order_by(people.c.id)
        return [self._person(row) for row in self._connection.execute(query)]

    def record_failure(self, address_id: str, person_id: str | None, at: datetime) -> None:
        """Note a failed identity check."""
        values = {"address_id": address_id, "person_id": person_id, "at": at}
        self._connection.execute(insert(identity_failures).values(**values))

    def failures(self, address_id: str, person_ids: Sequence[str], since: datetime) -> int:
        """Count failed checks at that address or for any of those people, whichever is more."""
        failed, count = identity_failures.c, func.count()
        recent = select(count).where(failed.at >= since)
        here = recent.where(failed.address_id.in_(self._same(address_id)))
        theirs = recent.where(failed.person_id.in_(person_ids)).group_by(failed.person_id)
        counts = [self._connection.execute(here).scalar_one()]
        counts += self._connection.execute(theirs).scalars()
        return int(max(counts))

    def suppress(self, address_id: str, person_id: str | None, reason: str, at: datetime) -> None:
        """Note that an address must not be written to."""
        values = {"address_id": address_id, "person_id": person_id, "reason": reason, "at": at}
        self._connection.execute(insert(suppressions).values(**values))
        self._contact_changed(address_id)

    def lift_suppression(self, address_id: str, at: datetime, reason: str | None = None) -> None:
        """Lift whatever suppresses an address, or what does so for one reason."""
        running = self._suppressing(address_id, reason)
        self._connection.execute(update(suppressions).where(*running).values(lifted_at=at))
        self._contact_changed(address_id)

    def _contact_changed(self, address_id: str) -> None:
        """Tell the desk, where an agent may have the conversation open."""
        here, closed = conversations.c, Owner.CLOSED.value
        query = select(here.id).where(here.address_id == address_id, here.owner != closed)
        for conversation_id in list(self._connection.execute(query).scalars()):
            self._changed(conversation_id, "contact")

    def suppressed(self, address_id: str, reason: str | None = None) -> bool:
        """Say whether an address is suppressed, be it under its other form."""
        query = select(suppressions.c.seq).where(*self._suppressing(address_id, reason)).limit(1)
        return self._connection.execute(query).first() is not None

    def suppression_reasons(self, address_id: str) -> set[str]:
        """Give why an address is suppressed, be it under its other form."""
        query = select(suppressions.c.reason).where(*self._suppressing(address_id, None))
        return set(self._connection.execute(query).scalars())

    def suppressed_since(self, address_id: str) -> datetime | None:
        """Give when what suppresses an address, be it under its other form, was last noted."""
        query = select(suppressions.c.at).where(*self._suppressing(address_id, None))
        found = self._connection.execute(query.order_by(suppressions.c.at.desc()).limit(1))
        return found.scalar_one_or_none()

    def _suppressing(self, address_id: str, reason: str | None) -> list[Any]:
        here = suppressions.c.address_id.in_(self._same(address_id))
        running = [here, suppressions.c.lifted_at.is_(None)]
        return running if reason is None else [*running, suppressions.c.reason == reason]

    def _same(self, address_id: str) -> list[str]:
        return SqlAliases(self._connection, self._vault, self._new_id).same(address_id)

    def _index(self, kind: AddressKind, value: str) -> str:
        return self._vault.index(f"address:{kind.value}", value)

    def _person(self, row: Any) -> Person:
        opened = self._vault.decrypt
        return Person(
            id=row.id,
            name=opened(row.name),
            cpf=opened(row.cpf),
            birth_date=date.fromisoformat(opened(row.birth_date)),
            email=self._opened(row.email),
        )
