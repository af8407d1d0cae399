"""What Meta's web hook says of a template, as frozen values like those of webhook_types.py.

Meta, "message_template_status_update", "template_category_update" and
"message_template_quality_update" (read 2026-05).
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class TemplateStatus:
    """A template was approved, rejected, paused, disabled ..."""

    event: str
    template_id: str | None
    name: str | None
    language: str | None
    reason: str | None
    category: str | None
    at: datetime | None = None
    raw: dict[str, Any] = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class TemplateCategory:
    """A template's category was changed by Meta, or will be in a day.

    Attributes:
        category: what it is now. announced: what it will be, where that is another.
    """

    name: str
    language: str
    category: str
    template_id: str | None = None
    previous: str | None = None
    announced: str | None = None
    at: datetime | None = None
    raw: dict[str, Any] = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class TemplateQuality:
    """People's reactions made a template GREEN, YELLOW or RED."""

    name: str
    language: str
    quality: str
    template_id: str | None = None
    previous: str | None = None
    at: datetime | None = None
    raw: dict[str, Any] = attribute(default_factory=dict, repr=False)
