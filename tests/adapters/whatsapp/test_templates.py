"""Templates: their bodies, and that sandbox and registry have them word by word."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from quita.adapters.phrases import YamlPhrases
from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.payloads import Payload, Recipient
from quita.adapters.whatsapp.template_registry import read_templates
from quita.domain.errors import InvalidInput
from quita.services.templates import NEWS_TEMPLATE, REMINDER_TEMPLATE
from quita.settings import ROOT
from sandbox.graph.schemas import check_message
from sandbox.graph.templates import Templates

PHRASES = YamlPhrases(ROOT / "domain", {})
APPROVED = json.loads((ROOT / "sandbox" / "approved_templates.json").read_text("utf-8"))


def payload(name: str) -> dict[str, Any]:
    said = PHRASES.say(f"utter_template_{name}")
    return {**said, "kind": "template", "name": name, "language": "pt_BR"}


@pytest.mark.parametrize("name", [REMINDER_TEMPLATE, NEWS_TEMPLATE])
def test_the_sandbox_has_every_template_word_by_word(name: str) -> None:
    said = payload(name)
    [approved] = [one for one in APPROVED if one["name"] == name]
    titles = [button["title"] for button in said["buttons"]]
    assert (approved["language"], approved["body"]) == ("pt_BR", said["text"])
    assert approved["buttons"] == titles


@pytest.mark.parametrize("name", [REMINDER_TEMPLATE, NEWS_TEMPLATE])
def test_a_template_is_a_body_that_meta_takes_and_its_replies_say_what_buttons_say(
    name: str,
) -> None:
    [body] = to_graph_bodies(cast(Payload, payload(name)), Recipient(phone="5551981234567"), "m1")
    check_message(body)
    template = body["template"]
    Templates(ROOT / "sandbox" / "approved_templates.json").check(template)
    assert (template["name"], template["language"]) == (
        name,
        {"policy": "deterministic", "code": "pt_BR"},
    )
    replies = [one["parameters"][0]["payload"] for one in template["components"]]
    assert replies == ["/ask_agreement", "/stop_contact"]


@pytest.mark.parametrize("name", [REMINDER_TEMPLATE, NEWS_TEMPLATE])
def test_the_registry_has_every_template_word_by_word(name: str) -> None:
    template, said = read_templates(ROOT / "templates")[name], payload(name)
    assert (template.language, template.body) == ("pt_BR", said["text"])
    assert template.buttons == tuple(button["title"] for button in said["buttons"])


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": ["2026", " "]},
        {"parameters": ["a" * 600, "b" * 600]},
        {"text": "x" * 1025},
        {"buttons": [{"id": "x" * 129, "title": "Ver"}]},
        {"buttons": [{"id": " ", "title": "Ver"}]},
    ],
)
def test_template_that_meta_would_refuse_is_not_built(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        to_graph_bodies(
            cast(Payload, {**payload(NEWS_TEMPLATE), **changes}), Recipient(phone="5511"), "m1"
        )
