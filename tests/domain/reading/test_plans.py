"""Counts of instalments, and percentages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reading.forms import everything, in_words, values


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("10x", "10"),
        ("10 x", "10"),
        ("12X sem juros", "12"),
        ("x10", "10"),
        ("em dez vezes", "10"),
        ("EM DEZ VEZES", "10"),
        ("seis veis", "6"),
        ("im 12 veiz", "12"),
        ("umas 10 vezes", "10"),
        ("pode ser em umas 8 vezes", "8"),
        ("em até 12 vezes", "12"),
        ("10 vezes", "10"),
        ("12 parcelas", "12"),
        ("dez prestação", "10"),
        ("parcelar em 10", "10"),
        ("divide por 3", "3"),
        ("dá pra dividir isso aí em quatro?", "4"),
        ("parcela em 6 pra mim", "6"),
        ("parcelar em 12 meses", "12"),
        ("a de oito meses", "8"),
        ("o acordo era 12 vezes", "12"),
        ("18x? vou pagar até meus filhos casarem", "18"),
        ("fechei o acordo de 9x", "9"),
        ("o combinado foram seis prestações", "6"),
        ("quero pagar 1x só", "1"),
        ("deis veiz de cem", "10"),
        ("explica essa parte das 6x", "6"),
        ("em meia dúzia de vezes", "6"),
        ("consegue fazer em doze?", "12"),
        ("saldo em 10 (dez) parcelas", "10"),
        ("6×", "6"),
        ("em 10x a partir do dia 10", "10"),
        ("não, 6 vezes, não 10", "6"),
        ("duas vezes sem entrada", "2"),
    ],
)
def test_a_plan_is_read_in_the_forms_people_write(text: str, count: str) -> None:
    assert values(text, "installments") == [count]


@pytest.mark.parametrize(
    "text",
    [
        "já paguei duas vezes",
        "acabei pagando duas vezes sem perceber",
        "pago em 10 dias",
        "meia dúzia de ovos",
        "paguei 2x essa conta",
        "me ligaram 3 vezes",
        "me ligaram 11x ontem",
        "cartão recusado 2x",
        "perguntei duas vezes e ninguém responde",
        "li três vezes com os óculos",
        "já foi três vezes",
        "liga 3 vezes por dia",
        "3 vezes mais caro",
        "5x o meu salário",
        "duas vezes o boleto",
        "quanto é 37 vezes 18",
        "a segunda vez",
        "pela sexta vez",
        "a quinta parcela",
        "boleto da parcela 3",
        "parcela 3/12",
        "já paguei 3 parcelas",
        "faltam 2 parcelas",
        "tenho 2 parcelas atrasadas",
        "se eu pagar 1 parcela",
        "uma parcela de 70",
        "moro aqui há 12 meses",
        "de uma vez",
    ],
)
def test_times_that_are_no_plan_are_left_alone(text: str) -> None:
    assert values(text, "installments") == []


@pytest.mark.parametrize(
    ("text", "count", "amount"),
    [
        ("10x de 150", "10", "150.00"),
        ("10x150", "10", "150.00"),
        ("10 x R$ 89,90", "10", "89.90"),
        ("10xde 150", "10", "150.00"),
        ("10 de 150", "10", "150.00"),
        ("dez parcelas de R$ 95,50", "10", "95.50"),
        ("24 vezes de sessenta e cinco", "24", "65.00"),
        ("10x por cento e vinte", "10", "120.00"),
        ("pago 150 em 10 vezes", "10", "150.00"),
    ],
)
def test_a_plan_and_its_instalment_are_both_read(text: str, count: str, amount: str) -> None:
    assert everything(text) == {"installments": count, "amount": amount}


def test_two_plans_asked_about_are_both_read() -> None:
    assert values("me simula 6x, 10x e 15x", "installments") == ["6", "10", "15"]
    assert values("6 ou 10x?", "installments") == ["6", "10"]


@given(
    count=st.integers(2, 99),
    form=st.sampled_from(
        [
            "{} x",
            "{} x sem juros",
            "em {} vezes",
            "{} parcelas",
            "parcelar em {}",
            "divide em {} pfv",
        ]
    ),
    spoken=st.booleans(),
)
def test_any_count_comes_back(count: int, form: str, spoken: bool) -> None:
    text = form.format(in_words(count) if spoken else count)
    assert values(text, "installments") == [str(count)]
    assert values(text, "amount") == []


@given(count=st.integers(2, 60), each=st.decimals("20", "9999.99", places=2))
def test_any_plan_with_its_instalment_comes_back(count: int, each: Decimal) -> None:
    found = everything(f"fecho em {count}x de {each:.2f}")
    assert found == {"installments": str(count), "amount": f"{each:.2f}"}


@pytest.mark.parametrize(
    ("text", "percents"),
    [
        ("50%", ["50"]),
        ("50 %", ["50"]),
        ("12,5%", ["12.5"]),
        ("trinta por cento", ["30"]),
        ("30 porcento de desconto", ["30"]),
        ("pago a metade", ["50"]),
        ("metade do valor", ["50"]),
        ("só metadi", ["50"]),
        ("50 a 60%", ["50", "60"]),
        ("tem 70% off?", ["70"]),
    ],
)
def test_a_percentage_is_read(text: str, percents: list[str]) -> None:
    assert values(text, "percent") == percents
    assert values(text, "amount") == []


@pytest.mark.parametrize("text", ["na metade do mês", "metade da rua", "quantos por cento", "100"])
def test_other_halves_and_numbers_are_no_percentages(text: str) -> None:
    assert values(text, "percent") == []


@given(percent=st.decimals("0.1", "100", places=1), spaced=st.booleans())
def test_any_percentage_comes_back(percent: Decimal, spaced: bool) -> None:
    written = str(percent).replace(".", ",")
    plain = f"{percent:f}".rstrip("0").rstrip(".")
    text = f"quero {written}{' ' if spaced else ''}% de desconto"
    assert everything(text) == {"percent": plain}
