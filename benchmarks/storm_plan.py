"""What people write in a storm: who, what, when, and how Meta mixes it up on the way. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

TEXTS = ("oi", "você é um robô?", "quem está falando?", "obrigada", "bom dia")
BURST = 2  # messages that one person writes within the typing window
GAP = 0.45  # seconds between them
FIRST_PHONE = 5511_900_000_000


@dataclass(frozen=True)
class Scale:
    """How large a storm is; shares are of all messages."""

    webhooks: int = 10_000
    people: int = 1_000
    rate: float = 200.0  # messages a second
    duplicates: float = 0.05
    disorder: float = 0.10
    kills: int = 10
    outage: float = 0.0  # seconds in which the Graph API is gone

    @property
    def lasts(self) -> float:
        """Give the seconds in which everything is written."""
        return self.webhooks / self.rate


@dataclass(frozen=True)
class Posting:
    """One POST of a web hook: `at` in seconds from the start, `second` its message's timestamp."""

    at: float
    phone: str
    wamid: str
    text: str
    second: int


def plan(scale: Scale, seed: int, begins: int) -> list[Posting]:
    """Lay a storm out, in the order of posting.

    People write in bursts; of some bursts the messages change places on the way, so that the
    later one arrives first, still within the typing window. Some postings come twice.

    Args:
        begins: the Unix second in which it starts.
    """
    drawn = random.Random(seed)
    found: list[Posting] = []
    for number, (phone, start) in enumerate(_bursts(scale, drawn)):
        times = [start + GAP * place for place in range(BURST)]
        if drawn.random() < scale.disorder * BURST / 2:
            times.reverse()
        for place, at in enumerate(times):
            second = begins + int(start) + place
            wamid = f"wamid.storm{number * BURST + place}"
            found.append(Posting(at, phone, wamid, drawn.choice(TEXTS), second))
    found = found[: scale.webhooks]
    again = drawn.sample(found, int(len(found) * scale.duplicates))
    found += [
        Posting(one.at + drawn.uniform(0, 5), one.phone, one.wamid, one.text, one.second)
        for one in again
    ]
    return sorted(found, key=lambda one: one.at)


def _bursts(scale: Scale, drawn: random.Random) -> Iterator[tuple[str, float]]:
    """Give who begins to write when; nobody's bursts overlap, and all people write."""
    count = -(-scale.webhooks // BURST)
    people = [str(FIRST_PHONE + number) for number in range(scale.people)]
    rounds = -(-count // scale.people)
    length = scale.lasts / rounds
    for turn in range(rounds):
        drawn.shuffle(people)
        wide = max(length - BURST, 0.1)  # the end is kept free: the next round's burst is later
        for person in people[: min(scale.people, count - turn * scale.people)]:
            yield person, turn * length + drawn.uniform(0, wide)
