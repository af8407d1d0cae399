"""Every body that the channel makes fits Meta's own description of its messages.

That description (meta_messages_v23.yml) is wrong in places, where Meta's documentation and its
servers agree with each other. Each of these errors is listed here with what is read instead, and
is shown to be one still: without it, something that we send is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import yaml
from hypothesis import given

from quita.adapters.whatsapp.bodies import read_body, to_graph_bodies
from quita.adapters.whatsapp.payloads import Payload, Recipient
from tests.adapters.whatsapp.test_bodies import PAYLOADS

Schemas = dict[str, Any]
META: Schemas = yaml.safe_load(
    (Path(__file__).parent / "meta_messages_v23.yml").read_text("utf-8")
)["components"]["schemas"]
MESSAGES = {
    "text": "TextMessage",
    "audio": "AudioMessage",
    "document": "DocumentMessage",
    "image": "ImageMessage",
    "interactive": "InteractiveMessage",
    "template": "TemplateMessage",
}
PHONE, USER_ID = Recipient(phone="5511981230001"), Recipient(bsuid="BR.44")


def fields_of_the_envelope_are_forbidden(schemas: Schemas) -> None:
    """A branch of an allOf forbids what the other one asks for (`to`, `messaging_product` ...)."""
    for name in MESSAGES.values():
        for branch in schemas[name]["allOf"]:
            branch.pop("additionalProperties", None)


def buttons_of_templates_begin_at_two(schemas: Schemas) -> None:
    """`^[2-6, 11-14]$` is no range of numbers; "Template messages": buttons count from 0 to 9."""
    for one in (schemas["TemplateComponent"], schemas["ButtonComponent"]["allOf"][1]):
        one["properties"]["index"]["pattern"] = "^[0-9]$"


def links_and_orders_are_no_interactive_messages(schemas: Schemas) -> None:
    """See "Call-to-action URL button messages" and "Receive payments via dynamic Pix code"."""
    kinds = schemas["InteractiveObject"]["properties"]["type"]["enum"]
    kinds += ["cta_url", "order_details", "order_status"]


def links_and_orders_have_no_action(schemas: Schemas) -> None:
    """The same pages: their actions have a name and parameters."""
    names = {"enum": ["cta_url", "review_and_pay", "review_order"]}
    action = {"name": names, "parameters": {"type": "object"}}
    schemas["ActionObject"]["oneOf"].append({"required": [*action], "properties": action})


def nobody_is_reached_by_user_id(schemas: Schemas) -> None:
    """See "Business-scoped user IDs": `recipient` stands for `to`; both came after v23."""
    envelope = schemas["BaseMessageProperties"]
    envelope["required"] = [one for one in envelope["required"] if one != "to"]
    envelope["properties"]["recipient"] = {"type": "string", "pattern": r"^[A-Z]{2}\.[\w.]+$"}
    envelope["oneOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]


Correction = Callable[[Schemas], None]
KNOWN_ERRORS: list[Correction] = [
    fields_of_the_envelope_are_forbidden,
    buttons_of_templates_begin_at_two,
    links_and_orders_are_no_interactive_messages,
    links_and_orders_have_no_action,
    nobody_is_reached_by_user_id,
]


def described(corrections: list[Correction]) -> Schemas:
    schemas = copy.deepcopy(META)
    for correct in corrections:
        correct(schemas)
    return schemas


def errors(body: dict[str, Any], schemas: Schemas) -> list[str]:
    """Name everything that Meta's description has against a body."""
    checks = [(MESSAGES[body["type"]], body), *parts(body.get("template", {}), schemas)]
    return [
        f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:120]}"
        for name, value in checks
        for error in jsonschema.Draft7Validator(
            {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
        ).iter_errors(value)
    ]


def parts(template: dict[str, Any], schemas: Schemas) -> Iterator[tuple[str, Any]]:
    """Follow the discriminators, which jsonschema does not know: components and parameters."""
    for component in template.get("components", []):
        yield named_by("TemplateComponent", component, schemas), component
        button = component["type"] == "button"
        kind = "ButtonParameterObject" if button else "ParameterObject"
        for parameter in component["parameters"]:
            yield named_by(kind, parameter, schemas), parameter


def named_by(kind: str, value: dict[str, Any], schemas: Schemas) -> str:
    mapping = schemas[kind]["discriminator"]["mapping"]
    return str(mapping[value["type"]]).rpartition("/")[2]


def choices(count: int, title: int, identifier: int, **more: str) -> list[dict[str, str]]:
    return [
        {"id": f"{n}".ljust(identifier, "i"), "title": f"{n}".ljust(title, "t"), **more}
        for n in range(count)
    ]


ORDER = {
    "kind": "order",
    "text": "Para pagar",
    "reference": "acordo-1.2",
    "amount": "1250.00",
    "code": "000201...",
    "merchant": "Quita Ltda",
    "key": "recebe@quita.example",
    "item": "Pagamento do acordo",
}
TEMPLATE = {"kind": "template", "text": "Oi", "name": "retomar_conversa", "language": "pt_BR"}
LINK = {"kind": "link", "text": "Veja", "title": "Abrir", "url": "https://quita.example/a"}
DOCUMENT = {"kind": "document", "media_id": "99", "filename": "boleto.pdf", "caption": "Aqui"}
PAGE = "https://quita.example/"
EXAMPLES: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "text": "Oi"},
    "text at its limit": {"kind": "text", "text": "x" * 4096},
    "text over its limit": {"kind": "text", "text": "Uma *frase inteira*. " * 500},
    "buttons at their limits": {
        "kind": "buttons",
        "text": "q" * 1024,
        "buttons": choices(3, 20, 256),
    },
    "buttons over their limits": {
        "kind": "buttons",
        "text": "q " * 3000,
        "buttons": choices(3, 21, 257) + choices(1, 90, 9),
    },
    "list at its limits": {
        "kind": "list",
        "text": "q" * 1024,
        "button": "b" * 20,
        "rows": choices(10, 24, 200, description="d" * 72),
    },
    "list over its limits": {
        "kind": "list",
        "text": "q " * 3000,
        "button": "b" * 21,
        "rows": choices(23, 25, 200, description="d" * 73),
    },
    "link": LINK,
    "link at its limits": {**LINK, "title": "t" * 20, "url": PAGE + "u" * (2000 - len(PAGE))},
    "link over its limits": {**LINK, "text": "q " * 3000, "title": "t" * 21},
    "document": DOCUMENT,
    "document over its limits": {**DOCUMENT, "filename": "f" * 300, "caption": "c " * 3000},
    "document by link": {"kind": "document", "link": PAGE + "a.pdf"},
    "image": {"kind": "image", "media_id": "99", "caption": "c" * 1024},
    "image by link": {"kind": "image", "link": PAGE + "a.png"},
    "voice note": {"kind": "audio", "file": "f", "mime_type": "audio/ogg", "voice": True},
    "sound": {"kind": "audio", "file": "f", "mime_type": "audio/mpeg", "voice": False},
    "order": ORDER,
    "order at its limits": {
        **ORDER,
        "text": "Como pagar. " * 300,
        "reference": "r" * 60,
        "merchant": "m" * 90,
        "item": "i" * 90,
    },
    "status of an order": {"kind": "order_status", "text": "Pago", "reference": "acordo-1.2"},
    "template": TEMPLATE,
    "template at its limits": {
        **TEMPLATE,
        "text": "x" * 1024,
        "parameters": ["v" * 512, "w" * 512],
        "buttons": choices(10, 20, 128),
    },
}


def bodies(payload: Any, to: Recipient = PHONE) -> list[dict[str, Any]]:
    made = to_graph_bodies(cast(Payload, payload), to, "outbox-1")
    for body in made:
        if body["type"] == "audio":  # uploads.py does
            body["audio"]["id"] = "99"
    return made


@pytest.mark.parametrize("to", [PHONE, USER_ID], ids=["phone", "user id"])
@pytest.mark.parametrize("payload", EXAMPLES.values(), ids=EXAMPLES)
def test_meta_describes_what_we_send(payload: dict[str, Any], to: Recipient) -> None:
    made = bodies(payload, to)
    assert made
    assert [errors(body, described(KNOWN_ERRORS)) for body in made] == [[]] * len(made)


def test_every_kind_of_payload_is_among_the_examples() -> None:
    kinds = {str(one["kind"]) for one in EXAMPLES.values()}
    assert kinds == {
        "text",
        "buttons",
        "list",
        "link",
        "document",
        "image",
        "audio",
        "order",
        "order_status",
        "template",
    }


@given(payload=PAYLOADS)
def test_meta_describes_whatever_is_to_be_said(payload: Any) -> None:
    schemas = described(KNOWN_ERRORS)
    assert [error for body in bodies(payload) for error in errors(body, schemas)] == []


@pytest.mark.parametrize("known", KNOWN_ERRORS, ids=lambda known: known.__name__)
def test_each_known_error_of_the_description_is_one_still(known: Correction) -> None:
    schemas = described([one for one in KNOWN_ERRORS if one is not known])
    refused = [
        error
        for payload in EXAMPLES.values()
        for to in (PHONE, USER_ID)
        for body in bodies(payload, to)
        for error in errors(body, schemas)
    ]
    assert refused


BROKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "button": lambda body: body["interactive"]["action"]["buttons"][0]["reply"].pop("id"),
    "body": lambda body: body["interactive"].update(body={"text": "q" * 1025}),
    "kind": lambda body: body["interactive"].update(type="poll"),
    "recipient": lambda body: body.pop("to"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_the_reading_still_refuses_what_is_wrong(broken: Callable[[dict[str, Any]], None]) -> None:
    [body] = bodies(EXAMPLES["buttons at their limits"])
    broken(body)
    assert errors(body, described(KNOWN_ERRORS))


@pytest.mark.parametrize("part", ["policy", "code"])
def test_language_of_a_template_needs_its_policy_and_its_code(part: str) -> None:
    [body] = bodies(TEMPLATE)
    del body["template"]["language"][part]
    assert errors(body, described(KNOWN_ERRORS))


def test_receipt_is_what_meta_describes() -> None:
    schema = META["MarkMessageRequestPayload"]
    for typing in (True, False):
        jsonschema.validate(read_body("wamid.T1", typing), schema)
