"""Web hooks that are stored, and what is in the database after, for the tests of the channel."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connectors.whatsapp.people_updates import PeopleUpdates
from connectors.whatsapp.receiving import Receiving
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.database.unit_of_work import Database
from quita.adapters.whatsapp.consequences import Consequences
from quita.domain.records import AddressKind
from quita.services.contact import Contact
from quita.services.inbox import Inbox, Timing
from tests.conftest import FakeClock
from tests.connectors.whatsapp.conftest import SAMPLES
from tests.connectors.whatsapp.hooking import OURS

ANNA, ANNAS_ID = "+5511981230001", "BR.4400000000001"


@dataclass
class Hooks:
    """Receives web hooks over a database."""

    receiving: Receiving
    database: Database

    def store(self, *bodies: dict[str, Any]) -> int:
        """Store web hooks in this order; give how many messages were new."""
        return sum(self.receiving.store(parse_webhook(json.dumps(one).encode())) for one in bodies)

    def suppressed(self, value: str, reason: str | None = None) -> bool:
        """Say whether a phone, or a user id, is suppressed."""
        kind = AddressKind.PHONE if value.startswith("+") else AddressKind.BSUID
        with self.database() as tx:
            return tx.people.suppressed(tx.people.ensure_address(kind, value), reason)

    def aside(self) -> list[str]:
        """Give why updates were set aside."""
        with self.database() as tx:
            return [str(one["reason"]) for one in tx.messages.set_aside_list()]


def make_hooks(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Hooks:
    """Wire receiving."""
    inbox = Inbox(database, clock, new_id, Timing(timedelta(0), timedelta(seconds=60)))
    contact = Contact(database, clock, new_id)
    people = PeopleUpdates(contact, clock)
    reports = Reports(clock, Consequences(clock, new_id, contact))
    return Hooks(Receiving(inbox, database, clock, people, reports, {OURS}), database)


def item(name: str, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a copy of a sample and, within it, the first item of a list."""
    body: dict[str, Any] = copy.deepcopy(SAMPLES[name])
    return body, body["entry"][0]["changes"][0]["value"][key][0]


def preferred(value: str, at: int | None, **ids: str | None) -> dict[str, Any]:
    """Make a web hook of a preference; an id that is None is left out."""
    body, said = item("user_preferences", "user_preferences")
    said.update(value=value, timestamp=at, **ids)
    for name in [name for name, given in said.items() if given is None]:
        del said[name]
    return body


def changed(wamid: str, old: str, new: str, at: int) -> dict[str, Any]:
    """Make a web hook of a number that changed."""
    body, told = item("number_changed", "messages")
    told.update({"id": wamid, "from": old[1:], "timestamp": str(at)})
    told["system"]["wa_id"] = new[1:]
    return body
