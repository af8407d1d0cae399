"""Bare answers, read by what the assistant asked last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reading.forms import everything, in_words


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("cpf_fragment", "052", {"cpf_fragment": "052"}),
        ("cpf_fragment", "0 5 2", {"cpf_fragment": "052"}),
        ("cpf_fragment", "meia dois um", {"cpf_fragment": "621"}),
        ("cpf_fragment", "são 123 456", {"cpf_fragment": "123456"}),
        ("cpf_fragment", "150", {"cpf_fragment": "150"}),
        ("cpf_fragment", "acho que é 150 mesmo", {"cpf_fragment": "150"}),
        ("cpf_fragment", "ta aqui moça 150", {"cpf_fragment": "150"}),
        ("cpf_fragment", "só consigo pagar uns 150 por mês", {"amount": "150.00"}),
        ("cpf_fragment", "dou 500 de entrada", {"amount": "500.00"}),
        ("cpf_fragment", "R$ 350", {"amount": "350.00"}),
        ("cpf_fragment", "529.982.247-25", {"cpf": "52998224725"}),
        ("cpf_fragment", "não lembro", {}),
        ("birth_date", "1987", {"birth_date": "1987"}),
        ("birth_date", "87", {"birth_date": "1987"}),
        ("birth_date", "sou de 87", {"birth_date": "1987"}),
        ("birth_date", "22/08/87", {"birth_date": "1987-08-22"}),
        ("birth_date", "22 de agosto de 87", {"birth_date": "1987-08-22"}),
        ("birth_date", "dia 22 do 8 de 1987", {"birth_date": "1987-08-22"}),
        ("birth_date", "tenho 39 anos", {}),
        ("option", "2", {"option": "2"}),
        ("option", "12", {"option": "12"}),
        ("option", "pode ser a 2", {"option": "2"}),
        ("option", "pago dia 10", {"date": "2026-12-10"}),
        ("amount_monthly", "10", {"amount": "10.00"}),
        ("amount_monthly", "150", {"amount": "150.00"}),
        ("amount_monthly", "2000", {"amount": "2000.00"}),
        ("amount_monthly", "uns 80", {"amount": "80.00"}),
        ("amount_down", "duzentão", {"amount": "200.00"}),
        ("amount_down", "dia 10", {"date": "2026-12-10"}),
        ("amount_down", "10x", {"installments": "10"}),
        ("installments", "10", {"installments": "10"}),
        ("installments", "umas 12", {"installments": "12"}),
        ("installments", "acho que em dez", {"installments": "10"}),
        ("installments", "consigo 150 por mês", {"amount": "150.00"}),
        ("date", "10", {"date": "2026-12-10"}),
        ("date", "pode ser 15", {"date": "2026-12-15"}),
        ("date", "segunda", {"date": "2026-11-30"}),
    ],
)
def test_the_question_decides_how_a_bare_answer_is_read(
    asked: str, text: str, found: dict[str, str]
) -> None:
    assert everything(text, asked=asked) == found


@pytest.mark.parametrize(
    "asked",
    [None, "birth_date", "option", "amount_monthly", "amount_down", "installments", "date"],
)
def test_a_day_of_the_month_is_a_day_whatever_was_asked(asked: str | None) -> None:
    assert everything("dia 10", asked=asked) == {"date": "2026-12-10"}


@given(count=st.integers(1, 360), spoken=st.booleans())
def test_any_bare_count_answers_how_many_instalments(count: int, spoken: bool) -> None:
    text = in_words(count) if spoken else str(count)
    assert everything(text, asked="installments") == {"installments": str(count)}


@given(digits=st.text("0123456789", min_size=3, max_size=6))
def test_any_three_to_six_digits_answer_the_question_for_the_cpf(digits: str) -> None:
    assert everything(digits, asked="cpf_fragment") == {"cpf_fragment": digits}
