"""What the Graph API asks of a template that is sent, and of what goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.graph.errors import GraphError
from sandbox.graph.schemas import check_message
from sandbox.graph.templates import Templates

TEMPLATES = Templates(Path("sandbox/approved_templates.json"))


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def body(*parameters: dict[str, Any]) -> dict[str, Any]:
    return {"type": "body", "parameters": list(parameters)}


def reply(index: object = "0", **changes: Any) -> dict[str, Any]:
    pressed = [{"type": "payload", "payload": "/continue"}]
    button = {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": pressed}
    return {key: one for key, one in {**button, **changes}.items() if one is not None}


def header(kind: str, value: object) -> dict[str, Any]:
    return {"type": "header", "parameters": [{"type": kind, kind: value}]}


def send(*components: dict[str, Any], **language: str) -> None:
    """Check a template with one value and two quick replies."""
    template = {
        "name": "retomar_conversa",
        "language": {"code": "pt_BR", **language},
        "components": list(components),
    }
    check_message(
        {
            "messaging_product": "whatsapp",
            "to": "5551981234567",
            "type": "template",
            "template": template,
        }
    )
    TEMPLATES.check(template)


FILLED = body(words("2026"))
ACCEPTED = {
    "a value": [FILLED],
    "a value and both replies": [FILLED, reply("0"), reply(1)],
    "four spaces in a row": [body(words("a    b"))],
}
REFUSED = {
    "no value": ([], 132000),
    "two values": ([body(words("a"), words("b"))], 132000),
    "an empty value": ([body(words(" "))], 131009),
    "a value with a line end": ([body(words("a\nb"))], 100),
    "a value with a tab": ([body(words("a\tb"))], 100),
    "five spaces in a row": ([body(words("a     b"))], 100),
    "a value that is a payload": ([body({"type": "payload", "payload": "a"})], 132012),
    "a text over 1024 once filled in": ([body(words("a" * 1000))], 132005),
    "two bodies": ([FILLED, FILLED], 131009),
    "the same button twice": ([FILLED, reply("0"), reply("0")], 131009),
    "one button by number and by text": ([FILLED, reply("0"), reply(0)], 131009),
    "a button without its kind": ([FILLED, reply(sub_type=None)], 131008),
    "a button without its place": ([FILLED, reply(index=None)], 131008),
    "a button without what it gives back": ([FILLED, reply(parameters=[])], 131009),
    "a button that the template has not": ([FILLED, reply("2")], 131009),
    "a button of another kind": (
        [FILLED, reply(sub_type="url", parameters=[words("a")])],
        132012,
    ),
    "an address with a payload": ([FILLED, reply(sub_type="url")], 132012),
    "a header that the template has not": ([header("text", "a"), FILLED], 132000),
    "a picture that the template has not": ([header("image", {"id": "1"}), FILLED], 132000),
    "a picture that is a text": ([header("image", "nonsense"), FILLED], 100),
    "a picture that is nothing": ([header("image", {}), FILLED], 131008),
    "a footer": ([FILLED, {"type": "footer"}], 131009),
}


@pytest.mark.parametrize("components", ACCEPTED.values(), ids=ACCEPTED)
def test_what_fits_the_template_is_accepted(components: list[dict[str, Any]]) -> None:
    send(*components)


@pytest.mark.parametrize(("components", "code"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_gets_metas_code(components: list[dict[str, Any]], code: int) -> None:
    with pytest.raises(GraphError) as refused:
        send(*components)
    assert refused.value.code == code


def test_the_one_policy_of_languages_is_taken() -> None:
    send(FILLED, policy="deterministic")
    with pytest.raises(GraphError) as refused:
        send(FILLED, policy="fallback")
    assert refused.value.code == 131009
