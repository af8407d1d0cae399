"""The phones that exist in this small world, and who they belong to."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from sqlite3 import Row

from sandbox.demo import Demo
from sandbox.hub import Hub
from sandbox.settings import Clock
from sandbox.store import Store

DEFAULT_NAME = "Pessoa de teste"


@dataclass(frozen=True)
class Phone:
    """A phone with WhatsApp.

    Attributes:
        phone: the wa_id: country code and number, digits only.
        user_id: the business-scoped user id (BSUID).
        powered: on; a phone that is off gets its messages later.
        reachable: on WhatsApp at all; if not, sending fails with 131026.
        hidden: its owner has a username, so that web hooks carry no phone number.
    """

    phone: str
    name: str
    user_id: str
    powered: bool
    reachable: bool
    hidden: bool


class Phones:
    """Adds, finds and changes phones."""

    def __init__(self, store: Store, hub: Hub, clock: Clock, demo: Demo) -> None:
        """Take the store, who is told of changes, the time, and whose phones exist from birth."""
        self._store = store
        self._hub = hub
        self._clock = clock
        self._demo = demo

    def all(self) -> list[Phone]:
        """Give every phone, oldest first."""
        self._adopt()
        return [_phone(row) for row in self._store.all("SELECT * FROM phones ORDER BY rowid")]

    def get(self, phone: str) -> Phone | None:
        """Give a phone by its exact number."""
        row = self._store.one("SELECT * FROM phones WHERE phone = ?", phone)
        return _phone(row) if row else None

    def find(self, to: str) -> Phone | None:
        """Give a phone by a number as a sender writes it: signs, and the ninth digit or not."""
        self._adopt()
        number = digits(to)
        return self.get(number) or self.get(other_form(number))

    def find_user(self, user_id: str) -> Phone | None:
        """Give a phone by its owner's business-scoped user id."""
        row = self._store.one("SELECT * FROM phones WHERE user_id = ?", user_id)
        return _phone(row) if row else None

    def ensure(self, phone: str, name: str = "") -> Phone:
        """Give a phone, adding it when it is new and renaming it when a name is given."""
        self._adopt()
        return self._ensure(phone, name)

    def _ensure(self, phone: str, name: str) -> Phone:
        known = self.get(phone)
        if known is None:
            self._store.insert(
                "INSERT INTO phones (phone, name, user_id, added) VALUES (?, ?, ?, ?)",
                phone,
                name or DEFAULT_NAME,
                _user_id(phone),
                int(self._clock().timestamp()),
            )
        elif not name or name == known.name:
            return known
        else:
            self._store.write("UPDATE phones SET name = ? WHERE phone = ?", name, phone)
        self._hub.publish(phone, "phone")
        return self._stored(phone)

    def change(
        self,
        phone: str,
        *,
        powered: bool | None = None,
        reachable: bool | None = None,
        hidden: bool | None = None,
    ) -> Phone:
        """Turn a phone on or off, take it off WhatsApp, or hide its number."""
        for column, value in (("powered", powered), ("reachable", reachable), ("hidden", hidden)):
            if value is not None:
                self._store.write(
                    f"UPDATE phones SET {column} = ? WHERE phone = ?", int(value), phone
                )
        self._hub.publish(phone, "phone")
        return self._stored(phone)

    def _adopt(self) -> None:
        for person in self._demo.people():
            if self.get(person["phone"]) is None:
                self._ensure(person["phone"], person["name"])

    def _stored(self, phone: str) -> Phone:
        stored = self.get(phone)
        if stored is None:
            raise LookupError(phone)
        return stored


def digits(number: str) -> str:
    """Keep only the digits.

    >>> digits("+55 (11) 98765-4321")
    '5511987654321'
    """
    return re.sub(r"\D", "", number)


def other_form(number: str) -> str:
    """Give a Brazilian mobile number with its ninth digit when it lacks it, or without it.

    >>> other_form("5531987654321"), other_form("553187654321")
    ('553187654321', '5531987654321')
    """
    if re.fullmatch(r"55\d{2}9\d{8}", number):
        return number[:4] + number[5:]
    if re.fullmatch(r"55\d{2}[6-9]\d{7}", number):
        return number[:4] + "9" + number[4:]
    return number


def _user_id(phone: str) -> str:
    """Make a BSUID that is steady for a phone and does not give it away."""
    return "BR." + str(int(hashlib.sha256(phone.encode()).hexdigest()[:14], 16))


def _phone(row: Row) -> Phone:
    return Phone(
        phone=row["phone"],
        name=row["name"],
        user_id=row["user_id"],
        powered=bool(row["powered"]),
        reachable=bool(row["reachable"]),
        hidden=bool(row["hidden"]),
    )
