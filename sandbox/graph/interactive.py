"""Schemas of interactive messages: reply buttons, lists and links.

Limits from Meta's "Interactive messages" reference (Cloud API v23).
"""

from __future__ import annotations

from typing import Any

from sandbox.graph import checks
from sandbox.graph.order_details import ORDER_STATUS, check_order_details

BODY, FOOTER, HEADER = 1024, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
ROWS, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 10, 24, 72, 200
SECTIONS, SECTION_TITLE, LIST_BUTTON = 10, 24, 20
LINK_TEXT = 20

BODY_RULE = checks.record({"text": checks.text(BODY)})
FOOTER_RULE = checks.record({"text": checks.text(FOOTER)})
TEXT_HEADER = checks.record({"type": checks.choice("text"), "text": checks.text(HEADER)})
_HELD = checks.media()
ANY_HEADER = checks.by_type(
    "type",
    {
        "text": TEXT_HEADER,
        "image": checks.record({"type": checks.choice("image"), "image": _HELD}),
        "video": checks.record({"type": checks.choice("video"), "video": _HELD}),
        "document": checks.record(
            {
                "type": checks.choice("document"),
                "document": checks.media({"filename": checks.text(240)}),
            }
        ),
    },
)
_REPLY = checks.record(
    {
        "type": checks.choice("reply"),
        "reply": checks.record(
            {
                "id": checks.text(BUTTON_ID, pattern=r"\S(.*\S)?"),
                "title": checks.text(BUTTON_TITLE),
            }
        ),
    }
)
_ROW = checks.record(
    {"id": checks.text(ROW_ID), "title": checks.text(ROW_TITLE)},
    {"description": checks.text(ROW_DESCRIPTION)},
)
_SECTION = checks.record({"rows": checks.array(_ROW, ROWS)}, {"title": checks.text(SECTION_TITLE)})


def _buttons(value: object, path: str) -> None:
    checks.record({"buttons": checks.array(_REPLY, BUTTONS)})(value, path)
    replies = [button["reply"] for button in _dict(value)["buttons"]]
    at = checks.join(path, "buttons")
    checks.unique([reply["title"].strip() for reply in replies], at, "titles")
    checks.unique([reply["id"] for reply in replies], at, "ids")


def _sections(value: object, path: str) -> None:
    checks.record(
        {"button": checks.text(LIST_BUTTON), "sections": checks.array(_SECTION, SECTIONS)}
    )(value, path)
    sections = _dict(value)["sections"]
    rows = [row for section in sections for row in section["rows"]]
    at = checks.join(path, "sections")
    if len(rows) > ROWS:
        raise checks.refuse(at, f"has {len(rows)} rows in total. Max allowed: {ROWS}")
    if len(sections) > 1 and not all("title" in section for section in sections):
        raise checks.refuse(at, "needs a title in each section when there are several.")
    checks.unique([row["id"] for row in rows], at, "row ids")


_LINK = checks.record(
    {
        "name": checks.choice("cta_url"),
        "parameters": checks.record({"display_text": checks.text(LINK_TEXT), "url": checks.url()}),
    }
)


def _variant(kind: str, action: checks.Rule, header: checks.Rule) -> checks.Rule:
    return checks.record(
        {"type": checks.choice(kind), "body": BODY_RULE, "action": action},
        {"header": header, "footer": FOOTER_RULE},
    )


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("a schema checks that this is an object before")
    return value


INTERACTIVE = checks.by_type(
    "type",
    {
        "button": _variant("button", _buttons, ANY_HEADER),
        "list": _variant("list", _sections, TEXT_HEADER),
        "cta_url": _variant("cta_url", _LINK, ANY_HEADER),
        "order_details": _variant("order_details", check_order_details, ANY_HEADER),
        "order_status": _variant("order_status", ORDER_STATUS, TEXT_HEADER),
    },
)
