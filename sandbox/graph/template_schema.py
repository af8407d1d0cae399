"""Schema of a template that is sent: its components and what fills them.

From Meta's "Template messages" and its OpenAPI description of v23 (`HeaderComponent`,
`BodyComponent`, `ButtonComponent`); the wording about line ends and spaces is Meta's own.
"""

from __future__ import annotations

import re

from sandbox.graph import checks
from sandbox.graph.errors import GraphError

WRONG_FORMAT = 132012
_UNREADABLE = re.compile(r"[\n\r\t]| {5}")


def _words(value: object, path: str) -> None:
    checks.text(1024)(value, path)
    if _UNREADABLE.search(str(value)):
        details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        raise GraphError(100, details)


_TEXT = checks.record(
    {"type": checks.choice("text"), "text": _words}, {"parameter_name": checks.text(64)}
)
_PAYLOAD = checks.record({"type": checks.choice("payload"), "payload": checks.text(128)})
_CODE = checks.record({"type": checks.choice("coupon_code"), "coupon_code": checks.text(20)})
_HEADER = {
    "text": _TEXT,
    "image": checks.record({"type": checks.choice("image"), "image": checks.media()}),
    "video": checks.record({"type": checks.choice("video"), "video": checks.media()}),
    "document": checks.record(
        {
            "type": checks.choice("document"),
            "document": checks.media({"filename": checks.text(240)}),
        }
    ),
}


_INDEX = checks.choice(*range(10), *(str(n) for n in range(10)))
_PRESSED = {
    "quick_reply": {"payload": _PAYLOAD},
    "url": {"text": _TEXT},
    "copy_code": {"coupon_code": _CODE},
}


def _one_of(parameters: dict[str, checks.Rule]) -> checks.Rule:
    """Ask for a parameter of some types: one of another type is not what was approved."""
    return checks.by_type("type", parameters, code=WRONG_FORMAT)


def _button(sub_type: str) -> checks.Rule:
    return checks.record(
        {
            "type": checks.choice("button"),
            "sub_type": checks.choice(sub_type),
            "index": _INDEX,
            "parameters": checks.array(_one_of(_PRESSED[sub_type]), 1),
        }
    )


_COMPONENT = checks.by_type(
    "type",
    {
        "header": checks.record(
            {"type": checks.choice("header"), "parameters": checks.array(_one_of(_HEADER), 1)}
        ),
        "body": checks.record(
            {"type": checks.choice("body")},
            {"parameters": checks.array(_one_of({"text": _TEXT}), 20, minimum=0)},
        ),
        "button": checks.by_type("sub_type", {kind: _button(kind) for kind in _PRESSED}),
    },
)


def _components(value: object, path: str) -> None:
    checks.array(_COMPONENT, 20, minimum=0)(value, path)
    listed = value if isinstance(value, list) else []
    named = [f"{one['type']} {one.get('index', '')}".strip() for one in listed]
    checks.unique(named, path, "components")


TEMPLATE = checks.record(
    {
        "name": checks.text(512, pattern=r"[a-z0-9_]+"),
        "language": checks.record(
            {"code": checks.text(15)}, {"policy": checks.choice("deterministic")}
        ),
    },
    {"components": _components},
)
