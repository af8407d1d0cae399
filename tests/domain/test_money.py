"""Tests of reais: reading, writing, rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.errors import InvalidAmount
from quita.domain.money import MAX_AMOUNT, brl, cents, parse_amount, percent_of, percent_text

AMOUNTS = st.decimals(Decimal("0.00"), MAX_AMOUNT, places=2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("R$ 1.234,56", "1234.56"),
        ("R$1.234,56", "1234.56"),
        ("R$\u00a01.234,56", "1234.56"),
        ("  R$   12,5  ", "12.50"),
        ("1234,5", "1234.50"),
        ("1234", "1234.00"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("12.34", "12.34"),
        ("0", "0.00"),
        ("0,01", "0.01"),
        ("007,10", "7.10"),
        ("9999999999,99", "9999999999.99"),
        ("9.999.999.999,99", "9999999999.99"),
    ],
)
def test_amounts_of_files_are_read_to_the_cent(text: str, value: str) -> None:
    assert str(parse_amount(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "R$",
        "R$ R$ 10",
        "10 R$",
        "R$ 10 R$",
        "1e3",
        "1E+3",
        "1_000",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "-1",
        "-0,01",
        "+1",
        "R$ -1",
        "10000000000",
        "10.000.000.000,00",
        "9" * 400,
        "1,234",
        "1.23456",
        "1234,567",
        "0.500",
        "1.23,45",
        "1,234.56",
        "12.34.56",
        "1.2345.678",
        "1..234",
        ".50",
        "5.",
        "5,",
        "1 234,56",
        "१२",
        "１２",
        "dez",
        "10 reais",
        "0x10",
        "R$ 10\n20",
    ],
)
def test_what_is_not_plainly_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        parse_amount(text)


def test_a_refused_cell_is_quoted_in_part_only() -> None:
    with pytest.raises(InvalidAmount) as caught:
        parse_amount("x" * 500)
    assert len(str(caught.value)) < 100


@given(AMOUNTS)
def test_what_was_written_in_reais_is_read_back(value: Decimal) -> None:
    assert parse_amount(brl(value)) == value
    assert parse_amount(str(value)) == value


@given(st.text())
def test_any_text_is_an_amount_in_cents_or_refused(text: str) -> None:
    try:
        value = parse_amount(text)
    except InvalidAmount:
        return
    assert 0 <= value <= MAX_AMOUNT
    assert value.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "R$ 0,00"),
        ("5", "R$ 5,00"),
        ("999.99", "R$ 999,99"),
        ("1000", "R$ 1.000,00"),
        ("1234567.8", "R$ 1.234.567,80"),
        ("-50.1", "-R$ 50,10"),
        ("-0.001", "R$ 0,00"),
        ("0.005", "R$ 0,01"),
    ],
)
def test_reais_are_written_as_brazilians_read_them(value: str, text: str) -> None:
    assert brl(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),
        ("2.675", "2.68"),
        ("1.0049999", "1.00"),
        ("-0.005", "-0.01"),
    ],
)
def test_half_a_cent_goes_up(value: str, rounded: str) -> None:
    assert cents(Decimal(value)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("percent", "text"),
    [("0", "0%"), ("40", "40%"), ("2.50", "2,5%"), ("0.0333", "0,0333%"), ("1E+1", "10%")],
)
def test_a_percentage_is_written_without_needless_zeros(percent: str, text: str) -> None:
    assert percent_text(Decimal(percent)) == text


@given(AMOUNTS, st.decimals(0, 100, places=2))
def test_a_percentage_is_within_half_a_cent_of_the_exact_part(
    value: Decimal, percent: Decimal
) -> None:
    part = percent_of(value, percent)
    assert part == cents(part)
    assert abs(part * 100 - value * percent) <= Decimal("0.5")
    assert 0 <= part <= value
