"""What the reader finds: an entity, its normalised value and where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """One thing named in a message.

    Attributes:
        entity: its name in the contract (`amount`, `date`, ...).
        value: normalised ("150.00", "2026-12-10", "pix").
        start: first character in the original text.
        end: the character after the last.
    """

    entity: str
    value: str
    start: int
    end: int
