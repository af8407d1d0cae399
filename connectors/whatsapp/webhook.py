"""Reads one POST of Meta's web hook: pure, typed, total.

Meta, "Webhooks": up to 3 MB and 1,000 updates in a POST, in no promised order, repeated for up
to 7 days until answered 200. So every entry, change, message, status and error is walked, and a
broken one becomes an UnreadableUpdate beside its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from connectors.whatsapp import fields
from connectors.whatsapp.fields import Unreadable
from connectors.whatsapp.messages import Envelope, parse_message, preference
from connectors.whatsapp.parts import OBJECT, alone
from connectors.whatsapp.template_types import TemplateCategory, TemplateQuality, TemplateStatus
from connectors.whatsapp.webhook_types import (
    AccountUpdate,
    DeliveryStatus,
    ParsedWebhook,
    QualityUpdate,
    Raw,
    ReportedError,
    Restriction,
    StatusUpdate,
    UnknownField,
    UnreadableUpdate,
    Update,
    UserIdUpdate,
    UserPreference,
)
from quita.domain.errors import MalformedWebhook


def parse_webhook(raw_body: bytes) -> ParsedWebhook:
    """Reads everything that a body holds.

    Raises MalformedWebhook, and nothing else, where the body as a whole is not Meta's.
    """
    entries = entries_of(raw_body)
    return ParsedWebhook(tuple(_entries(entries)), entries)


def entries_of(raw_body: bytes) -> list[Any]:
    """Reads no more than whose a body is: its entries.

    Raises MalformedWebhook where the body as a whole is not Meta's.
    """
    body = fields.load(raw_body)
    if not isinstance(body, dict):
        raise MalformedWebhook("not an object")
    if body.get("object") != OBJECT:
        raise MalformedWebhook("another kind of object")
    if not isinstance(body.get("entry"), list):
        raise MalformedWebhook("no list of entries")
    return list(body["entry"])


def _entries(entries: list[Any]) -> Iterator[Update]:
    for entry in entries:
        changes = fields.get(entry, "changes")
        if not isinstance(changes, list):
            whole = {"object": OBJECT, "entry": [entry]}
            yield UnreadableUpdate("an entry without a list of changes", entry, body=whole)
            continue
        for change in changes:
            for update in _change(change, entry):
                if isinstance(update, UnreadableUpdate):
                    yield replace(update, body=alone(entry, change, update.raw))
                else:
                    yield update


def _change(change: Any, entry: Raw) -> Iterator[Update]:
    field, value = fields.text(change, "field"), fields.mapping(change, "value")
    if field is None or value is None:
        yield UnreadableUpdate("a change without field and value", change)
    elif field == "messages":
        yield from _messages_value(value, entry)
    elif field == "user_preferences":
        yield from _each(value, "user_preferences", _preference)
    elif field == "user_id_update":
        yield from _each(value, "user_id_update", _user_id_update)
    elif field in _ACCOUNT_FIELDS:
        yield _guarded(partial(_ACCOUNT_FIELDS[field], entry=entry), value)
    else:
        yield UnknownField(field, value)


def _messages_value(value: Raw, entry: Raw) -> Iterator[Update]:
    envelope = Envelope.of(value)
    parts: dict[str, Callable[[Raw], Update]] = {
        "messages": partial(parse_message, envelope=envelope),
        "statuses": partial(_status, number_id=envelope.phone_number_id),
        "errors": partial(_error, number_id=envelope.phone_number_id, entry=entry),
    }
    present = [key for key in parts if key in value]
    if not present:
        yield UnreadableUpdate("a value without messages, statuses or errors", value)
    for key in present:
        yield from _each(value, key, parts[key])


def _each(value: Raw, key: str, parse: Callable[[Raw], Update]) -> Iterator[Update]:
    """Parses every item of a list; an object in its place is a list of one."""
    found = value.get(key)
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        yield UnreadableUpdate(f"{key} is no list", value)
        return
    for item in found:
        yield _guarded(parse, item)


def _guarded(parse: Callable[[Raw], Update], raw: Any) -> Update:
    if not isinstance(raw, dict):
        return UnreadableUpdate("not an object", raw)
    try:
        return parse(raw)
    except Unreadable as problem:
        return UnreadableUpdate(str(problem), raw, external_id=fields.identifier(raw, "id"))


def _status(raw: Raw, number_id: str | None) -> StatusUpdate:
    said = fields.required_text(raw, "status")
    statuses = {status.value: status for status in DeliveryStatus}
    if said not in statuses:
        raise Unreadable("an unknown status")
    error = next(iter(fields.items(raw, "errors")), None)
    billable = fields.get(raw, "pricing", "billable")
    return StatusUpdate(
        external_id=fields.required_id(raw, "id"),
        status=statuses[said],
        at=fields.required_instant(raw, "timestamp"),
        phone_number_id=number_id,
        recipient_wa_id=fields.identifier(raw, "recipient_id"),
        recipient_user_id=fields.identifier(raw, "recipient_user_id"),
        error_code=fields.number(error, "code"),
        error_title=fields.text(error, "title"),
        error_details=fields.text(error, "error_data", "details"),
        callback_data=fields.text(raw, "biz_opaque_callback_data"),
        pricing_category=fields.text(raw, "pricing", "category"),
        billable=billable if isinstance(billable, bool) else None,
        raw=raw,
    )


def _error(raw: Raw, number_id: str | None, entry: Raw) -> ReportedError:
    return ReportedError(
        code=fields.number(raw, "code"),
        title=fields.text(raw, "title"),
        details=fields.text(raw, "error_data", "details"),
        phone_number_id=number_id,
        at=fields.instant(entry, "time"),
        raw=raw,
    )


def _preference(raw: Raw) -> UserPreference:
    told = UserPreference(
        category=fields.required_text(raw, "category"),
        value=preference(raw, "value"),
        wa_id=fields.identifier(raw, "wa_id"),
        user_id=fields.identifier(raw, "user_id"),
        at=fields.instant(raw, "timestamp"),
        raw=raw,
    )
    if told.wa_id is None and told.user_id is None:
        raise Unreadable("no usable wa_id or user_id")
    return told


def _user_id_update(raw: Raw) -> UserIdUpdate:
    return UserIdUpdate(
        previous=fields.required_id(raw, "user_id", "previous"),
        current=fields.required_id(raw, "user_id", "current"),
        wa_id=fields.identifier(raw, "wa_id"),
        at=fields.instant(raw, "timestamp"),
        raw=raw,
    )


def _template_status(raw: Raw, entry: Raw) -> TemplateStatus:
    return TemplateStatus(
        event=fields.required_text(raw, "event"),
        template_id=fields.identifier(raw, "message_template_id"),
        name=fields.text(raw, "message_template_name"),
        language=fields.text(raw, "message_template_language"),
        reason=fields.text(raw, "reason"),
        category=fields.text(raw, "message_template_category"),
        at=fields.instant(entry, "time"),
        raw=raw,
    )


def _template_category(raw: Raw, entry: Raw) -> TemplateCategory:
    return TemplateCategory(
        name=fields.required_id(raw, "message_template_name"),
        language=fields.required_id(raw, "message_template_language"),
        category=fields.required_id(raw, "new_category"),
        template_id=fields.identifier(raw, "message_template_id"),
        previous=fields.text(raw, "previous_category"),
        announced=fields.text(raw, "correct_category"),
        at=fields.instant(entry, "time"),
        raw=raw,
    )


def _template_quality(raw: Raw, entry: Raw) -> TemplateQuality:
    return TemplateQuality(
        name=fields.required_id(raw, "message_template_name"),
        language=fields.required_id(raw, "message_template_language"),
        quality=fields.required_id(raw, "new_quality_score"),
        template_id=fields.identifier(raw, "message_template_id"),
        previous=fields.text(raw, "previous_quality_score"),
        at=fields.instant(entry, "time"),
        raw=raw,
    )


def _account_update(raw: Raw, entry: Raw) -> AccountUpdate:
    restrictions = [
        Restriction(kind, fields.instant(one, "expiration"))
        for one in fields.items(raw, "restriction_info")
        if (kind := fields.text(one, "restriction_type"))
    ]
    return AccountUpdate(
        event=fields.required_text(raw, "event"),
        account_id=fields.identifier(entry, "id"),
        violation_type=fields.text(raw, "violation_info", "violation_type"),
        ban_state=fields.text(raw, "ban_info", "waba_ban_state"),
        ban_date=fields.text(raw, "ban_info", "waba_ban_date"),
        restrictions=tuple(restrictions),
        at=fields.instant(entry, "time"),
        raw=raw,
    )


def _quality_update(raw: Raw, entry: Raw) -> QualityUpdate:
    return QualityUpdate(
        event=fields.required_text(raw, "event"),
        display_phone_number=fields.identifier(raw, "display_phone_number"),
        current_limit=fields.text(raw, "current_limit"),
        old_limit=fields.text(raw, "old_limit"),
        at=fields.instant(entry, "time"),
        raw=raw,
    )


_ACCOUNT_FIELDS: dict[str, Callable[..., Update]] = {
    "message_template_status_update": _template_status,
    "template_category_update": _template_category,
    "message_template_quality_update": _template_quality,
    "account_update": _account_update,
    "phone_number_quality_update": _quality_update,
}
