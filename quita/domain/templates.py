"""WhatsApp templates: what may be sent outside the 24-hour window, and when Meta lets it.

Meta, "Templates" and error 132000 ff.: a template has as many values as places, and a value holds
no line end, no tab and no more than four spaces in a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.number_health import Quality

_PLACE = re.compile(r"{{\s*([a-z][a-z0-9_]*)\s*}}")
_REFUSED = re.compile(r"[\n\r\t]| {5,}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_DISCOUNT = re.compile(r"descont|promoç|oferta|% off|condiç(ão|ões) especia", re.IGNORECASE)
MAX_BODY = 1024
MAX_BUTTONS = 3  # of the quick replies that we use
MAX_BUTTON = 25


class Category(str, Enum):
    """What Meta charges and caps a template as."""

    UTILITY = "utility"
    MARKETING = "marketing"
    AUTHENTICATION = "authentication"


@dataclass(frozen=True)
class Place:
    """One value that a template takes; `limit` in characters."""

    name: str
    example: str
    limit: int = 60


@dataclass(frozen=True)
class Template:
    """A template as it was given to Meta; `approved` is the company's word until Meta's comes."""

    name: str
    language: str
    category: Category
    body: str
    places: tuple[Place, ...] = ()
    buttons: tuple[str, ...] = ()
    approved: bool = False

    def problems(self) -> list[str]:
        """Say what Meta would not take, or would take for another category."""
        written = [match[1] for match in _PLACE.finditer(self.body)]
        named = [place.name for place in self.places]
        found = []
        if not _NAME.fullmatch(self.name):
            found.append("name: small letters, digits and _ only")
        if written != named:
            found.append(f"body names {written}, variables are {named}: same names, same order")
        if len(self.body) > MAX_BODY:
            found.append(f"body: at most {MAX_BODY} characters")
        if _PLACE.match(self.body) or re.search(r"}}\W*\Z", self.body):
            found.append("body: neither begins nor ends with a variable")
        if len(self.buttons) > MAX_BUTTONS or any(len(one) > MAX_BUTTON for one in self.buttons):
            found.append(f"buttons: at most {MAX_BUTTONS} of {MAX_BUTTON} characters")
        if self.category is Category.UTILITY and _DISCOUNT.search(self.body):
            found.append("speaks of a discount, which Meta takes for marketing")
        return found

    def fill(self, values: Mapping[str, str]) -> tuple[str, list[str]]:
        """Give the text as it will be read, and the values in their order.

        Raises:
            InvalidInput: a value is missing, not asked for, empty, too long or of a shape that
                Meta refuses; the message names the value and never quotes it.
        """
        wanted = {place.name for place in self.places}
        if wanted != set(values):
            raise InvalidInput(f"{self.name}: takes {sorted(wanted)}, not {sorted(values)}")
        for place in self.places:
            value = values[place.name]
            if not value.strip() or len(value) > place.limit:
                raise InvalidInput(f"{self.name}: {place.name} has 1 to {place.limit} characters")
            if _REFUSED.search(value):
                raise InvalidInput(f"{self.name}: {place.name} holds a line end, tab or 5 spaces")
        text = _PLACE.sub(lambda place: values[place[1]], self.body)
        return text, [values[place.name] for place in self.places]


@dataclass(frozen=True)
class TemplateStatus:
    """What Meta last said of a template, each part None before its first word on it.

    Attributes:
        status: its word (APPROVED, PAUSED, DISABLED, ...), given for a `reason`.
        changed_at: when the last of it was said.
        category: its word too (UTILITY, MARKETING, ...).
    """

    name: str
    language: str
    status: str | None
    changed_at: datetime
    category: str | None = None
    quality: Quality | None = None
    reason: str | None = None

    @property
    def usable(self) -> bool:
        """Say whether Meta let it be sent, and does so still."""
        return self.status is not None and self.status.upper() in _USABLE

    def is_another_than(self, category: Category) -> bool:
        """Say whether Meta made it another category than it was given to Meta as."""
        return self.category is not None and self.category.lower() != category.value


_USABLE = {"APPROVED", "FLAGGED", "REINSTATED", "UNPAUSED"}


def check_usable(template: Template, status: TemplateStatus | None) -> None:
    """Let a template be sent: by Meta's last word, else by the company's.

    Raises:
        NotAllowed: it is not approved, paused, disabled, or was made another category by Meta.
    """
    if status is None or status.status is None:
        if not template.approved:
            raise NotAllowed(f"template {template.name} is not approved yet")
    elif not status.usable:
        raise NotAllowed(f"template {template.name} is {status.status.lower()}")
    if status is not None and status.is_another_than(template.category):
        told = f"{str(status.category).lower()}, not {template.category.value}"
        raise NotAllowed(f"template {template.name} is {told}, for Meta")
