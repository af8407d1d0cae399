"""Schemas of what may be posted to /messages: one rule a message type.

Limits from Meta's "Messages" reference (Cloud API v23).
"""

from __future__ import annotations

from typing import Any

from sandbox.graph import checks
from sandbox.graph.errors import GraphError
from sandbox.graph.interactive import INTERACTIVE

TEXT_BODY = 4096
CAPTION = 1024
CALLBACK_DATA = 512
FILENAME = 240

_TEXT = checks.record({"body": checks.text(TEXT_BODY, code=100)}, {"preview_url": checks.flag})
_PARAMETER = checks.by_type(
    "type",
    {
        "text": checks.record(
            {"type": checks.choice("text"), "text": checks.text(1024)},
            {"parameter_name": checks.text(64)},
        ),
        "payload": checks.record({"type": checks.choice("payload"), "payload": checks.text(128)}),
        "image": checks.record({"type": checks.choice("image"), "image": lambda v, p: None}),
        "document": checks.record(
            {"type": checks.choice("document"), "document": lambda v, p: None}
        ),
    },
)
_COMPONENT = checks.record(
    {"type": checks.choice("header", "body", "button", "footer")},
    {
        "parameters": checks.array(_PARAMETER, 20, minimum=0),
        "sub_type": checks.choice("quick_reply", "url", "copy_code"),
        "index": checks.choice(*range(10), *(str(n) for n in range(10))),
    },
)
TEMPLATE = checks.record(
    {
        "name": checks.text(512, pattern=r"[a-z0-9_]+"),
        "language": checks.record({"code": checks.text(15)}, {"policy": checks.text(30)}),
    },
    {"components": checks.array(_COMPONENT, 20, minimum=0)},
)


def _media(optional: dict[str, checks.Rule]) -> checks.Rule:
    shape = checks.record({}, {"id": checks.text(100), "link": checks.url(), **optional})

    def check(value: object, path: str) -> None:
        shape(value, path)
        if isinstance(value, dict) and ("id" in value) == ("link" in value):
            raise GraphError(checks.MISSING, f"Param {path} needs either id or link.")

    return check


_CAPTION: dict[str, checks.Rule] = {"caption": checks.text(CAPTION)}
CONTENT: dict[str, checks.Rule] = {
    "text": _TEXT,
    "interactive": INTERACTIVE,
    "document": _media({**_CAPTION, "filename": checks.text(FILENAME)}),
    "image": _media(_CAPTION),
    "audio": _media({"voice": checks.flag}),
    "template": TEMPLATE,
}
_ENVELOPE: dict[str, checks.Rule] = {
    "messaging_product": checks.choice("whatsapp"),
    "recipient_type": checks.choice("individual"),
    "to": checks.text(30, pattern=r"\+?[\d\s().-]{6,28}"),
    "recipient": checks.text(150),
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
