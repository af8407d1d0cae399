"""Schemas of what may be posted to /messages: one rule a message type.

Limits from Meta's "Messages" reference (Cloud API v23).
"""

from __future__ import annotations

from typing import Any

from sandbox.graph import checks
from sandbox.graph.errors import GraphError
from sandbox.graph.interactive import INTERACTIVE
from sandbox.graph.template_schema import TEMPLATE

TEXT_BODY = 4096
CAPTION = 1024
CALLBACK_DATA = 512
FILENAME = 240

_TEXT = checks.record({"body": checks.text(TEXT_BODY, code=100)}, {"preview_url": checks.flag})
_CAPTION: dict[str, checks.Rule] = {"caption": checks.text(CAPTION)}
CONTENT: dict[str, checks.Rule] = {
    "text": _TEXT,
    "interactive": INTERACTIVE,
    "document": checks.media({**_CAPTION, "filename": checks.text(FILENAME)}),
    "image": checks.media(_CAPTION),
    "audio": checks.media({"voice": checks.flag}),
    "template": TEMPLATE,
}
_ENVELOPE: dict[str, checks.Rule] = {
    "messaging_product": checks.choice("whatsapp"),
    "recipient_type": checks.choice("individual"),
    "to": checks.text(30, pattern=r"\+?[\d\s().-]{6,28}"),
    "recipient": checks.text(150, pattern=r"[A-Z]{2}\.[0-9A-Za-z.]+"),
    "type": checks.choice(*CONTENT),
    "context": checks.record({"message_id": checks.text(200)}),
    "biz_opaque_callback_data": checks.text(CALLBACK_DATA),
}
_READ = checks.record(
    {
        "messaging_product": checks.choice("whatsapp"),
        "status": checks.choice("read"),
        "message_id": checks.text(200),
    },
    {"typing_indicator": checks.record({"type": checks.choice("text")})},
)


def check_message(body: dict[str, Any]) -> None:
    """Check a message to send.

    Raises:
        GraphError: 100 for an unknown or a badly missing field, 131008 for a missing one,
            131009 for a value out of its limits.
    """
    if "messaging_product" not in body:
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if "to" not in body and "recipient" not in body:
        raise GraphError(100, message="(#100) The parameter to is required.")
    kind = body.get("type", "text")
    allowed = dict(_ENVELOPE)
    if isinstance(kind, str) and kind in CONTENT:
        allowed[kind] = CONTENT[kind]
        if kind not in body:
            raise GraphError(checks.MISSING, f"Parameter '{kind}' is missing.")
    checks.record({}, allowed)(body, "")


def check_read(body: dict[str, Any]) -> None:
    """Check a read receipt, with or without a typing indicator.

    Raises:
        GraphError: as for messages.
    """
    _READ(body, "")
