"""Cuts one update out of a web hook, so that it can be delivered again without its siblings."""

from __future__ import annotations

from typing import Any

from connectors.whatsapp import fields
from connectors.whatsapp.webhook_types import Raw

OBJECT = "whatsapp_business_account"
_LISTS = ("messages", "statuses", "errors", "user_preferences", "user_id_update")
_IDS = ("from", "from_user_id", "wa_id", "user_id")


def alone(entry: Any, change: Any, raw: Any) -> Raw:
    """Give a web hook that holds one update of a change; the whole change where it is in no list.

    Of the contacts it takes those of its sender: a thousand broken messages must not each carry
    a thousand people.
    """
    value = fields.mapping(change, "value")
    for key in _LISTS if value else ():
        held = fields.items(value, key)
        if value and any(one is raw for one in held):
            shared = {name: one for name, one in value.items() if name not in (*_LISTS, "contacts")}
            contacts = _of_sender(fields.items(value, "contacts"), raw)
            change = {**change, "value": {**shared, "contacts": contacts, key: [raw]}}
            break
    about = {name: one for name, one in entry.items() if name != "changes"}
    return {"object": OBJECT, "entry": [{**about, "changes": [change]}]}


def found(entries: list[Any], raw: Any) -> Raw:
    """Give a web hook that holds one update alone, by the very object that it was read from."""
    for entry in entries:
        for change in fields.items(entry, "changes"):
            value = fields.get(change, "value")
            if value is raw or any(_holds(value, key, raw) for key in _LISTS):
                return alone(entry, change, raw)
    return {"object": OBJECT, "entry": entries}


def _holds(value: Any, key: str, raw: Any) -> bool:
    within = fields.get(value, key)
    return within is raw or any(one is raw for one in fields.items(value, key))


def _of_sender(contacts: list[Any], raw: Any) -> list[Any]:
    if len(contacts) < 2:
        return contacts
    mine = {fields.identifier(raw, key) for key in _IDS} - {None}
    return [one for one in contacts if {fields.identifier(one, key) for key in _IDS} & mine]
