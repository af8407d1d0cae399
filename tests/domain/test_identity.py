"""Tests of proof by fragments: who fits, and what is shown of whom."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.identity import (
    PLACES,
    Answers,
    Candidate,
    challenge_place,
    check,
    cnpj_text,
    mask_cpf,
    mask_name,
    valid_cpf,
)

MARIA = Candidate("maria", "52998224725", date(1987, 8, 22))
JOSE = Candidate("jose", "11144477735", date(1990, 1, 2))
BOTH = [MARIA, JOSE]


@pytest.mark.parametrize(
    ("digits", "birth", "place"),
    [
        ("529", "1987-08-22", 0),
        ("982", "1987-08-22", 1),
        ("247", "1987", 2),
        ("52998224725", "1987-08-22", 0),
        ("52998224725", "1987", 2),
    ],
)
def test_both_facts_prove_who_it_is(digits: str, birth: str, place: int) -> None:
    assert check(BOTH, Answers(digits, birth), place) == "maria"


@pytest.mark.parametrize(
    ("digits", "birth"),
    [
        ("982", "1987"),  # right digits of another place
        ("529", "1988"),
        ("529", "1987-08-23"),
        ("529", "1990"),  # one fact of each
        ("52998224726", "1987"),
        ("11144477735", "1987"),
        ("52", "1987"),
        ("5299", "1987"),
        ("", "1987"),
        ("529", ""),
        ("529", "87"),
        ("529", "22/08/1987"),
        ("", ""),
    ],
)
def test_anything_less_proves_nothing(digits: str, birth: str) -> None:
    assert check(BOTH, Answers(digits, birth), 0) is None


def test_nobody_behind_an_address_is_nobody() -> None:
    assert check([], Answers("529", "1987"), 0) is None


def test_answers_that_fit_two_people_prove_neither() -> None:
    twin = Candidate("twin", "52911111111", date(1987, 1, 1))
    assert check([MARIA, twin], Answers("529", "1987"), 0) is None
    assert check([MARIA, twin], Answers("529", "1987-08-22"), 0) == "maria"
    assert check([MARIA, twin], Answers("52998224725", "1987"), 0) == "maria"


def test_a_conversation_asks_for_the_same_place_all_its_life_and_others_for_other_places() -> None:
    ids = [uuid4().hex for _ in range(60)]
    places = [challenge_place(one) for one in ids]
    assert places == [challenge_place(one) for one in ids]
    assert set(places) == set(range(len(PLACES)))


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("52998224725", True),
        ("11144477735", True),
        ("52998224726", False),
        ("11111111111", False),
        ("00000000000", False),
        ("5299822472", False),
        ("529982247250", False),
        ("", False),
        ("529.982.247-25", False),
    ],
)
def test_a_cpf_holds_its_check_digits_and_is_not_one_digit_repeated(
    digits: str, valid: bool
) -> None:
    assert valid_cpf(digits) is valid


def test_a_cpf_is_shown_by_its_middle() -> None:
    assert mask_cpf("52998224725") == "***.982.247-**"


def test_a_cnpj_is_public_and_shown_whole() -> None:
    assert cnpj_text("11222333000181") == "11.222.333/0001-81"
    assert cnpj_text("11.222.333/0001-81") == "11.222.333/0001-81"
    assert cnpj_text("12ABC34501DE35") == "12.ABC.345/01DE-35"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Maria das Dores Silva", "Maria D. S."),
        ("José", "José"),
        ("ana de souza", "ana S."),
        ("  João   Pedro ", "João P."),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_name_is_shown_as_first_name_and_initials(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text())
def test_a_masked_name_holds_no_second_name(name: str) -> None:
    masked = mask_name(name)
    assert all(len(word) <= 2 or word[-1] == "." for word in masked.split()[1:])
