"""Tests of wishes in real words: how people type what they can pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.offer import Wish
from quita.domain.wish import wish_of

OWED = Decimal("1000.00")
TENTH = date(2026, 12, 10)


def read(text: str, amounts: str, count: int | None, day: date | None, **more: Any) -> Wish:
    """Read a wish from a text and what the reader of entities found in it."""
    found = [Decimal(amount) for amount in amounts.split()]
    return wish_of(text, found, count, day, more.pop("owed", OWED), **more)


def wish(**said: Any) -> Wish:
    """Make a wish from amounts written as text."""
    for name in said.keys() - {"count", "first_date", "interest_free"}:
        said[name] = Decimal(said[name])
    return Wish(**said)


@pytest.mark.parametrize(
    ("text", "amounts", "count", "day", "expected"),
    [
        # at once
        ("pago 800 à vista", "800", None, None, wish(total="800")),
        ("quito por 1000", "1000", None, None, wish(total="1000")),
        ("fecha em 700?", "700", None, None, wish(total="700")),
        ("faz por 700 q eu pago dia 10", "700", None, TENTH, wish(total="700", first_date=TENTH)),
        ("consigo 200 à vista, só isso", "200", None, None, wish(total="200")),
        ("dou 250 e encerra td, blz?", "250", None, None, wish(total="250")),
        ("2 mil pra liquidar hj", "2000", None, None, wish(total="2000")),
        ("oitocentos conto de uma vez só", "800", None, None, wish(total="800")),
        ("pago 300 e quito a dívida", "300", None, None, wish(total="300")),
        ("se eu pagar 300 quita?", "300", None, None, wish(total="300")),
        ("1x de 900", "900", 1, None, wish(total="900")),
        ("quitar por 300 no mês de dezembro", "300", None, None, wish(total="300")),
        ("a vista tem desconto?", "", None, None, wish(count=1)),
        ("quero pagar tudo de uma vez", "", None, None, wish(count=1)),
        ("quero quitar no dia 10", "", None, TENTH, wish(count=1, first_date=TENTH)),
        # by month
        ("150 por mês", "150", None, None, wish(monthly="150")),
        ("consigo pagar 400 ao mês", "400", None, None, wish(monthly="400")),
        ("aceito 420 mensais", "420", None, None, wish(monthly="420")),
        ("400 p/ mes", "400", None, None, wish(monthly="400")),
        ("400 p mes da?", "400", None, None, wish(monthly="400")),
        ("R$ 400/mês", "400", None, None, wish(monthly="400")),
        ("400 conto todo mês", "400", None, None, wish(monthly="400")),
        ("parcela de 400 cabe", "400", None, None, wish(monthly="400")),
        ("umas parcelas de 350", "350", None, None, wish(monthly="350")),
        ("350 cada parcela", "350", None, None, wish(monthly="350")),
        ("cabe 400 no meu mês", "400", None, None, wish(monthly="400")),
        ("150 por mês até quitar tudo", "150", None, None, wish(monthly="150")),
        ("oi tudo bem? consigo 200", "200", None, None, wish(monthly="200")),
        ("consigo 200 mês que vem", "200", None, TENTH, wish(monthly="200", first_date=TENTH)),
        ("posso dar 150 todo dia 10", "150", None, TENTH, wish(monthly="150", first_date=TENTH)),
        ("ganho 1500 e consigo pagar 100", "1500 100", None, None, wish(monthly="100")),
        ("recebo 1.412, da pra 350 por mes", "1412 350", None, None, wish(monthly="350")),
        ("o total da divida é 1000, consigo 100", "1000 100", None, None, wish(monthly="100")),
        ("só 80 por mês, recebo 1412", "80 1412", None, None, wish(monthly="80")),
        # in so many installments
        ("10x de 150", "150", 10, None, wish(monthly="150", count=10)),
        ("em dez vezes de cento e cinquenta", "150", 10, None, wish(monthly="150", count=10)),
        ("12x 99,90", "99.90", 12, None, wish(monthly="99.90", count=12)),
        ("fecho 5 parcelas de 200 a partir do dia 10", "200", 5, TENTH,
         wish(monthly="200", count=5, first_date=TENTH)),
        ("quito em 10x de 100", "100", 10, None, wish(monthly="100", count=10)),
        ("pago 800 em 4x", "800", 4, None, wish(monthly="200", count=4)),
        ("mil reais dividido em 3 vezes", "1000", 3, None, wish(monthly="333.34", count=3)),
        ("150 em 10x", "150", 10, None, wish(monthly="150", count=10)),
        ("quero parcelar em 10 vezes", "", 10, None, wish(count=10)),
        ("dá pra pagar tudo em 3x sem juros?", "", 3, None, wish(count=3, interest_free=True)),
        # with a down payment
        ("500 de entrada e 150 por mês", "500 150", None, None, wish(down="500", monthly="150")),
        ("150 por mês com entrada de 500", "150 500", None, None, wish(down="500", monthly="150")),
        ("150 por mes e 500 de entrada", "150 500", None, None, wish(down="500", monthly="150")),
        ("entrada de 500 e 150 por mês", "500 150", None, None, wish(down="500", monthly="150")),
        ("de entrada dou 300 e depois 100", "300 100", None, None, wish(down="300", monthly="100")),
        ("parcelas de 120 com 300 de entrada", "120 300", None, None,
         wish(down="300", monthly="120")),
        ("8x de 100 com 200 de entrada", "100 200", 8, None,
         wish(down="200", monthly="100", count=8)),
        ("entrada 200 + 8x 100", "200 100", 8, None, wish(down="200", monthly="100", count=8)),
        ("sinal de 300 mais 10 parcelas de 120", "300 120", 10, None,
         wish(down="300", monthly="120", count=10)),
        ("duzentos de entrada e cem por mês", "200 100", None, None,
         wish(down="200", monthly="100")),
        ("300 de entrada e 700 em 5x", "300 700", 5, None,
         wish(down="300", monthly="140", count=5)),
        ("dou 500 de entrada", "500", None, None, wish(down="500")),
        ("consigo 300 na entrada dia 10", "300", None, TENTH, wish(down="300", first_date=TENTH)),
        ("500 de entrada e o resto em 5x", "500", 5, None, wish(down="500", count=5)),
        ("300 agora e o resto parcelado", "300", None, None, wish(down="300")),
        ("quanto fica em 6x com 300 de entrada", "300", 6, None, wish(down="300", count=6)),
        # without one
        ("sem entrada, 150 por mês", "150", None, None, wish(down="0", monthly="150")),
        ("não tenho como dar entrada, consigo 12x de 90", "90", 12, None,
         wish(down="0", monthly="90", count=12)),
        ("10x sem entrada", "", 10, None, wish(down="0", count=10)),
        # nothing said
        ("oi, tudo bem?", "", None, None, Wish()),
        ("oi quita, quero negociar com a quita", "", None, None, Wish()),
        ("consigo pagar dia 10", "", None, TENTH, wish(first_date=TENTH)),
    ],
)  # fmt: skip
def test_words_about_money_are_read_as_people_mean_them(
    text: str, amounts: str, count: int | None, day: date | None, expected: Wish
) -> None:
    assert read(text, amounts, count, day) == expected


@pytest.mark.parametrize(
    ("text", "amount", "owed", "expected"),
    [
        ("consigo 300", "300", "1000", wish(monthly="300")),
        ("consigo 300", "300", "900", wish(total="300")),
        ("consigo 300", "300", "250", wish(total="300")),
        ("só tenho 400", "400", "1000", wish(total="400")),
    ],
)
def test_a_bare_amount_under_a_third_of_what_is_owed_is_monthly(
    text: str, amount: str, owed: str, expected: Wish
) -> None:
    assert read(text, amount, None, None, owed=Decimal(owed)) == expected


@pytest.mark.parametrize(
    ("text", "amount", "expected"),
    [
        ("uns 400", "400", wish(monthly="400")),
        ("400 e é tudo que consigo", "400", wish(monthly="400")),
        ("posso dar 800 à vista", "800", wish(total="800")),
        ("400 de entrada", "400", wish(down="400")),
    ],
)
def test_what_was_asked_by_month_is_monthly_unless_something_else_is_said(
    text: str, amount: str, expected: Wish
) -> None:
    assert read(text, amount, None, None, asked_monthly=True) == expected


@given(
    st.text(),
    st.lists(st.decimals("0.01", "1000000", places=2), max_size=4),
    st.none() | st.integers(1, 360),
    st.decimals("0.01", "1000000", places=2),
)
def test_any_text_gives_a_wish_of_no_more_than_was_said(
    text: str, amounts: list[Decimal], count: int | None, owed: Decimal
) -> None:
    wished = wish_of(text, amounts, count, None, owed)
    assert {wished.total, wished.down} <= {None, Decimal("0.00"), *amounts}
    assert wished.monthly is None or wished.monthly <= max(amounts)
    assert wished.count in (None, 1, count)
