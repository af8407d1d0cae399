"""Canned replies from replies.yml: those of a conversation's queue first, variables filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "replies.yml"


@dataclass(frozen=True)
class Reply:
    """A reply under a title; `queues` are reasons of handoff, none for all."""

    title: str
    text: str
    queues: tuple[str, ...] = ()


def ready(reason: str | None, **values: str) -> list[Reply]:
    """Give the replies for a conversation, ready to be sent or changed."""
    fitting = [reply for reply in _all() if not reply.queues or reason in reply.queues]
    first = sorted(fitting, key=lambda reply: not reply.queues)
    return [Reply(reply.title, _fill(reply.text, values), reply.queues) for reply in first]


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@lru_cache(maxsize=1)
def _all() -> tuple[Reply, ...]:
    items = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Reply(i["titulo"], i["texto"], tuple(i.get("filas", ()))) for i in items)
