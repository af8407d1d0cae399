"""Phones in E.164 and the ninth digit of Brazilian mobiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.phone import canonical, equivalents, from_wa_id


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("+5551981234567", "+5551981234567"),
        ("5551981234567", "+5551981234567"),
        ("555181234567", "+555181234567"),
        ("(51) 98123-4567", "+5551981234567"),
        ("(51) 8123-4567", "+555181234567"),
        ("051 98123-4567", "+5551981234567"),
        ("0 15 51 98123-4567", "+5551981234567"),
        ("0055 51 98123 4567", "+5551981234567"),
        ("51 3333-4444", "+555133334444"),
        ("55 99912-3456", "+5555999123456"),
        ("+16505551234", "+16505551234"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_phone_is_written_in_e164(raw: str, e164: str) -> None:
    assert canonical(raw) == e164


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "+",
        "oi",
        "123",
        "98123-4567",
        "00000000000",
        "+5500981234567",
        "51 1123-4567",
        "16505551234",
        "9" * 300,
    ],
)
def test_what_is_no_phone_is_none(raw: str) -> None:
    assert canonical(raw) is None


def test_mobile_is_matched_with_and_without_the_ninth_digit() -> None:
    both = ("+5551981234567", "+555181234567")
    assert equivalents("+5551981234567") == both
    assert equivalents("+555181234567") == both


@pytest.mark.parametrize(
    "e164",
    [
        "+555133334444",  # a landline never gets a 9
        "+5511942345678",  # without its 9 this mobile would be somebody's landline
        "+16505551234",
        "+5520981234567",  # no such area
    ],
)
def test_other_phones_equal_themselves_alone(e164: str) -> None:
    assert equivalents(e164) == (e164,)


def test_wa_id_is_international_where_it_looks_brazilian() -> None:
    assert canonical("79912345678") == "+5579912345678"
    assert from_wa_id("79912345678") == "+79912345678"
    assert from_wa_id("16505551234") == "+16505551234"
    assert from_wa_id("555181234567") == "+555181234567"
    assert from_wa_id("oi") is None


@given(raw=st.text())
def test_any_text_gives_a_phone_that_stays_itself_or_none(raw: str) -> None:
    e164 = canonical(raw)
    if e164 is not None:
        assert canonical(e164) == e164


@given(st.from_regex(r"\+55[1-9]{2}9?[2-9][0-9]{7}", fullmatch=True))
def test_equivalence_goes_both_ways(e164: str) -> None:
    forms = equivalents(e164)
    assert e164 in forms
    assert {equivalents(form) for form in forms} == {forms}
