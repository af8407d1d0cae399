"""The business account: its numbers, how Meta rates them, and what it says of templates.

In memory: a restart of the sandbox forgives everything.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.graph.errors import GRAPH_METHOD, GraphError
from sandbox.settings import Clock, SandboxSettings

MESSAGES_PER_SECOND = 80  # Meta, "Throughput"
QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
TIERS = ("TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
_UNKNOWN_OBJECT = (
    "Unsupported request. Object with ID '{}' does not exist, cannot be loaded due to missing"
    " permissions, or does not support this operation."
)
Announce = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True)
class Number:
    """One business number."""

    id: str
    quality: str = "GREEN"
    tier: str = "TIER_250"
    banned: bool = False


class Account:
    """Knows the numbers; tells of changes by web hooks, as Meta does."""

    def __init__(self, settings: SandboxSettings, clock: Clock, announce: Announce) -> None:
        """Take the settings, the time, and what posts a web hook of a field."""
        self._settings, self._clock, self._announce = settings, clock, announce
        ids = settings.whatsapp_number_ids or (settings.whatsapp_phone_number_id,)
        self._numbers = {number: Number(number) for number in ids}
        self._sent: dict[str, deque[float]] = {number: deque() for number in ids}
        self._templates: dict[tuple[str, str], str] = {}
        self._senders: dict[str, str] = {}

    def number(self, number_id: str) -> Number:
        """Give a number of ours.

        Raises:
            GraphError: it is nobody's.
        """
        if number_id not in self._numbers:
            raise GraphError(100, subcode=33, message=unknown_object(number_id), kind=GRAPH_METHOD)
        return self._numbers[number_id]

    def knows(self, number_id: str) -> bool:
        """Say whether an id is one of our numbers'."""
        return number_id in self._numbers

    def describe(self, number_id: str) -> dict[str, str]:
        """Give what Meta says of a number when it is asked."""
        number = self.number(number_id)
        return {
            "id": number.id,
            "display_phone_number": self._settings.display_phone_number,
            "verified_name": self._settings.business_name,
            "quality_rating": number.quality,
            "messaging_limit_tier": number.tier,
        }

    def spend(self, number_id: str) -> None:
        """Count one message of a number.

        Raises:
            GraphError: 131031 for a banned one, 130429 for more than 80 in a second.
        """
        if self.number(number_id).banned:
            raise GraphError(131031)
        now, sent = self._clock().timestamp(), self._sent[number_id]
        while sent and abs(now - sent[0]) >= 1.0:  # later than now: a clock that was set back
            sent.popleft()
        if len(sent) >= MESSAGES_PER_SECOND:
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        sent.append(now)

    def change(self, number_id: str, **changes: Any) -> Number:
        """Rate, limit, ban or forgive a number, and tell of it.

        Raises:
            ValueError: no such quality or tier.
        """
        before = self.number(number_id)
        after = replace(before, **{key: one for key, one in changes.items() if one is not None})
        if after.quality not in QUALITIES or after.tier not in TIERS:
            raise ValueError(f"quality: {', '.join(QUALITIES)}; tier: {', '.join(TIERS)}")
        self._numbers[number_id] = after
        if (after.quality, after.tier) != (before.quality, before.tier):
            flagged = after.quality == "RED"
            self._announce(
                "phone_number_quality_update",
                {
                    "display_phone_number": self._settings.display_phone_number,
                    "event": "FLAGGED" if flagged else "UNFLAGGED",
                    "current_limit": after.tier,
                },
            )
        if after.banned and not before.banned:
            ban = {"waba_ban_state": "DISABLE", "waba_ban_date": f"{self._clock():%B %d, %Y}"}
            self._announce("account_update", {"event": "DISABLED_UPDATE", "ban_info": ban})
        return after

    def judge(self, name: str, language: str, status: str, reason: str = "NONE") -> None:
        """Approve, pause or disable a template, and tell of it."""
        self._templates[name, language] = status
        self._announce(
            "message_template_status_update",
            {
                "event": status,
                "message_template_id": 1_000_000 + len(self._templates),
                "message_template_name": name,
                "message_template_language": language,
                "reason": reason,
            },
        )

    def check_template(self, template: dict[str, Any]) -> None:
        """Let a template pass.

        Raises:
            GraphError: 132015 for a paused one, 132016 for a disabled one.
        """
        status = self._templates.get((template["name"], template["language"]["code"]))
        if status == "PAUSED":
            raise GraphError(132015)
        if status in ("DISABLED", "REJECTED"):
            raise GraphError(132016)

    def sent_from(self, wamid: str, number_id: str) -> None:
        """Remember from which number a message left, for its statuses."""
        self._senders[wamid] = number_id

    def sender_of(self, wamid: str) -> str:
        """Give the number that a message left from, or was written to."""
        return self._senders.get(wamid, self._settings.whatsapp_phone_number_id)


def unknown_object(object_id: str) -> str:
    """Give what Meta says of an id that is nobody's."""
    return _UNKNOWN_OBJECT.format(object_id)
