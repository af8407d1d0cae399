"""The schemas of docs/events/, by the type of the event."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

FOLDER = Path(__file__).parents[1] / "docs" / "events"


@lru_cache(maxsize=1)
def validators() -> dict[str, Any]:
    """Give a validator for each documented type."""
    found = {}
    for path in sorted(FOLDER.glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        found[schema["title"]] = jsonschema.Draft7Validator(schema)
    return found


def problems(document: dict[str, Any]) -> list[str]:
    """Give what is wrong with an event; an unknown type is."""
    validator = validators().get(document["type"])
    if validator is None:
        return [f"{document['type']} has no schema"]
    return [
        f"{document['type']} {list(error.absolute_path)}: {error.message}"
        for error in validator.iter_errors(document)
    ]
