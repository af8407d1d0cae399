"""Offers that were shown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.codec import read_offer, write_offer
from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import offers
from quita.domain.policy import Role
from quita.domain.records import StoredOffer

_PLAIN = (
    "id",
    "person_id",
    "debt_id",
    "conversation_id",
    "created_at",
    "accepted",
    "replaces",
)


class SqlOffers(Repository):
    """Fulfils the port Offers."""

    def add(self, offer: StoredOffer, key: str) -> StoredOffer:
        """Insert under an idempotency key; a known key gives the offer already stored."""
        values = {name: getattr(offer, name) for name in _PLAIN}
        values |= {"key": key, "offer": write_offer(offer.offer), "also": list(offer.also) or None}
        values["authority"] = offer.authority.value
        if self._insert_once(offers, values, ["key"]):
            return offer
        known = select(offers).where(offers.c.key == key)
        return _offer(self._connection.execute(known).one())

    def get(self, offer_id: str) -> StoredOffer | None:
        """Give an offer, locked against other transactions that would accept it."""
        query = locked(select(offers).where(offers.c.id == offer_id))
        row = self._connection.execute(query).first()
        return None if row is None else _offer(row)

    def of_person(self, person_id: str) -> list[StoredOffer]:
        """Give what was offered to a person, newest first."""
        query = select(offers).where(offers.c.person_id == person_id)
        rows = self._connection.execute(query.order_by(offers.c.created_at.desc(), offers.c.id))
        return [_offer(row) for row in rows]

    def mark_accepted(self, offer_id: str) -> None:
        """Note that the person took it."""
        change = update(offers).where(offers.c.id == offer_id).values(accepted=True)
        self._connection.execute(change)

    def latest(self, conversation_id: str) -> StoredOffer | None:
        """Give the last offer that was shown in a conversation."""
        query = select(offers).where(offers.c.conversation_id == conversation_id)
        query = query.order_by(offers.c.created_at.desc(), offers.c.id).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _offer(row)


def _offer(row: Any) -> StoredOffer:
    return StoredOffer(
        offer=read_offer(row.offer),
        also=tuple(row.also or ()),
        authority=Role(row.authority or Role.BOT.value),
        **{name: getattr(row, name) for name in _PLAIN},
    )
