"""The hour at which somebody wants to be called back, out of a button or of what was typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from quita.domain.business_days import SAO_PAULO, local_day

PRESSED = "/callback#"
_HOUR = re.compile(
    r"(?:\b(?:às|as|ás|à|a|pelas|umas|depois\s+das)\s+)?"
    r"\b(?P<hour>[01]?\d|2[0-3])\s*(?:h(?:oras?)?|:)\s*(?P<minute>[0-5]\d)?(?!\d)"
    r"(?:\s*(?:da|de)\s+(?P<part>manh[ãa]|tarde|noite))?"
    r"|\b(?:às|as|ás)\s+(?P<bare>[01]?\d|2[0-3])\b(?!\s*[/x%\d])"
    r"(?:\s*(?:da|de)\s+(?P<bare_part>manh[ãa]|tarde|noite))?"
    r"|(?P<noon>\bmeio[\s-]dia\b)",
    re.I,
)
_LATER = {"tarde", "noite"}


def pressed_time(text: str) -> datetime | None:
    """Give the moment behind a pressed button, in UTC; None where it is none."""
    if not text.startswith(PRESSED):
        return None
    try:
        moment = datetime.fromisoformat(text[len(PRESSED) :])
    except ValueError:
        return None
    return moment.astimezone(timezone.utc) if moment.tzinfo else None


def press(moment: datetime) -> str:
    """Write what a button says when it is pressed."""
    return f"{PRESSED}{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S+00:00}"


def typed_time(text: str, day: date | None, now: datetime) -> datetime | None:
    """Give the moment that a text names by its hour, in UTC; None where it names none.

    Args:
        day: the day that the text names; where none, the next time that it is that hour.
    """
    found = _HOUR.search(text)
    if found is None:
        return None
    at = _time(found)
    moment = datetime.combine(day or local_day(now), at, SAO_PAULO)
    if day is None and moment <= now:
        moment += timedelta(days=1)
    return moment.astimezone(timezone.utc)


def _time(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    hour, part = int(found["hour"] or found["bare"]), found["part"] or found["bare_part"]
    if part and part.lower() in _LATER and hour < 12:
        hour += 12
    return time(hour, int(found["minute"] or 0))
