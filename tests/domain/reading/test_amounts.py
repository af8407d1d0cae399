"""Sums in reais, in every form that people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reading.forms import brazilian, everything, in_words, values

_AMOUNTS = st.decimals("20.00", "999999.99", places=2)
_FRAMES = st.sampled_from(
    [
        "{}",
        "posso pagar {} por mês",
        "só tenho {}",
        "era {} e virou outra coisa",
        "dou {} de entrada",
        "minha proposta é de {}.",
        "aceita {} no pix?",
        "se baixar pra {} a parcela eu fecho",
    ]
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("R$ 1.234,56", "1234.56"),
        ("R$1.234,56", "1234.56"),
        ("r$ 50", "50.00"),
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1.234", "1234.00"),
        ("1,234.56", "1234.56"),
        ("150 conto", "150.00"),
        ("50 pila", "50.00"),
        ("5 contos", "5.00"),
        ("45 real", "45.00"),
        ("mil reais", "1000.00"),
        ("mil e duzentos", "1200.00"),
        ("dois mil e quinhentos", "2500.00"),
        ("2 mil e 500", "2500.00"),
        ("mil e duzentos e cinquenta", "1250.00"),
        ("cento e vinte", "120.00"),
        ("cento vinte", "120.00"),
        ("2k", "2000.00"),
        ("2,5k", "2500.00"),
        ("1,5 mil", "1500.00"),
        ("1.5 mil", "1500.00"),
        ("4 mil", "4000.00"),
        ("duzentão", "200.00"),
        ("cenzão", "100.00"),
        ("cinquentinha", "50.00"),
        ("150tão", "150.00"),
        ("uns 300", "300.00"),
        ("sinquenta reais", "50.00"),
        ("duzento reau", "200.00"),
        ("89 e 90", "89.90"),
        ("oitenta e nove e noventa", "89.90"),
        ("cem reais e cinquenta centavos", "100.50"),
        ("R$ 99 e 90", "99.90"),
        ("50 centavos", "0.50"),
        ("CENTO E CINQUENTA REAIS", "150.00"),
        ("R$ 120,00/mês", "120.00"),
        ("mir i quinhentus", "1500.00"),
        ("trezentus i vinti real", "320.00"),
        ("oitocentus", "800.00"),
    ],
)
def test_an_amount_is_read_in_the_forms_people_write(text: str, value: str) -> None:
    assert everything(text) == {"amount": value}


@pytest.mark.parametrize(
    "text",
    [
        "só recebo meio salário",
        "ele pediu 5x o meu salário",
        "tenho 45 anos e 3 filhos",
        "moro na rua das Flores, 123",
        "casa 250, bloco 30",
        "protocolo 2026081145",
        "CEP 01310-100",
        "conforme o art. 43 do código",
        "meu cpf é 123.456.789-00",
        "23793.38128 60000.000003 00000.000400 1 84340000010000",
        "às 15h30",
        "das 8h às 18h",
        "isso é de 2014 gente",
        "ele faleceu em dois mil e vinte e um",
        "mil desculpas",
        "os 47 digitos ae",
        "já mandei 300 mensagens",
        "não tenho um centavo",
        "bateu de moto na 381",
        "juro é de quantos por cento",
        "https://site.com/boleto/1500",
        "2 kkkk",
        "meu score desceu pra 340",
        "a lei nº 8.078 me protege",
        "BO nº 8812/2025",
        "me liga no 0800 777 1234",
        "meia dúzia de gatos",
    ],
)
def test_a_number_that_is_no_money_is_no_amount(text: str) -> None:
    assert values(text, "amount") == []


def test_numbers_of_dates_documents_and_plans_are_no_amounts() -> None:
    text = "cpf 529.982.247-25, 10x de 150 a partir de 05/12, zap 11 98765-4321"
    assert everything(text) == {
        "cpf": "52998224725",
        "installments": "10",
        "amount": "150.00",
        "date": "2026-12-05",
        "phone": "+5511987654321",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mandei um pix de 280 ontem", ["280.00"]),
        ("dou 120 agora e 120 dia 10", ["120.00", "120.00"]),
        ("180 sexta", ["180.00"]),
    ],
)
def test_a_day_after_a_bare_number_leaves_it_a_sum(text: str, found: list[str]) -> None:
    assert values(text, "amount") == found


def test_several_amounts_come_in_their_order() -> None:
    assert values("era 800 e agora tá 2.900,00", "amount") == ["800.00", "2900.00"]


def test_down_payment_and_plan_are_told_apart() -> None:
    assert everything("entrada de 200 e o resto em 5 vezes") == {
        "amount": "200.00",
        "installments": "5",
    }


def test_dictated_run_on_sentence_gives_its_amount() -> None:
    text = "entao eu consigo pagar cento e cinquenta reais por mes a partir de amanha"
    assert everything(text) == {"amount": "150.00", "date": "2026-11-24"}


@pytest.mark.parametrize(("text", "found"), [("150", ["150.00"]), ("1987", []), ("12", [])])
def test_a_bare_number_alone_is_an_amount_only_if_plausible(text: str, found: list[str]) -> None:
    assert values(text, "amount") == found


@given(amount=_AMOUNTS, frame=_FRAMES, points=st.booleans(), sign=st.sampled_from(["R$ ", "R$"]))
def test_an_amount_with_its_sign_comes_back(
    amount: Decimal, frame: str, points: bool, sign: str
) -> None:
    text = frame.format(sign + brazilian(amount, points=points))
    assert values(text, "amount") == [f"{amount:.2f}"]


@given(amount=_AMOUNTS, frame=_FRAMES, points=st.booleans())
def test_an_amount_with_cents_needs_no_sign(amount: Decimal, frame: str, points: bool) -> None:
    text = frame.format(brazilian(amount, points=points))
    assert values(text, "amount") == [f"{amount:.2f}"]


@given(
    reais=st.integers(2, 999_999),
    frame=_FRAMES,
    unit=st.sampled_from(["reais", "conto", "contos", "pila", "pilas", "real"]),
    spoken=st.booleans(),
)
def test_an_amount_with_its_unit_comes_back_in_digits_and_words(
    reais: int, frame: str, unit: str, spoken: bool
) -> None:
    written = in_words(reais) if spoken else str(reais)
    assert values(frame.format(f"{written} {unit}"), "amount") == [f"{reais}.00"]


@given(reais=st.integers(20, 999_999), frame=_FRAMES)
def test_a_sum_spelled_as_it_is_spoken_comes_back(reais: int, frame: str) -> None:
    spoken = in_words(reais).replace("os ", "us ").replace(" e ", " i ")
    assert values(frame.format(f"{spoken} real"), "amount") == [f"{reais}.00"]


@given(hundreds=st.integers(1, 99), form=st.sampled_from(["{}k", "{} mil", "{}mil"]))
def test_thousands_come_back(hundreds: int, form: str) -> None:
    written = f"{Decimal(hundreds) / 10:f}".replace(".", ",")
    assert values("tenho " + form.format(written), "amount") == [f"{hundreds * 100}.00"]


@given(reais=st.integers(1, 9_999).filter(lambda n: not 1950 <= n <= 2050), frame=_FRAMES)
def test_any_bare_number_is_an_amount_after_the_question(reais: int, frame: str) -> None:
    assert values(frame.format(reais), "amount", asked="amount_monthly") == [f"{reais}.00"]
