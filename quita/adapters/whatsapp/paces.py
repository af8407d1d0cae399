"""The buckets that a message is charged to: its pair's, its number's, and what we start ourselves.

Meta counts a number's messages in any second, so the burst and what flows in during that second
stay together under 80, also where some leave a little late and others in time.
"""

from __future__ import annotations

from datetime import timedelta

from quita.adapters.whatsapp import limits
from quita.domain.number_health import STOPPED, Quality, Tally, starting_share
from quita.domain.pace import Bucket, slowed

_NUMBER_BURST = 4
LATE = timedelta(seconds=0.25)
"""How late a message may leave after its time and still fit: processes wait for their turn."""

_FLOW = limits.MESSAGES_PER_SECOND - _NUMBER_BURST
NUMBER = Bucket((timedelta(seconds=1) + LATE) / _FLOW, _NUMBER_BURST)
PAIR = Bucket(timedelta(seconds=limits.PAIR_SECONDS), limits.PAIR_BURST)
PATIENCE = timedelta(seconds=1)
"""A wait this long is slept through; a longer one puts the message off."""

Buckets = list[tuple[str, Bucket]]


def buckets(number_id: str, address_id: str) -> Buckets:
    """Give what an answer is charged to, in the order in which everybody takes them."""
    return [(f"pair:{number_id}:{address_id}", PAIR), (f"number:{number_id}", NUMBER)]


def starting_buckets(number_id: str, address_id: str, quality: Quality, tally: Tally) -> Buckets:
    """Give the same for what the company starts: slowed as the number's health says, none at all
    where it says stop."""
    share = starting_share(quality, tally)
    if share == STOPPED:
        return []
    own = (f"starting:{number_id}", slowed(NUMBER, share))
    return [own, *buckets(number_id, address_id)]
