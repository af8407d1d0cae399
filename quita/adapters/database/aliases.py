"""User ids and the phones they stand for; addresses in all their forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import address_aliases, address_moves, addresses, suppressions
from quita.domain.phone import equivalents
from quita.domain.records import AddressKind
from quita.services.ports.addresses import Told


class SqlAliases(Repository):
    """Fulfils the port Aliases."""

    def find(self, kind: AddressKind, value: str) -> str | None:
        """Give the id of an address that is known."""
        index = self._vault.index(f"address:{kind.value}", value)
        query = select(addresses.c.id).where(addresses.c.value_index == index)
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)

    def phone_of(self, address_id: str) -> str | None:
        """Give the phone that a user id stands for."""
        here = address_aliases.c.address_id == address_id
        found = self._connection.execute(select(address_aliases.c.phone_id).where(here)).scalar()
        return None if found is None else str(found)

    def of_phone(self, phone_id: str) -> list[str]:
        """Give the user ids that stand for a phone, in either of its forms."""
        return self._standing_for(self._forms(phone_id))

    def set(self, address_id: str, phone_id: str, at: datetime) -> None:
        """Have a user id stand for a phone, and for no other."""
        self.drop(address_id)
        values = {"address_id": address_id, "phone_id": phone_id, "since": at}
        self._connection.execute(insert(address_aliases).values(**values))

    def drop(self, address_id: str) -> None:
        """Have a user id stand for no phone."""
        gone = delete(address_aliases).where(address_aliases.c.address_id == address_id)
        self._connection.execute(gone)

    def same(self, address_id: str) -> list[str]:
        """Give the ids of an address in all its forms, itself first."""
        phone = self.phone_of(address_id)
        forms = self._forms(phone or address_id)
        return list(dict.fromkeys([address_id, *forms, *self._standing_for(forms)]))

    def suppressed_for(self, address_id: str) -> list[tuple[str, str | None]]:
        """Give what suppresses an address: reasons, and whom they are about."""
        here = suppressions.c.address_id.in_(self.same(address_id))
        query = select(suppressions.c.reason, suppressions.c.person_id)
        rows = self._connection.execute(query.where(here, suppressions.c.lifted_at.is_(None)))
        return [(row.reason, row.person_id) for row in rows]

    def keep_move(
        self, key: str, old: Sequence[tuple[AddressKind, str]], new: Told, at: datetime
    ) -> None:
        """Keep, once, that somebody left all forms of an address at a moment."""
        values = {"key": key, "told": self._vault.encrypt(json.dumps(new)), "at": at}
        for index in self._indexes(old):
            row = {**values, "value_index": index}
            self._insert_once(address_moves, row, ["key", "value_index"])

    def next_move(
        self, old: Sequence[tuple[AddressKind, str]], after: datetime
    ) -> tuple[Told, datetime] | None:
        """Give where, and when, somebody went first from any form of an address after a moment."""
        left = address_moves.c.value_index.in_(self._indexes(old))
        query = select(address_moves).where(left, address_moves.c.at > after)
        row = self._connection.execute(query.order_by(address_moves.c.at).limit(1)).first()
        if row is None:
            return None
        wa_id, user_id = json.loads(self._vault.decrypt(row.told))
        return (wa_id, user_id), row.at

    def _indexes(self, forms: Sequence[tuple[AddressKind, str]]) -> list[str]:
        return [self._vault.index(f"address:{kind.value}", value) for kind, value in forms]

    def _standing_for(self, phones: list[str]) -> list[str]:
        query = select(address_aliases.c.address_id).where(address_aliases.c.phone_id.in_(phones))
        return list(self._connection.execute(query).scalars())

    def _forms(self, address_id: str) -> list[str]:
        """Give a phone with and without its ninth digit; any other address is alone."""
        row = self._connection.execute(select(addresses).where(addresses.c.id == address_id))
        found = row.first()
        if found is None or found.kind != AddressKind.PHONE.value:
            return [address_id]
        forms = equivalents(self._vault.decrypt(found.value))
        known = [self.find(AddressKind.PHONE, form) for form in forms]
        return [one for one in known if one is not None]
