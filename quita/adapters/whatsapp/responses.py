"""Reads an answer of the Graph API to a message: accepted, refused, or nobody knows.

Meta has no idempotency key. So whatever is neither a clear yes nor a clear no is Unclear: the
message may have been sent, and is not sent again before the status web hooks were asked
(`biz_opaque_callback_data`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from quita.adapters.whatsapp.errors import Action, classify
from quita.adapters.whatsapp.text import clean
from quita.domain.number_health import Quality
from quita.services.number_health import NumberFacts


@dataclass(frozen=True)
class Accepted:
    """Meta took the message; it is not delivered yet.

    Attributes:
        wamid: what its status web hooks will name.
        wa_id: the phone's WhatsApp id, as Meta resolved it.
        message_status: `accepted`, or `held_for_quality_assessment` (templates), where given.
    """

    wamid: str
    wa_id: str | None = field(default=None, repr=False)
    message_status: str | None = None


@dataclass(frozen=True)
class Refused:
    """The message was surely not sent."""

    code: int | None
    title: str
    details: str | None
    action: Action
    http_status: int | None = None


@dataclass(frozen=True)
class Unclear:
    """The message may have been sent: reconcile before sending it again."""

    reason: str
    http_status: int | None = None
    code: int | None = None


Answer = Accepted | Refused | Unclear


def parse_answer(http_status: int, body: bytes) -> Answer:
    """Reads the answer to a message; total."""
    tree = _load(body)
    error = tree.get("error")
    code = _integer(error.get("code")) if isinstance(error, dict) else None
    if http_status >= 500 and not _stops_all(code):
        return Unclear("the server failed", http_status, code)
    if 200 <= http_status < 300:
        return _accepted(tree) or Unclear("accepted without a message id", http_status, code)
    if http_status < 400 or not isinstance(error, dict):
        return Unclear("not an answer of the Graph API", http_status)
    return _refused(error, code, http_status)


def _stops_all(code: int | None) -> bool:
    """Say whether a code tells of the account or the token, by whatever status it comes."""
    return code is not None and classify(code, None) is Action.STOP_ALL


def parse_upload(http_status: int, body: bytes) -> str | Refused:
    """Reads the answer to a file: its id, or why there is none; no message was sent by then."""
    tree = _load(body)
    found, error = _string(tree.get("id")), tree.get("error")
    if 200 <= http_status < 300 and found:
        return found
    if http_status < 400 or not isinstance(error, dict):
        return not_sent(f"HTTP {http_status} to a file")
    return _refused(error, _integer(error.get("code")), http_status)


def not_sent(reason: str) -> Refused:
    """The answer where no byte of the request left: safe to try again."""
    return Refused(code=None, title=reason, details=None, action=Action.RETRY)


def marked_read(http_status: int, body: bytes) -> bool:
    """Tells whether Meta took a read receipt."""
    return http_status == 200 and _load(body).get("success") is True


def number_facts(http_status: int, body: bytes) -> NumberFacts | None:
    """Reads what Meta says of a number; None for anything else."""
    tree = _load(body)
    if http_status != 200 or "id" not in tree:
        return None
    return NumberFacts(
        display=_string(tree.get("display_phone_number")),
        quality=Quality.of(_string(tree.get("quality_rating"))),
        tier=_string(tree.get("messaging_limit_tier")),
    )


def _refused(error: dict[str, Any], code: int | None, http_status: int) -> Refused:
    data = error.get("error_data")
    return Refused(
        code=code,
        title=_string(error.get("message")) or f"HTTP {http_status}",
        details=_string(data.get("details")) if isinstance(data, dict) else None,
        action=classify(code, http_status),
        http_status=http_status,
    )


def _accepted(tree: dict[str, Any]) -> Accepted | None:
    message, contact = _first(tree, "messages"), _first(tree, "contacts")
    wamid = _string(message.get("id"))
    if not wamid:
        return None
    return Accepted(
        wamid=wamid,
        wa_id=_string(contact.get("wa_id")),
        message_status=_string(message.get("message_status")),
    )


def _load(body: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _first(tree: dict[str, Any], key: str) -> dict[str, Any]:
    found = tree.get(key)
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, dict) else {}


def _string(value: object) -> str | None:
    return clean(value).strip() or None if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
