"""Words on being written to, what was started, silences, and the "Não Me Ligue" list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    consents,
    contact_attempts,
    do_not_disturb,
    silences,
)
from quita.domain.contact_policy import Permission, Purpose, Silence
from quita.domain.conversation import Channel
from quita.domain.follow_up import About, Consent, Source
from quita.domain.phone import equivalents
from quita.domain.records import AddressKind

_PLAIN = ("person_id", "address_id", "given", "at", "conversation_id")


class SqlContacts(Repository):
    """Fulfils the port Contacts."""

    def note(self, consent: Consent) -> None:
        """Keep a yes or no with its words; nothing is ever overwritten."""
        values = {name: getattr(consent, name) for name in _PLAIN}
        values |= {
            "channel": consent.channel.value,
            "about": consent.about.value,
            "source": consent.source.value,
            "words": self._vault.encrypt(consent.words),
        }
        self._connection.execute(insert(consents).values(**values))

    def words_of(self, person_id: str) -> list[Consent]:
        """Give all that a person said about it, newest first."""
        return self._select(consents.c.person_id == person_id)

    def words_at(self, address_ids: Sequence[str], source: Source) -> list[Consent]:
        """Give all that was said so about being written to at any of some addresses."""
        here = consents.c.address_id.in_(address_ids)
        return self._select(here, consents.c.source == source.value)

    def reminder_address(self, person_id: str) -> Consent | None:
        """Give the newest yes to reminders that no later no at that address takes back."""
        decided: set[tuple[str, str]] = set()
        about = consents.c.about == About.REMINDERS.value
        for word in self._select(consents.c.person_id == person_id, about):
            place = (word.address_id, word.channel.value)
            if word.given and place not in decided:
                return word
            decided.add(place)
        return None

    def permission(self, person_id: str, address_id: str, about: About) -> Permission | None:
        """Give the last word of a person on that, at that address."""
        here = (consents.c.address_id == address_id, consents.c.about == about.value)
        words = self._select(consents.c.person_id == person_id, *here)
        return Permission(words[0].given, words[0].at) if words else None

    def started(
        self,
        person_id: str,
        address_id: str,
        channel: Channel,
        purpose: Purpose,
        key: str,
        at: datetime,
    ) -> None:
        """Note that the company wrote first; once for each key."""
        values = {
            "person_id": person_id,
            "address_id": address_id,
            "channel": channel.value,
            "purpose": purpose.value,
            "key": key,
            "at": at,
        }
        self._insert_once(contact_attempts, values, ["key"])

    def not_started(self, key: str) -> None:
        """Forget that the company wrote first: it never left."""
        mine = contact_attempts.c.key == key
        self._connection.execute(delete(contact_attempts).where(mine))

    def starts_of(
        self, person_id: str, since: datetime, apart_from: str | None = None
    ) -> list[datetime]:
        """Give when the company wrote first to a person since a moment, news and one key apart."""
        query = select(contact_attempts.c.at).where(
            contact_attempts.c.person_id == person_id,
            contact_attempts.c.at >= since,
            contact_attempts.c.purpose != Purpose.NEWS.value,
        )
        if apart_from is not None:
            query = query.where(contact_attempts.c.key != apart_from)
        found = self._connection.execute(query.order_by(contact_attempts.c.at))
        return list(found.scalars())

    def silence(self, scope: Silence, subject_id: str, reason: str, at: datetime) -> None:
        """Leave a person or a debt alone, once for each reason."""
        if reason in self.silenced(scope, [subject_id]):
            return
        values = {"scope": scope.value, "subject_id": subject_id, "reason": reason, "at": at}
        self._connection.execute(insert(silences).values(**values))

    def lift(self, scope: Silence, subject_id: str, at: datetime) -> None:
        """Lift whatever silences a person or a debt."""
        running = self._running(scope, [subject_id])
        self._connection.execute(update(silences).where(*running).values(lifted_at=at))

    def silenced(self, scope: Silence, subject_ids: Sequence[str]) -> set[str]:
        """Give the reasons for which any of those people or debts is left alone."""
        query = select(silences.c.reason).where(*self._running(scope, subject_ids))
        return set(self._connection.execute(query).scalars())

    def list_do_not_disturb(self, phones: Iterable[str], at: datetime) -> int:
        """Put a list of phones in E.164 in the place of the one before; give how many."""
        indexes = {self._index(phone) for phone in phones}
        self._connection.execute(delete(do_not_disturb))
        rows = [{"value_index": index, "listed_at": at} for index in sorted(indexes)]
        if rows:
            self._connection.execute(insert(do_not_disturb), rows)
        return len(rows)

    def on_do_not_disturb(self, phone: str) -> bool:
        """Say whether a phone is listed, be it under its other form."""
        indexes = [self._index(form) for form in equivalents(phone)]
        query = select(do_not_disturb.c.value_index)
        query = query.where(do_not_disturb.c.value_index.in_(indexes)).limit(1)
        return self._connection.execute(query).first() is not None

    def _index(self, phone: str) -> str:
        return self._vault.index(f"address:{AddressKind.PHONE.value}", phone)

    def _running(self, scope: Silence, subject_ids: Sequence[str]) -> list[Any]:
        return [
            silences.c.scope == scope.value,
            silences.c.subject_id.in_(subject_ids),
            silences.c.lifted_at.is_(None),
        ]

    def _select(self, *conditions: Any) -> list[Consent]:
        query = select(consents).where(*conditions).order_by(consents.c.seq.desc())
        return [
            Consent(
                channel=Channel(row.channel),
                about=About(row.about),
                source=Source(row.source),
                words=self._vault.decrypt(row.words),
                **{name: getattr(row, name) for name in _PLAIN},
            )
            for row in self._connection.execute(query)
        ]
