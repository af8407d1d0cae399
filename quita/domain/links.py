"""Links that are sent to one person: their codes, their lives, and what came of them.

A link opens a page and nothing more: whoever it was forwarded to learns nothing from it, and it
proves nobody's identity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0, 1, i, l, o: a code may be typed by hand
LENGTH = 10  # characters: 49 bits, more than anybody can try at the pace that is allowed
LASTS = timedelta(days=14)
LONGEST = timedelta(days=90)
REFERENCE_LASTS = timedelta(days=7)  # from the press of the WhatsApp button to the first message

_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_REFERENCE = re.compile(rf"\bref\.?\s*([{ALPHABET}]{{{LENGTH}}})\b", re.I)
_WRITTEN = re.compile(rf"\s*\(?{_REFERENCE.pattern}\)?", re.I)
# Who fetches a page to draw its preview, or to look for malware, is nobody who reads it.
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp|telegram|slack|"
    r"discord|skype|linkedin|pinterest|embedly|google-|googleother|bingpreview|snippet|"
    r"python|curl|wget|java/|go-http|okhttp|axios|node-fetch|headless|scan|monitor|validator",
    re.I,
)


class LinkState(str, Enum):
    """What a link is good for."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Step(str, Enum):
    """What was done with a link, as far as can be known."""

    PAGE = "page"  # a browser opened it
    ROBOT = "robot"  # a preview or a scanner fetched it: no click
    WHATSAPP = "whatsapp"  # the button was pressed; whether a message follows is another matter
    CHAT = "chat"  # the web chat was opened
    MESSAGE = "message"  # a WhatsApp message came that held the button's reference


@dataclass(frozen=True)
class Link:
    """A link for one person; its code is known only to whom it was sent."""

    id: str
    person_id: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> LinkState:
        """Say what it is good for."""
        if self.revoked_at is not None:
            return LinkState.REVOKED
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED


def new_code(choose: Callable[[str], str]) -> str:
    """Make a code; `choose` takes one of the characters at random, unpredictably."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str | None:
    """Give a code as it is stored, or None where no code looks like that.

    >>> read_code("ABCD23456X")
    'abcd23456x'
    """
    code = text.strip().lower()
    return code if _CODE.fullmatch(code) else None


def read_reference(text: str) -> str | None:
    """Find the reference that the WhatsApp button put into a message.

    >>> read_reference("Oi! Quero conversar. (ref. abcd23456x)")
    'abcd23456x'
    """
    found = _REFERENCE.search(text)
    return found[1].lower() if found else None


def without_reference(text: str) -> str:
    """Give what is left to be understood of a message that the WhatsApp button wrote.

    >>> without_reference("Oi! Quero conversar. (ref. abcd23456x)")
    'Oi! Quero conversar.'
    """
    return _WRITTEN.sub("", text)


def is_robot(user_agent: str, purpose: str = "") -> bool:
    """Say whether a page was fetched by something that nobody looks at.

    Args:
        purpose: of the fetch, as Sec-Purpose or Purpose name it: `prefetch` is no click.
    """
    return (
        not user_agent.strip() or "prefetch" in purpose.lower() or bool(_ROBOT.search(user_agent))
    )
