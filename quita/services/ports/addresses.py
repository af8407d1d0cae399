"""Which addresses are the same phone: a channel's user ids stand for phones, while they do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from quita.domain.records import AddressKind

Told = tuple[str | None, str | None]  # a wa_id and a user id, as the channel told them


class Aliases(Protocol):
    """User ids and the phones they stand for; a user id is the alias of one phone at a time."""

    def find(self, kind: AddressKind, value: str) -> str | None:
        """Give the id of an address that is known."""

    def phone_of(self, address_id: str) -> str | None:
        """Give the phone that a user id stands for."""

    def of_phone(self, phone_id: str) -> list[str]:
        """Give the user ids that stand for a phone, in either of its forms."""

    def set(self, address_id: str, phone_id: str, at: datetime) -> None:
        """Have a user id stand for a phone, and for no other."""

    def drop(self, address_id: str) -> None:
        """Have a user id stand for no phone."""

    def same(self, address_id: str) -> Sequence[str]:
        """Give the ids of an address in all its forms, itself first."""

    def suppressed_for(self, address_id: str) -> list[tuple[str, str | None]]:
        """Give what suppresses an address: reasons, and whom they are about."""

    def keep_move(
        self, key: str, old: Sequence[tuple[AddressKind, str]], new: Told, at: datetime
    ) -> None:
        """Keep, once, that somebody left all forms of an address at a moment."""

    def next_move(
        self, old: Sequence[tuple[AddressKind, str]], after: datetime
    ) -> tuple[Told, datetime] | None:
        """Give where, and when, somebody went first from any form of an address after a moment."""
