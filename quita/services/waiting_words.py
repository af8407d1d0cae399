"""What a person who waits is told: their place, how long, the hours, and hours to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quita.domain.callback import press
from quita.domain.handoff_records import Callback
from quita.domain.opening_hours import button_text, hours_text, moment_text
from quita.domain.queues import Queue, wait_text
from quita.domain.records import Payload
from quita.services.ports import Phrases


@dataclass(frozen=True)
class Standing:
    """Where somebody stands who waits.

    Attributes:
        ahead: how many go before. expected: how long it takes, None where nobody can tell yet.
        opens_at: when people answer again, where they do not now.
    """

    queue: Queue
    ahead: int
    expected: timedelta | None
    open: bool
    opens_at: datetime | None
    callback: Callback | None = None


class WaitingWords:
    """Says it by the phrases of domain/queue.yml."""

    def __init__(self, phrases: Phrases) -> None:
        """Take the phrases."""
        self._phrases = phrases

    def open(self, standing: Standing) -> Payload:
        """Tell the place in the queue and how long it takes, or that nobody can tell yet."""
        names = {0: "utter_queue_next", 1: "utter_queue_one_ahead"}
        place = self._words(
            names.get(standing.ahead, "utter_queue_ahead"), ahead=str(standing.ahead)
        )
        wait = (
            self._words("utter_queue_wait", wait=wait_text(standing.expected))
            if standing.expected
            else self._words("utter_queue_wait_unknown")
        )
        return self._phrases.say("utter_queue_open", place=place, wait=wait)

    def closed(
        self, queue: Queue, opens: datetime, now: datetime, closes: datetime | None
    ) -> Payload:
        """Tell the hours and when somebody answers; `closes` is the end of the reply window."""
        choices = [at for at in queue.hours.choices(now, 3) if at != opens][:2]
        return self._phrases.say(
            "utter_queue_closed",
            hours=hours_text(queue.hours),
            opens=moment_text(opens, now),
            window=self._window(opens, closes),
            **_choices(choices),
        )

    def promised(self, due: datetime, now: datetime, closes: datetime | None) -> Payload:
        """Repeat the hour that was chosen."""
        return self._phrases.say(
            "utter_callback_promised",
            when=moment_text(due, now),
            window=self._window(due, closes),
        )

    def not_open(self, queue: Queue, now: datetime) -> Payload:
        """Say that nobody is there at the hour that was chosen."""
        return self._phrases.say(
            "utter_callback_not_open",
            hours=hours_text(queue.hours),
            **_choices(queue.hours.choices(now, 2)),
        )

    def now(self) -> Payload:
        """Say that the hour has come."""
        return self._phrases.say("utter_callback_now")

    def late(self, queue: Queue, now: datetime, *, promised: bool) -> Payload:
        """Say that it takes longer than it should, or than was promised."""
        name = "utter_callback_late" if promised else "utter_queue_late"
        return self._phrases.say(name, **_choices(queue.hours.choices(now, 2)))

    def _window(self, due: datetime, closes: datetime | None) -> str:
        if closes is None or due < closes:
            return ""
        return self._words("utter_queue_window")

    def _words(self, name: str, **values: str) -> str:
        return str(self._phrases.say(name, **values)["text"])


def joined(first: Payload, second: Payload) -> Payload:
    """Put two things said into one message; the choices are the second one's."""
    return {**second, "text": f"{first['text']}\n\n{second['text']}"}


def _choices(moments: list[datetime]) -> dict[str, str]:
    first, second = moments
    return {
        "first_title": button_text(first),
        "first_press": press(first),
        "second_title": button_text(second),
        "second_press": press(second),
    }
