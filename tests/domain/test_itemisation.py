"""What explains a supplied total, and what does not."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from quita.domain.itemisation import Itemisation, itemise
from quita.domain.money import ZERO

ORIGINAL = Decimal("1000.00")
reais = st.decimals(0, 100_000, places=2)


def supplied(total: str | None, **charges: str) -> Itemisation:
    amounts = {name: Decimal(value) for name, value in charges.items()}
    return Itemisation(None if total is None else Decimal(total), **amounts)


def test_no_total_and_no_charges_leave_the_computing_to_us() -> None:
    assert itemise(ORIGINAL, supplied(None)) == Itemisation()


def test_charges_without_a_total_make_the_total() -> None:
    made = itemise(ORIGINAL, supplied(None, fine="20.00", interest="100.00"))
    assert made.updated_amount == Decimal("1120.00")
    assert made.itemised


def test_charges_that_add_up_are_an_itemisation() -> None:
    given_ = supplied("1133.00", correction="10.00", fine="20.00", interest="100.00", fees="3.00")
    assert itemise(ORIGINAL, given_) == given_
    assert given_.itemised


def test_a_total_equal_to_the_original_needs_no_charges() -> None:
    assert itemise(ORIGINAL, supplied("1000.00")).itemised


def test_a_total_that_charges_fall_short_of_is_not_itemised() -> None:
    for given_ in (supplied("1300.00"), supplied("1300.00", fine="20.00")):
        made = itemise(ORIGINAL, given_)
        assert not made.itemised
        assert (made.updated_amount, made.fees) == (Decimal("1300.00"), ZERO)


def test_the_creditors_word_puts_the_rest_into_the_fees() -> None:
    made = itemise(ORIGINAL, supplied("1300.00", fine="20.00", fees="5.00"), rest_as_fees=True)
    assert made.itemised
    assert (made.fine, made.fees) == (Decimal("20.00"), Decimal("280.00"))


def test_charges_above_the_total_contradict_it_whatever_the_creditor_says() -> None:
    given_ = supplied("1050.00", fine="20.00", interest="100.00")
    assert not itemise(ORIGINAL, given_).itemised
    assert not itemise(ORIGINAL, given_, rest_as_fees=True).itemised


def test_a_total_below_the_original_is_a_reduction_that_hides_nothing() -> None:
    made = itemise(ORIGINAL, supplied("900.00"))
    assert made.itemised
    assert made.correction == Decimal("-100.00")


@given(original=reais, total=reais, charges=st.tuples(reais, reais, reais), vouched=st.booleans())
def test_what_is_itemised_always_adds_up_to_the_total(
    original: Decimal, total: Decimal, charges: tuple[Decimal, Decimal, Decimal], vouched: bool
) -> None:
    fine, interest, fees = charges
    given_ = Itemisation(total, fine=fine, interest=interest, fees=fees)
    made = itemise(original, given_, rest_as_fees=vouched)
    assert made.updated_amount == total
    assert made.itemised == (original + made.charges == total)
    assert min(made.fine, made.interest, made.fees) >= ZERO
