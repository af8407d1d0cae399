"""When people answer: opening hours of a week in São Paulo, holidays, and hours to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from quita.domain.business_days import SAO_PAULO, is_holiday, local_day

DAY_NAMES = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
LOOK_AHEAD = 30  # days; who opens on none of them has no hours
APART = timedelta(hours=3)  # between hours to choose from on one day
BEFORE_CLOSING = timedelta(minutes=30)  # nobody is called back at the last moment


@dataclass(frozen=True)
class Opening:
    """A stretch of time on some days of the week (0 is Monday); wall time of São Paulo."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """A week's openings; none at all means day and night. Closed on national holidays or not."""

    openings: tuple[Opening, ...] = ()
    on_holidays: bool = False

    def is_open(self, moment: datetime) -> bool:
        """Say whether people answer at a moment."""
        if not self.openings:
            return True
        return any(start <= moment < end for start, end in self._of(local_day(moment)))

    def next_opening(self, moment: datetime) -> datetime | None:
        """Give when people answer again: that moment where they do; None where they never do."""
        if self.is_open(moment):
            return moment
        return next((start for start, _ in self._after(moment) if start > moment), None)

    def choices(self, moment: datetime, count: int) -> list[datetime]:
        """Give hours at which somebody may be called back, the soonest first."""
        found: list[datetime] = []
        for start, end in self._after(moment):
            at = start
            while at <= end - BEFORE_CLOSING and len(found) < count:
                if at > moment:
                    found.append(at)
                at += APART
            if len(found) >= count:
                break
        return found

    def _after(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = local_day(moment)
        for ahead in range(LOOK_AHEAD):
            yield from self._of(day + timedelta(days=ahead))

    def _of(self, day: date) -> list[tuple[datetime, datetime]]:
        """Give the stretches of one day, in UTC."""
        if not self.openings:
            noon = time(8), time(20)  # hours to choose from, where somebody is always there
            return [(_moment(day, noon[0]), _moment(day, noon[1]))]
        if is_holiday(day) and not self.on_holidays:
            return []
        here = (one for one in self.openings if day.weekday() in one.days)
        return sorted((_moment(day, one.opens), _moment(day, one.closes)) for one in here)


def hours_text(hours: Hours) -> str:
    """Write opening hours: "de segunda a sexta, das 8h às 20h"."""
    if not hours.openings:
        return "todos os dias, 24 horas"
    parts = [
        f"{_days_text(one.days)}, das {time_text(one.opens)} às {time_text(one.closes)}"
        for one in hours.openings
    ]
    return "; ".join(parts)


def moment_text(moment: datetime, now: datetime) -> str:
    """Write a moment to come as people say it: "amanhã às 9h", "segunda, 30/11, às 9h"."""
    local = moment.astimezone(SAO_PAULO)
    away = (local.date() - local_day(now)).days
    near = {0: "hoje", 1: "amanhã"}.get(away)
    day = near or f"{DAY_NAMES[local.weekday()]}, {local:%d/%m},"
    return f"{day} às {time_text(local.time())}"


def button_text(moment: datetime) -> str:
    """Write a moment within the 20 characters of a button: "seg 30/11 às 9h30"."""
    local = moment.astimezone(SAO_PAULO)
    return f"{DAY_NAMES[local.weekday()][:3]} {local:%d/%m} às {time_text(local.time())}"


def time_text(value: time) -> str:
    """Write an hour: "9h", "9h30"."""
    return f"{value.hour}h{value.minute:02d}" if value.minute else f"{value.hour}h"


def _days_text(days: tuple[int, ...]) -> str:
    names = [DAY_NAMES[day] for day in days]
    in_a_row = len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1))
    if in_a_row:
        return f"de {names[0]} a {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} e {names[-1]}"


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SAO_PAULO).astimezone(timezone.utc)
