"""A WhatsApp number's health, and what follows from it: pace, warm-up, routing. Pure.

Meta, "Quality rating and messaging limits": people's blocks and reports of the last seven days
make a number GREEN, YELLOW or RED; a tier bounds the people whom the company may write to first
in 24 hours, each counted once, over all numbers of its portfolio. Answers to people are slowed by
none of this.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256


class Quality(str, Enum):
    """What Meta thinks of a number or of a template."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"
    UNKNOWN = "UNKNOWN"

    @classmethod
    def of(cls, word: str | None) -> Quality:
        """Read Meta's word; anything else is unknown."""
        known = {one.value: one for one in cls}
        return known.get((word or "").upper(), cls.UNKNOWN)


TIERS: Mapping[str, int] = {
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1_000,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": 1_000_000_000,
}
FIRST_DAY = 50  # people written to first on a number's first day
DOUBLES_EVERY_DAYS = 2  # a new number that writes much at once is what gets reported
EARNED_PART = 10
UNKNOWN_TIER = 250  # the lowest of a verified business

SAMPLE = 50  # messages below which a share says nothing
BAD_SHARE, WORSE_SHARE = 0.10, 0.25  # of messages that failed, or reached nobody in a day
STOPPED = 0.0
_BY_QUALITY = {Quality.GREEN: 1.0, Quality.UNKNOWN: 1.0, Quality.YELLOW: 0.5, Quality.RED: 0.1}


@dataclass(frozen=True)
class Tally:
    """What became of the messages of a number or a template in a time.

    Attributes:
        unheard: taken by Meta a day ago and never delivered: a phone that is off, or a block,
            which Meta tells nobody.
    """

    accepted: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    unheard: int = 0
    opted_out: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add up what became of two sets of messages."""
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def failed_share(self) -> float:
        """Give the share that failed, 0 to 1."""
        whole = self.accepted + self.failed
        return self.failed / whole if whole else 0.0

    @property
    def unheard_share(self) -> float:
        """Give the share that nobody's phone took in a day."""
        return self.unheard / self.accepted if self.accepted else 0.0

    @property
    def worst_share(self) -> float:
        """Give the larger of both shares; 0 where there are too few messages to tell."""
        if self.accepted + self.failed < SAMPLE:
            return 0.0
        return max(self.failed_share, self.unheard_share)


@dataclass(frozen=True)
class BusinessNumber:
    """One number of ours, by Meta's id of it.

    Attributes:
        since: first used here. stopped_at: nothing is sent since then, for `stopped_reason`.
        probe_at: when one message may try whether the stop is over.
        starts_again_at: until then Meta lets it answer, and start nothing.
        heard_at: when Meta last told of any message of this number: its web hooks arrive.
        told_at: when Meta said the latest of what is known of its quality and tier.
    """

    id: str
    since: datetime
    display: str | None = None
    quality: Quality = Quality.UNKNOWN
    tier: str | None = None
    stopped_at: datetime | None = None
    stopped_code: int | None = None
    stopped_reason: str | None = None
    probe_at: datetime | None = None
    probes: int = 0
    checked_at: datetime | None = None
    heard_at: datetime | None = None
    starts_again_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def stopped(self) -> bool:
        """Say whether its circuit is broken."""
        return self.stopped_at is not None

    def answers_only(self, now: datetime) -> bool:
        """Say whether Meta lets it start nothing for now."""
        return self.starts_again_at is not None and now < self.starts_again_at


def starting_share(quality: Quality, tally: Tally) -> float:
    """Give the share of the usual pace at which the company may write first, 0 for not at all.

    YELLOW halves it and RED leaves a tenth; a tenth of failures halves it again, a quarter stops
    it until people look.
    """
    if tally.worst_share >= WORSE_SHARE:
        return STOPPED
    return _BY_QUALITY[quality] * (0.5 if tally.worst_share >= BAD_SHARE else 1.0)


def daily_cap(number: BusinessNumber, now: datetime) -> int:
    """Give how many people a number may write to first today: warm-up, then half, then the tier.

    50 on the first day (or a tenth of a tier, which was earned by sending), doubled every second
    day, never over the tier; YELLOW halves it and RED leaves a tenth.
    """
    limit = TIERS.get(number.tier or "", UNKNOWN_TIER)
    doublings = min(max((now - number.since).days, 0) // DOUBLES_EVERY_DAYS, 30)
    warm = max(FIRST_DAY, limit // EARNED_PART) * 2**doublings
    return int(min(warm, limit) * _BY_QUALITY[number.quality])


def portfolio_cap(numbers: Iterable[BusinessNumber]) -> int:
    """Give how many people all numbers together may write to first in 24 hours.

    Meta tells the portfolio's tier by its numbers, and of some it tells late: the highest counts.
    """
    told = [TIERS.get(one.tier or "", 0) for one in numbers]
    return max(told, default=0) or UNKNOWN_TIER


def may_start(number_id: str, written_by: Collection[str], own: int, portfolio: int) -> bool:
    """Say whether a number may write first to a person now.

    Args:
        written_by: the numbers that wrote first to the person in 24 hours.
        own, portfolio: how many more people the number, and all together, may write to.
    """
    if number_id in written_by:
        return True
    return own > 0 and (portfolio > 0 or bool(written_by))


def choose_number(weights: Sequence[tuple[str, int]], key: str) -> str | None:
    """Give the number for a key: shares follow the weights, and a key keeps its number.

    Weighted rendezvous hashing: where a number goes, only its own keys move. None without numbers.
    """
    usable = [(number, weight) for number, weight in weights if weight > 0]
    return max(usable, key=lambda one: _score(key, *one))[0] if usable else None


def _score(key: str, number: str, weight: int) -> float:
    drawn = int.from_bytes(sha256(f"{key}:{number}".encode()).digest()[:8], "big")
    return -weight / math.log((drawn + 1) / (2**64 + 2))
