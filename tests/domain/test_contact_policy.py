"""The contact governor: whom the company may write to first, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.contact_policy import (
    Asked,
    Caps,
    Known,
    Permission,
    Purpose,
    Silence,
    Verdict,
    may_contact,
)
from quita.domain.contact_policy.hours import BY_STATE, is_rest_day, next_hour
from quita.domain.contact_policy.states import STATE_OF_AREA, STATES, state_of
from quita.domain.conversation import Channel
from quita.domain.debt import Standing

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
PHONES = {
    "SP": "+5511987654321",
    "RJ": "+5521987654321",
    "ES": "+5527987654321",
    "AM": "+5592987654321",
    "AL": "+5582987654321",
    "RS": "+5551981234567",
    "AC": "+5568987654321",
}
MONDAY = date(2026, 11, 23)
PLAIN_MONDAY = date(2026, 8, 10)  # no state rests on it or on the next one
YES = Known(permission=Permission(True, datetime(2026, 11, 1, tzinfo=timezone.utc)))


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = SAO_PAULO) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def asked(moment: datetime, state: str | None = "RS", purpose: Purpose = Purpose.REMINDER) -> Asked:
    phone = PHONES[state] if state else None
    return Asked(moment, Channel.WHATSAPP, purpose, phone)


def ruled(verdict: Verdict) -> str | None:
    return verdict.refusal.rule if verdict.refusal else None


def test_every_area_code_of_brazil_has_its_state() -> None:
    assert len(STATE_OF_AREA) == 67
    assert len(STATES) == 27
    assert [state_of(phone) for phone in PHONES.values()] == list(PHONES)
    assert state_of("+555134567890") == "RS"
    assert state_of("+5520987654321") is None


@pytest.mark.parametrize(
    ("state", "opens", "closes", "saturday"),
    [
        ("SP", 8, 20, (8, 14)),
        ("RJ", 9, 19, None),
        ("ES", 8, 19, None),
        ("AM", 8, 19, None),
        ("AL", 8, 20, (8, 14)),
        ("RS", 8, 20, (8, 14)),
    ],
)
def test_each_state_has_its_hours_by_its_own_clock(
    state: str, opens: int, closes: int, saturday: tuple[int, int] | None
) -> None:
    zone = ZoneInfo("America/Manaus") if state == "AM" else SAO_PAULO
    first, last = at(PLAIN_MONDAY, opens, zone=zone), at(PLAIN_MONDAY, closes, zone=zone)
    assert may_contact(asked(first, state), YES).allowed
    assert may_contact(asked(last - timedelta(minutes=1), state), YES).allowed
    early = may_contact(asked(first - timedelta(minutes=1), state), YES)
    assert (ruled(early), early.next_at) == ("hours", first)
    assert may_contact(asked(last, state), YES).next_at == first + timedelta(days=1)
    weekend = at(PLAIN_MONDAY + timedelta(days=5), 10, zone=zone)
    assert may_contact(asked(weekend, state), YES).allowed is (saturday is not None)
    sunday = may_contact(asked(weekend + timedelta(days=1), state), YES)
    assert sunday.next_at == first + timedelta(days=7)


def test_a_refusal_names_its_rule_and_its_article() -> None:
    verdict = may_contact(asked(at(MONDAY, 21), "SP"), YES)
    assert verdict.refusal is not None
    assert (verdict.refusal.rule, verdict.refusal.article) == ("hours", "Lei SP 15.426/2014")


def test_a_holiday_of_the_state_or_of_the_nation_is_a_day_of_rest() -> None:
    ninth_of_july = date(2026, 7, 9)
    assert not may_contact(asked(at(ninth_of_july, 10), "SP"), YES).allowed
    assert may_contact(asked(at(ninth_of_july, 10), "RJ"), YES).allowed
    christmas = at(date(2026, 12, 25), 10)
    assert may_contact(asked(christmas, "RJ"), YES).next_at == at(date(2026, 12, 28), 9)
    assert is_rest_day("RS", date(2026, 2, 17))  # carnival


def test_an_unknown_state_gets_the_hours_that_are_allowed_everywhere() -> None:
    acre = ZoneInfo("America/Rio_Branco")
    assert may_contact(asked(at(MONDAY, 9), None), YES).next_at == at(MONDAY, 9, zone=acre)
    assert may_contact(asked(at(MONDAY, 12), None), YES).allowed
    assert not may_contact(asked(at(MONDAY, 19), None), YES).allowed
    assert not may_contact(asked(at(MONDAY + timedelta(days=5), 12), None), YES).allowed
    assert not may_contact(asked(at(date(2026, 7, 9), 12), None), YES).allowed


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"permission": None}, "permission"),
        ({"permission": Permission(False, at(MONDAY, 8))}, "permission"),
        ({"silences": frozenset({Silence.ADDRESS})}, "suppressed_address"),
        ({"silences": frozenset({Silence.PERSON})}, "suppressed_person"),
        ({"silences": frozenset({Silence.DEBT})}, "suppressed_debt"),
        ({"life_at_risk": True}, "life_at_risk"),
        ({"unreachable": True}, "unreachable"),
        ({"standings": (Standing.AGREED, Standing.ON_HOLD)}, "on_hold"),
        ({"standings": (Standing.TIME_BARRED,)}, "time_barred"),
    ],
)
@pytest.mark.parametrize("hour", [3, 10])
def test_what_time_does_not_lift_is_told_before_the_hour(
    known: dict[str, object], rule: str, hour: int
) -> None:
    told = Known(**{"permission": YES.permission, **known})  # type: ignore[arg-type]
    verdict = may_contact(asked(at(MONDAY, hour)), told)
    assert (ruled(verdict), verdict.next_at) == (rule, None)


def test_do_not_disturb_counts_for_sao_paulos_numbers() -> None:
    listed = Known(permission=YES.permission, do_not_disturb=True)
    assert ruled(may_contact(asked(at(MONDAY, 10), "SP"), listed)) == "do_not_disturb"
    assert may_contact(asked(at(MONDAY, 10), "RJ"), listed).allowed


def test_a_risk_to_life_goes_before_every_other_reason() -> None:
    known = Known(life_at_risk=True, silences=frozenset(Silence), do_not_disturb=True)
    assert ruled(may_contact(asked(at(MONDAY, 3), "SP"), known)) == "life_at_risk"


def test_news_of_what_somebody_did_needs_no_yes_and_is_not_counted() -> None:
    told = Known(started=(at(MONDAY, 9),))
    assert may_contact(asked(at(MONDAY, 10), purpose=Purpose.NEWS), told).allowed
    assert not may_contact(asked(at(MONDAY, 21), purpose=Purpose.NEWS), told).allowed


def test_a_day_a_week_and_a_month_each_have_their_most() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    once = Known(permission=YES.permission, started=(at(days[0], 10),))
    verdict = may_contact(asked(at(days[0], 15)), once)
    assert (ruled(verdict), verdict.next_at) == ("caps", at(days[1], 10))
    thrice = Known(permission=YES.permission, started=tuple(at(day, 10) for day in days[:3]))
    assert may_contact(asked(at(days[3], 11)), thrice).next_at == at(days[0], 10) + timedelta(7)
    month = tuple(at(MONDAY + timedelta(days=3 * n), 10) for n in range(8))
    eight = Known(permission=YES.permission, started=month)
    late = may_contact(asked(at(date(2026, 12, 17), 11)), eight)
    assert (ruled(late), late.next_at) == ("caps", at(MONDAY, 10) + timedelta(30))


def test_the_next_time_keeps_every_rule_at_once() -> None:
    friday = date(2026, 11, 27)
    known = Known(permission=YES.permission, started=(at(friday, 18),))
    verdict = may_contact(asked(at(friday, 19, 30), "RJ"), known)
    assert verdict.next_at == at(date(2026, 11, 30), 9)


def test_no_message_at_all_is_a_cap_that_no_time_lifts() -> None:
    verdict = may_contact(asked(at(MONDAY, 10)), YES, Caps(a_day=0))
    assert (ruled(verdict), verdict.next_at) == ("caps", None)


def test_a_conversation_that_a_person_has_is_left_to_them() -> None:
    busy = Known(permission=YES.permission, with_a_human_until=at(MONDAY, 14))
    verdict = may_contact(asked(at(MONDAY, 10)), busy)
    assert (ruled(verdict), verdict.next_at) == ("with_a_human", at(MONDAY, 14))


moments = st.datetimes(
    datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(timezone.utc)
)


@given(
    moments,
    st.sampled_from([None, *PHONES]),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=12),
    st.sampled_from(Purpose),
)
def test_whatever_is_refused_for_a_time_is_allowed_at_the_time_that_is_named(
    moment: datetime, state: str | None, ago: list[timedelta], purpose: Purpose
) -> None:
    known = Known(permission=YES.permission, started=tuple(moment - one for one in ago))
    verdict = may_contact(asked(moment, state, purpose), known)
    if verdict.allowed:
        assert next_hour(state, moment) == moment
        return
    assert verdict.next_at is not None and verdict.next_at > moment
    assert may_contact(asked(verdict.next_at, state, purpose), known).allowed


@given(moments, st.sampled_from([None, *STATES]))
def test_nobody_is_written_to_at_night_on_a_sunday_or_on_a_holiday(
    moment: datetime, state: str | None
) -> None:
    allowed = next_hour(state, moment).astimezone(SAO_PAULO)
    assert 8 <= allowed.hour <= 21  # western clocks are two hours behind
    assert allowed.weekday() < 6
    if state in BY_STATE or state is None:
        assert not is_rest_day(state, allowed.date())
