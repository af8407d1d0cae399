"""The rules of contact, each a small function: it refuses, with its article, or says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from quita.domain.contact_policy.hours import hours_of, next_hour
from quita.domain.contact_policy.states import state_of
from quita.domain.contact_policy.values import (
    Asked,
    Caps,
    Known,
    Permission,
    Purpose,
    Refusal,
    Silence,
)
from quita.domain.debt import Standing

MINDS_A_NO = (Purpose.REMINDER, Purpose.OUTREACH, Purpose.LINK)
DO_NOT_DISTURB_STATE = "SP"
_QUIET = {
    Silence.ADDRESS: "CDC art. 42 e 71; LGPD art. 18: pediu silêncio neste endereço",
    Silence.PERSON: "CDC art. 42 e 71: a pessoa não deve ser procurada",
    Silence.DEBT: "CDC art. 42: esta conta não deve ser cobrada",
}


def life_at_risk(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Write nothing while a risk to life stands, until a human releases it (CDC art. 42)."""
    return Refusal("life_at_risk", "CDC art. 42") if known.life_at_risk else None


def suppressed(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Write nothing to an address, person or about a debt that is suppressed.

    Opt-outs, wrong numbers and cases (CDC art. 42 and 71; LGPD art. 18). An opt-out also stops the
    reminders of an agreement that runs.
    """
    for silence in Silence:
        if silence in known.silences:
            return Refusal(f"suppressed_{silence.value}", _QUIET[silence])
    return None


def do_not_disturb(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Write nothing to São Paulo's registered numbers, area codes 11 to 19 ("Não Me Ligue").

    Lei SP 13.226/2008 with Lei SP 17.334/2021: calls, SMS and WhatsApp, collection included.
    """
    if known.do_not_disturb and state_of(asked.phone) == DO_NOT_DISTURB_STATE:
        return Refusal("do_not_disturb", "Lei SP 13.226/2008 e 17.334/2021")
    return None


def unreachable(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Start nothing that the channel said cannot arrive (WhatsApp's 131026), until they write.

    What nobody gets is what a number's quality is judged by.
    """
    return Refusal("unreachable", "WhatsApp, 131026") if known.unreachable else None


def on_hold(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Start nothing about a debt that is disputed or being checked (CDC art. 42)."""
    return Refusal("on_hold", "CDC art. 42") if Standing.ON_HOLD in known.standings else None


def time_barred(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Start nothing about a debt that may have lapsed (CC art. 206 §5 I; STJ, Tema 1264)."""
    if Standing.TIME_BARRED in known.standings:
        return Refusal("time_barred", "CC art. 206 §5 I; STJ, Tema 1264")
    return None


def permission(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Remind and campaign only with a yes on record (WhatsApp's opt-in; LGPD art. 6 and 8).

    A neutral SMS with a link needs none (protection of credit, LGPD art. 7 X), but heeds a no.
    """
    if asked.purpose is Purpose.LINK and known.permission is None:
        return None
    if asked.purpose not in MINDS_A_NO or _stands(known.permission):
        return None
    return Refusal("permission", "LGPD art. 6 e 8; WhatsApp, opt-in")


def with_a_human(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Leave a conversation to the person of the team who has it (Decreto 11.034/2022)."""
    until = known.with_a_human_until
    if until is None or asked.at >= until:
        return None
    return Refusal("with_a_human", "Decreto 11.034/2022", until)


def hours(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Keep the hours of the phone's state, never on holidays (SP Lei 15.426/2014 and others)."""
    state = state_of(asked.phone)
    allowed = next_hour(state, asked.at)
    return None if allowed == asked.at else Refusal("hours", hours_of(state).article, allowed)


def few_enough(asked: Asked, known: Known, caps: Caps) -> Refusal | None:
    """Start no more than so many messages a day, week and month (CDC art. 42 and 71).

    News of what somebody did is not counted: it is what they wait for.
    """
    if asked.purpose is Purpose.NEWS:
        return None
    limits = ((caps.a_day, 1), (caps.a_week, 7), (caps.a_month, 30))
    if not all(most for most, _ in limits):
        return Refusal("caps", "CDC art. 42 e 71")
    waits = [_room(known.started, most, timedelta(days=days), asked.at) for most, days in limits]
    latest = max((wait for wait in waits if wait is not None), default=None)
    return None if latest is None else Refusal("caps", "CDC art. 42 e 71", latest)


def _stands(word: Permission | None) -> bool:
    return word is not None and word.given


def _room(started: Iterable[datetime], most: int, span: timedelta, at: datetime) -> datetime | None:
    """Give when there is room again for one more within a span; None where there is already."""
    recent = sorted(moment for moment in started if at - span < moment <= at)
    return recent[-most] + span if len(recent) >= most else None
