"""Free fields and own numbers: published examples, and always 25 digits or a refusal."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.boleto import free_fields as free
from quita.domain.boleto import nosso_numero as own
from quita.domain.errors import InvalidBoleto

BANKS = (
    free.banco_do_brasil_6,
    free.banco_do_brasil_7,
    free.santander,
    free.caixa,
    free.bradesco,
    free.itau,
    free.sicoob,
    free.sicredi,
    free.inter,
)
OWN = (
    own.banco_do_brasil,
    own.santander,
    own.caixa,
    own.bradesco,
    own.itau,
    own.sicoob,
    own.sicredi,
    own.inter,
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (free.banco_do_brasil_7("1234567", "123", "18"), "0000001234567000000012318"),
        (
            free.banco_do_brasil_6("123456", "1", "1545", "10403005", "18"),
            "1234560000115451040300518",
        ),
        (free.santander("1234567", "414", "101"), "9123456700000000041460101"),
        (free.caixa("123456", "9"), "1234560000100040000000099"),
        (free.bradesco("1234", "06", "2", "56789"), "1234060000000000200567890"),
        (free.itau("0057", "12345", "109", "12345678"), "1091234567800057123457000"),
        (free.sicoob("4277", "172278", "4"), "1427701017227800000040001"),
        (free.sicredi("0710", "65", "00129", "16", "208879", "3"), "3116208879307106500129105"),
        (free.inter("1234567", "458"), "0001110123456700000004586"),
    ],
)
def test_published_free_fields_come_out(made: str, expected: str) -> None:
    assert made == expected


@pytest.mark.parametrize("portfolio", ["126", "131", "146", "150", "168"])
def test_itau_leaves_agency_and_account_out_for_some_portfolios(portfolio: str) -> None:
    first = own.itau("0057", "12345", portfolio, "12345678")
    assert first == own.itau("9999", "54321", portfolio, "12345678")
    assert own.itau("0057", "12345", "110", "12345678") != own.itau(
        "0058", "12345", "110", "12345678"
    )


DIGITS = st.text("0123456789", min_size=1, max_size=4)


@pytest.mark.parametrize("compose", BANKS)
@given(data=st.data())
def test_any_numbers_that_fit_give_twenty_five_digits(
    compose: Callable[..., str], data: st.DataObject
) -> None:
    names = inspect.signature(compose).parameters
    values = {name: data.draw(DIGITS, name) for name in names}
    try:
        made = compose(**values)
    except InvalidBoleto as error:
        assert "digits" in str(error)
        return
    assert len(made) == 25
    assert made.isdecimal()


@pytest.mark.parametrize("compose", [*BANKS, *OWN])
@pytest.mark.parametrize("wrong", ["", "x", "-1", "1.5", " 1", "²", "9" * 20])
def test_number_that_does_not_fit_is_refused_by_name(
    compose: Callable[..., str], wrong: str
) -> None:
    for name in (names := list(inspect.signature(compose).parameters)):
        with pytest.raises(InvalidBoleto, match="digits"):
            compose(**{other: wrong if other == name else "1" for other in names})
