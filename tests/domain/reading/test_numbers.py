"""Numbers in digits and words, and the spellings that are put right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.reading.numbers import Number, parse_numeral, read_number
from quita.domain.reading.spelling import standard
from quita.domain.reading.tokens import tokenize
from tests.domain.reading.forms import brazilian, in_words


def _number(text: str) -> Number | None:
    return read_number(tokenize(text), 0)


@given(number=st.integers(2, 999_999))
def test_any_number_in_words_is_read_whole(number: int) -> None:
    text = in_words(number)
    found = _number(text)
    assert found is not None
    assert (found.whole, found.last) == (number, len(tokenize(text)))


# "Um" without "e" is an article: "vinte um boleto".
@given(number=st.integers(21, 999).filter(lambda number: number % 10 != 1))
def test_the_word_between_may_be_left_out(number: int) -> None:
    found = _number(in_words(number).replace(" e ", " "))
    assert found is not None
    assert found.whole == number


@given(amount=st.decimals("0.01", "9999999.99", places=2), points=st.booleans())
def test_any_brazilian_numeral_is_parsed(amount: Decimal, points: bool) -> None:
    assert parse_numeral(brazilian(amount, points=points)) == amount


@pytest.mark.parametrize("numeral", ["1.2.3", "1,2,3", "12.34.56", "1" * 30])
def test_what_is_no_numeral_has_no_value(numeral: str) -> None:
    assert parse_numeral(numeral) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [("vinte e dez", 20), ("cinco dois", 5), ("mil e 10 parcelas", 1000), ("cem mil", 100_000)],
)
def test_a_number_ends_where_the_next_begins(text: str, whole: int) -> None:
    found = _number(text)
    assert found is not None
    assert found.whole == whole


@pytest.mark.parametrize("text", ["cento", "por cento", "conto", "milinho", "x", "quarentão"])
def test_other_words_are_no_numbers(text: str) -> None:
    assert _number(text) is None


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("hj", "hoje"),
        ("amnh", "amanha"),
        ("sinquenta", "cinquenta"),
        ("novenbro", "novembro"),
        ("janero", "janeiro"),
        ("quinhenos", "quinhentos"),
        ("veis", "vezes"),
        ("hojeeee", "hoje"),
        ("kkkk", "kk"),
        ("seguida", "seguida"),
        ("segundo", "segundo"),
        ("dominio", "dominio"),
        ("boleto", "boleto"),
    ],
)
def test_only_known_words_are_put_right(typed: str, usual: str) -> None:
    assert standard(typed) == usual
