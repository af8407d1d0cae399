"""Bars and the linha digitável: one thing in two spellings, and refusals with their reason."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.boleto import bars, digits, factor, free_fields, nosso_numero
from quita.domain.boleto.bars import MAX_BOLETO, Boleto, read, written
from quita.domain.boleto.factor import due_date_near, factor_of
from quita.domain.errors import InvalidBoleto

# Published by banks' manuals and by libraries' own tests.
PUBLISHED = [
    (
        "00193373700000001000500940144816060680935031",
        "00190500954014481606906809350314337370000000100",
    ),
    (
        "00192376900000135000000001238798777770016818",
        "00190000090123879877977700168188237690000013500",
    ),
    (
        "34196166700000123451101234567880057123457000",
        "34191101213456788005871234570001616670000012345",
    ),
    (
        "23799153900000127501234060000000000200567890",
        "23791234056000000000402005678905915390000012750",
    ),
]

numbers = st.text("0123456789", min_size=25, max_size=25)
amounts = st.decimals(Decimal(0), MAX_BOLETO, places=2)
factors = st.one_of(st.just(0), st.integers(1000, 9999))
boletos = st.builds(Boleto, st.from_regex(r"[0-9]{3}", fullmatch=True), factors, amounts, numbers)
ours = boletos.filter(lambda boleto: boleto.bank[0] != "8")


@pytest.mark.parametrize("module", [bars, digits, factor, free_fields, nosso_numero])
def test_examples_in_the_documentation_hold(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(("forty_four", "line"), PUBLISHED)
def test_published_boletos_come_out_in_both_spellings(forty_four: str, line: str) -> None:
    for text in (forty_four, line, written(line)):
        assert read(text).bars == forty_four
        assert read(text).line == line


@given(ours)
def test_what_is_built_is_read_back_from_bars_line_and_print(boleto: Boleto) -> None:
    assert len(boleto.bars) == 44
    assert len(boleto.line) == 47
    for text in (boleto.bars, boleto.line, written(boleto.line)):
        assert read(text) == boleto


@given(ours, st.data())
def test_one_wrong_digit_of_a_line_is_noticed(boleto: Boleto, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 46))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != boleto.line[place]))
    try:
        found = read(boleto.line[:place] + digit + boleto.line[place + 1 :])
    except InvalidBoleto:
        return
    # Mod 11 folds three results into 1, so that a wrong digit of factor or amount may pass there.
    assert place >= 33
    assert found.check_digit == boleto.check_digit == "1"


@given(ours, st.data())
def test_neighbours_that_change_places_within_a_field_are_noticed(
    boleto: Boleto, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from([*range(9), *range(10, 20), *range(21, 31)]))
    line, (a, b) = boleto.line, boleto.line[place : place + 2]
    if a == b or {a, b} == {"0", "9"}:  # mod 10 cannot tell 09 from 90
        return
    with pytest.raises(InvalidBoleto, match=r"check digit|currency|factor"):
        read(line[:place] + b + a + line[place + 2 :])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 digits"),
        ("123", "3 digits"),
        (PUBLISHED[0][1] + "12", "49 digits"),
        ("o" + PUBLISHED[0][1][1:], "other characters"),
        ("８" * 47, "other characters"),
        (PUBLISHED[0][0][:4] + "4" + PUBLISHED[0][0][5:], "general check digit"),
        (PUBLISHED[0][1][:9] + "0" + PUBLISHED[0][1][10:], "field 1"),
        (PUBLISHED[0][1][:20] + "0" + PUBLISHED[0][1][21:], "field 2"),
        (PUBLISHED[0][1][:31] + "0" + PUBLISHED[0][1][32:], "field 3"),
        (PUBLISHED[0][0][:3] + "2" + PUBLISHED[0][0][4:], "currency"),
        (PUBLISHED[0][0][:5] + "0999" + PUBLISHED[0][0][9:], "factor"),
        ("836200000005667800481000180975657313001589636081", "arrecadação"),
        ("83620000000667800481001809756573100158963608", "arrecadação"),
        ("83620000000-5 66780048100-0 18097565731-3 00158963608-1", "arrecadação"),
    ],
)
def test_malformed_boleto_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidBoleto, match=reason):
        read(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert len(read(text).line) == 47
    except InvalidBoleto as error:
        assert str(error)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [("-0.01", "amount"), ("100000000.00", "amount"), ("1.005", "decimals"), ("NaN", "amount"),
     ("Infinity", "amount")],
)  # fmt: skip
def test_absurd_amount_is_no_boleto(amount: str, reason: str) -> None:
    with pytest.raises(InvalidBoleto, match=reason):
        Boleto("001", 1000, Decimal(amount), "0" * 25)


@pytest.mark.parametrize(
    "changes",
    [
        ("1", 1000, "0" * 25),
        ("001", 999, "0" * 25),
        ("001", 10000, "0" * 25),
        ("001", 1000, "0" * 24),
    ],
)
def test_part_of_the_wrong_size_is_no_boleto(changes: tuple[str, int, str]) -> None:
    bank, due_factor, free_field = changes
    with pytest.raises(InvalidBoleto):
        Boleto(bank, due_factor, Decimal("1.00"), free_field)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2000, 7, 3), 1000),
        (date(2025, 2, 21), 9999),
        (date(2025, 2, 22), 1000),
        (date(2025, 2, 23), 1001),
        (date(2049, 10, 13), 9999),
        (date(2049, 10, 14), 1000),
    ],
)
def test_factor_begins_anew_every_nine_thousand_days(due: date, expected: int) -> None:
    assert factor_of(due) == expected
    assert due_date_near(expected, due) == due


@given(st.dates(date(2000, 7, 3), date(2090, 1, 1)), st.integers(-4400, 4400))
def test_factor_is_read_back_near_any_day_of_its_round(due: date, days: int) -> None:
    assert due_date_near(factor_of(due), due + timedelta(days=days)) == due


def test_factor_zero_is_no_due_date_and_small_ones_are_none() -> None:
    assert due_date_near(0, date(2026, 1, 1)) is None
    for wrong in (1, 999, 10000, -1):
        with pytest.raises(InvalidBoleto):
            due_date_near(wrong, date(2026, 1, 1))
    with pytest.raises(InvalidBoleto):
        factor_of(date(2000, 7, 2))
