"""Charges with a due date: Bacen's dated examples, and the same sums as the sandbox's bank."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.errors import InvalidAmount
from quita.domain.pix_due import Discount, DueTerms, Interest, Share, amounts_on
from sandbox.bank.amounts import on_day

# CobDataDeVencimento, examples A to G: due date, validity, the last day that is accepted.
EXAMPLES = {
    "A": ("2020-10-20", 4, "2020-10-26"),
    "B": ("2020-12-25", 0, "2020-12-28"),
    "C": ("2020-12-25", 1, "2020-12-29"),
    "D": ("2020-12-25", 3, "2020-12-31"),
    "E": ("2020-12-25", 4, "2021-01-04"),
    "F": ("2021-08-27", 5, "2021-09-01"),
    "G": ("2021-08-28", 5, "2021-09-06"),
}
MONEY = st.decimals("0.01", "99999.99", places=2)
RATE = st.decimals("0.01", "99.99", places=2)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(("due", "validity", "last"), EXAMPLES.values(), ids=EXAMPLES)
def test_last_day_is_that_of_the_specification(due: str, validity: int, last: str) -> None:
    terms = DueTerms(date.fromisoformat(due), validity)
    assert terms.last_day == date.fromisoformat(last)


def test_two_days_late_with_3_percent_fine_and_1_percent_a_day_cost_105() -> None:
    terms = DueTerms(
        TUESDAY,
        30,
        fine=(Share.PERCENT, Decimal("3.00")),
        interest=(Interest.PERCENT_A_DAY, Decimal("1.00")),
    )
    amounts = amounts_on(Decimal("100.00"), terms, TUESDAY + timedelta(days=2))
    assert (amounts.fine, amounts.interest) == (Decimal("3.00"), Decimal("2.00"))
    assert amounts.total == Decimal("105.00")


def test_legal_interest_of_45_days_is_one_percent_a_month() -> None:
    # 0.0333% a day cannot be written with two decimals: 1.00% a month can.
    terms = DueTerms(
        TUESDAY,
        90,
        fine=(Share.PERCENT, Decimal("2.00")),
        interest=(Interest.PERCENT_A_MONTH, Decimal("1.00")),
    )
    amounts = amounts_on(Decimal("100.00"), terms, TUESDAY + timedelta(days=45))
    assert (amounts.fine, amounts.interest) == (Decimal("2.00"), Decimal("1.50"))


@pytest.mark.parametrize(
    ("how", "rate", "interest"),
    [
        (Interest.REAIS_A_DAY, "0.50", "5.00"),
        (Interest.PERCENT_A_DAY, "0.10", "10.00"),
        (Interest.PERCENT_A_MONTH, "1.00", "3.33"),
        (Interest.PERCENT_A_YEAR, "12.00", "3.29"),
        (Interest.REAIS_A_BUSINESS_DAY, "0.50", "4.00"),
        (Interest.PERCENT_A_BUSINESS_DAY, "0.10", "8.00"),
        (Interest.PERCENT_A_MONTH_BUSINESS, "1.00", "3.81"),
        (Interest.PERCENT_A_YEAR_BUSINESS, "12.00", "3.81"),
    ],
)
def test_ten_days_late_on_1000_cost_interest(how: Interest, rate: str, interest: str) -> None:
    terms = DueTerms(TUESDAY, 30, interest=(how, Decimal(rate)))
    amounts = amounts_on(Decimal("1000.00"), terms, TUESDAY + timedelta(days=10))
    assert amounts.interest == Decimal(interest)


shares = st.none() | st.tuples(st.sampled_from(Share), RATE)
interests = st.none() | st.tuples(st.sampled_from(Interest), RATE)
SMALL = st.decimals("0.01", "0.50", places=2)
early = st.tuples(st.sampled_from([how for how in Discount if how > 2]), SMALL)


@given(MONEY, shares, interests, shares, st.none() | early, DAYS, st.integers(-40, 40))
def test_our_sums_are_those_of_the_sandboxs_bank(
    original: Decimal,
    fine: Any,
    interest: Any,
    rebate: Any,
    discount: Any,
    due: date,
    late: int,
) -> None:
    if rebate and rebate[0] is Share.REAIS and rebate[1] >= original:
        rebate = None
    terms = DueTerms(due, 30, fine, interest, rebate, discount)
    value: dict[str, Any] = {"original": f"{original:.2f}"}
    named = {"multa": fine, "juros": interest, "abatimento": rebate, "desconto": discount}
    for name, rule in named.items():
        if rule:
            value[name] = {"modalidade": int(rule[0]), "valorPerc": f"{rule[1]:.2f}"}
    day = due + timedelta(days=late)
    ours, theirs = amounts_on(original, terms, day), on_day(value, due, day)
    assert vars(ours) == vars(theirs)
    assert ours.total == theirs.total


def test_discounts_by_date_give_the_earliest_that_still_holds() -> None:
    until = (
        (date(2026, 11, 20), Decimal("10.00")),
        (date(2026, 11, 10), Decimal("30.00")),
    )
    terms = DueTerms(TUESDAY, 30, discount=(Discount.PERCENT_UNTIL, None), until=until)
    days = [date(2026, 11, day) for day in (10, 11, 20, 21)]
    totals = [str(amounts_on(Decimal("200.00"), terms, day).total) for day in days]
    assert totals == ["140.00", "180.00", "180.00", "200.00"]


ONE = Decimal("1.00")


@pytest.mark.parametrize(
    "broken",
    [
        {"valid_days": -1},
        {"valid_days": 99999},
        {"fine": (Share.PERCENT, Decimal("0.0333"))},
        {"interest": (Interest.PERCENT_A_DAY, Decimal("0"))},
        {"interest": (Interest.PERCENT_A_DAY, Decimal("-1"))},
        {"fine": (Share.REAIS, Decimal("NaN"))},
        {"rebate": (Share.PERCENT, Decimal("100.00"))},
        {"discount": (Discount.REAIS_UNTIL, None)},
        {"discount": (Discount.REAIS_UNTIL, ONE), "until": ((TUESDAY, ONE),)},
        {"discount": (Discount.REAIS_UNTIL, None), "until": ((TUESDAY, ONE),) * 4},
        {
            "discount": (Discount.PERCENT_UNTIL, None),
            "until": ((TUESDAY + timedelta(days=1), ONE),),
        },
        {"discount": (Discount.REAIS_A_DAY_EARLY, None)},
        {"discount": (Discount.REAIS_A_DAY_EARLY, ONE), "until": ((TUESDAY, ONE),)},
        {"until": ((TUESDAY, ONE),)},
    ],
)
def test_terms_that_no_bank_takes_are_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidAmount):
        DueTerms(**{"due_date": TUESDAY, "valid_days": 30, **broken})
