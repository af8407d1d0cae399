"""Reads when conversations go to people, and to which queue, from one YAML file.

`queues.schema.json` says what it may hold; what is left out keeps the defaults of the domain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from quita.domain.errors import Misconfigured
from quita.domain.handoff import DEFAULT_PRIORITY, PRIORITIES, Pattern, Reason, Rules
from quita.domain.opening_hours import Hours, Opening
from quita.domain.queues import PORTUGUESE, HandoffBook, Queue

SCHEMA = Path(__file__).with_name("queues.schema.json")
DAYS = ("seg", "ter", "qua", "qui", "sex", "sab", "dom")
ALWAYS = "always"
END_OF_DAY = time(23, 59, 59)
_THRESHOLDS = ("max_misunderstandings", "max_unreadable", "max_attempts", "min_confidence")


def read_book(path: Path) -> HandoffBook:
    """Read the file.

    Raises:
        Misconfigured: naming the file and everything in it that breaks a rule.
    """
    document = _document(path)
    problems = [_told(error) for error in _validator().iter_errors(document)]
    problems += [] if problems else _contradictions(document)
    if problems:
        raise Misconfigured(f"{path.name}: {'; '.join(dict.fromkeys(problems))}")
    needs = document.get("needs", {})
    return HandoffBook(
        rules=_rules(document.get("rules", {})),
        queues=tuple(_queue(item) for item in document["queues"]),
        needs={Reason(reason): frozenset(skills) for reason, skills in needs.items()},
    )


def _rules(values: Mapping[str, Any]) -> Rules:
    read: dict[str, Any] = {name: values[name] for name in _THRESHOLDS if name in values}
    if "at_once" in values:
        read["at_once"] = {name: Reason(reason) for name, reason in values["at_once"].items()}
    if "priorities" in values:
        read["priorities"] = _priorities(values)
    read["sequences"] = tuple(
        Pattern(tuple(item["intents"]), Reason(item["reason"]))
        for item in values.get("sequences", [])
    )
    return Rules(**read)


def _priorities(values: Mapping[str, Any]) -> dict[Reason, int]:
    given = values.get("priorities", PRIORITIES)
    return {Reason(reason): place for reason, place in given.items()}


def _queue(item: Mapping[str, Any]) -> Queue:
    defaults = Queue(item["name"], item["title"])
    first, last = item.get("first_reply_seconds"), item.get("timeout_seconds")
    return Queue(
        name=item["name"],
        title=item["title"],
        reasons=frozenset(Reason(reason) for reason in item.get("reasons", [])),
        creditors=frozenset(item.get("creditors", [])),
        languages=frozenset(item.get("languages", [PORTUGUESE])),
        skills=frozenset(item.get("skills", [])),
        hours=_hours(item),
        first_reply=timedelta(seconds=first) if first else defaults.first_reply,
        timeout=timedelta(seconds=last) if last else None,
        overflow=item.get("overflow"),
    )


def _hours(item: Mapping[str, Any]) -> Hours:
    given = item.get("hours", ALWAYS)
    if given == ALWAYS:
        return Hours()
    openings = tuple(
        Opening(
            tuple(sorted(DAYS.index(day) for day in line["days"])),
            _time(line["opens"]),
            _time(line["closes"]),
        )
        for line in given
    )
    return Hours(openings, item.get("open_on_holidays", False))


def _time(text: str) -> time:
    return END_OF_DAY if text == "24:00" else time.fromisoformat(text)


def _contradictions(document: Mapping[str, Any]) -> list[str]:
    """Name what no schema can see."""
    queues = document["queues"]
    names = [item["name"] for item in queues]
    found = [f"queues: há duas filas {name}" for name in names if names.count(name) > 1]
    for item in queues:
        if item.get("overflow") and item["overflow"] not in set(names) - {item["name"]}:
            found.append(f"{item['name']}: overflow não é o nome de outra fila")
        lines = item.get("hours", ALWAYS)
        if lines != ALWAYS and any(_time(one["opens"]) >= _time(one["closes"]) for one in lines):
            found.append(f"{item['name']}: closes vem depois de opens, no mesmo dia")
    places = _priorities(document.get("rules", {}))
    life = places.get(Reason.LIFE_RISK, DEFAULT_PRIORITY)
    others = [places.get(one, DEFAULT_PRIORITY) for one in Reason if one is not Reason.LIFE_RISK]
    if life >= min(others):
        found.append("rules.priorities: nada vai antes de life_risk, nem junto")
    if document.get("rules", {}).get("at_once", {"life_risk": 1}).get("life_risk") is None:
        found.append("rules.at_once: life_risk vai direto para uma pessoa")
    return found


def _document(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(f"{path.name}: o arquivo não existe") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name}: não é YAML em UTF-8: {error}") from None


def _told(error: Any) -> str:
    """Say what is wrong and where, in Portuguese."""
    where = ".".join(str(step) for step in error.absolute_path)
    if error.validator == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        unknown = ", ".join(sorted(set(map(str, error.instance)) - known))
        return f"{f'{where}: ' if where else ''}{unknown}: esse campo não existe"
    rule = f"não é {error.schema.get('x-regra', 'um valor que se conhece')}"
    return f"{where}: {rule}" if where else rule


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
