"""Who is known: people with their addresses, their cases, and who works here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from quita.domain.records import AddressKind, Case, Person, User


class People(Protocol):
    """People, their addresses, failed identity checks, suppressions."""

    def save(self, person: Person) -> str:
        """Insert, or update the person of that CPF; give the id that is kept."""

    def get(self, person_id: str) -> Person | None: ...

    def hold(self, person_id: str) -> None:
        """Let nobody else hold the same person until this transaction ends."""

    def tell_income(self, person_id: str, monthly: Decimal, at: datetime) -> None:
        """Note what somebody says that they earn a month, in reais; the last word counts."""

    def income(self, person_id: str, since: datetime) -> Decimal | None:
        """Give the income that somebody told since then, in reais a month."""

    def ensure_address(self, kind: AddressKind, value: str) -> str:
        """Give the id of an address, made if new."""

    def phone_of(self, address_id: str) -> str | None:
        """Give the phone, in E.164, that an address is; None where it is something else."""

    def phones_of(self, person_id: str) -> list[tuple[str, str]]:
        """Give a person's phones in E.164, each after the id of its address, in order."""

    def link(self, person_id: str, address_id: str, source: str) -> None:
        """Tie an address to a person, once."""

    def at_address(self, address_id: str) -> list[Person]:
        """Give the people who may be behind an address (phones match with and without the 9)."""

    def record_failure(self, address_id: str, person_id: str | None, at: datetime) -> None: ...

    def failures(self, address_id: str, person_ids: Sequence[str], since: datetime) -> int:
        """Count failed checks at that address or for any of those people, whichever is more."""

    def suppress(
        self, address_id: str, person_id: str | None, reason: str, at: datetime
    ) -> None: ...

    def lift_suppression(
        self, address_id: str, at: datetime, reason: str | None = None
    ) -> None: ...

    def suppressed(self, address_id: str, reason: str | None = None) -> bool:
        """Say whether an address is suppressed, for whatever reason or for one."""

    def suppression_reasons(self, address_id: str) -> set[str]:
        """Give why an address is suppressed, be it under its other form."""

    def suppressed_since(self, address_id: str) -> datetime | None:
        """Give when what suppresses an address was last noted; None where nothing does."""


class Cases(Protocol):
    """Cases for humans."""

    def add(self, case: Case, key: str) -> Case:
        """Insert under an idempotency key; a known key gives the case already stored."""

    def of_conversation(self, conversation_id: str) -> list[Case]: ...

    def by_protocol(self, protocol: str) -> Case | None:
        """Give the case of a protocol number, the newest of several."""


class Users(Protocol):
    """Who may sign in to the desk."""

    def save(self, user: User) -> None: ...

    def by_login(self, login: str) -> User | None: ...

    def get(self, user_id: str) -> User | None: ...

    def lock(self, user_id: str) -> User | None:
        """Give a user, and let nobody else change them until the transaction ends."""

    def everybody(self) -> list[User]:
        """Give all users, by name."""
