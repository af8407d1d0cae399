"""Every type of event has a schema and an example that it holds for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quita.domain import events
from tests.event_schemas import FOLDER, problems, validators

TYPES = sorted(
    value for name, value in vars(events).items() if name.isupper() and name != "SPEC_VERSION"
)


def example(kind: str) -> Any:
    path = FOLDER / f"{kind.removeprefix('quita.')}.example.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_type_and_no_other_has_a_schema() -> None:
    assert sorted(validators()) == TYPES


@pytest.mark.parametrize("kind", TYPES)
def test_the_example_of_a_type_is_valid(kind: str) -> None:
    document = example(kind)
    assert document["type"] == kind
    assert problems(document) == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_schema_refuses_what_it_does_not_know_and_what_is_missing(kind: str) -> None:
    document = example(kind)
    assert problems({**document, "data": {**document["data"], "cpf": "52998224725"}})
    for name in document["data"]:
        less = {key: value for key, value in document["data"].items() if key != name}
        assert problems({**document, "data": less})


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_named_in_the_readme(kind: str) -> None:
    assert f"`{kind}`" in (FOLDER / "README.md").read_text(encoding="utf-8")
