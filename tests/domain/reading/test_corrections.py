"""What a person takes back, and what the new value replaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.reading.corrections import standing
from quita.domain.reading.reader import read_entities
from tests.domain.reading.forms import MONDAY


def _standing(text: str, asked: str | None = None) -> list[tuple[str, str]]:
    found = [vars(one) for one in read_entities(text, MONDAY, asked=asked)]
    return [(one["entity"], one["value"]) for one in standing(text, found)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("não, 6 vezes, não 10", [("installments", "6")]),
        ("6x, não 10x", [("installments", "6")]),
        ("não 10x, 6x", [("installments", "6")]),
        ("10x não, 6x", [("installments", "6")]),
        ("em 10x... não, 6x", [("installments", "6")]),
        ("10x quer dizer 12x", [("installments", "12")]),
        ("consigo 150, quer dizer, 200", [("amount", "200.00")]),
        ("pago dia 10, errei, dia 12", [("date", "2026-12-12")]),
        ("dia 10\nerrei, dia 12", [("date", "2026-12-12")]),
        ("dia 10\n*12/12", [("date", "2026-12-12")]),
        ("em 10x\n12x", [("installments", "12")]),
        ("pago 150\nnão, 180", [("amount", "180.00")]),
        ("em vez do dia 10, dia 15", [("date", "2026-12-15")]),
        ("opção 1, ou melhor, opção 2", [("option", "2")]),
        ("boleto não, pix", [("payment_method", "pix")]),
        ("no boleto, aliás, no pix", [("payment_method", "pix")]),
        ("dia 10 não consigo, dia 15 recebo", [("date", "2026-12-15")]),
        ("30%, digo, 40%", [("percent", "40")]),
        ("entrada de 200 e parcelas de 150, quer dizer, 160",
         [("amount", "200.00"), ("amount", "160.00")]),
        ("200 de entrada em 10x, quer dizer, em 12x",
         [("amount", "200.00"), ("installments", "12")]),
    ],
)  # fmt: skip
def test_a_correction_wins(text: str, found: list[tuple[str, str]]) -> None:
    assert _standing(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("não quero em 10x", [("installments", "10")]),
        ("pago 150 não tenho 300", [("amount", "150.00"), ("amount", "300.00")]),
        ("dou 200 agora e 150 por mês", [("amount", "200.00"), ("amount", "150.00")]),
        ("6x ou 10x", [("installments", "6"), ("installments", "10")]),
        ("entrada de 200\n150 por mês", [("amount", "200.00"), ("amount", "150.00")]),
        ("pix ou boleto", [("payment_method", "pix"), ("payment_method", "boleto")]),
        ("não pago 300 nem 200", [("amount", "300.00"), ("amount", "200.00")]),
    ],
)
def test_what_nothing_replaces_stands(text: str, found: list[tuple[str, str]]) -> None:
    assert _standing(text) == found


@pytest.mark.parametrize("text", ["errei, dia 12", "quer dizer, 200", "não, 6x"])
def test_a_correction_alone_is_its_new_value(text: str) -> None:
    assert len(_standing(text)) == 1


def test_digits_of_the_cpf_are_corrected_too() -> None:
    assert _standing("052\nerrei, 053", "cpf_fragment") == [("cpf_fragment", "053")]


@given(
    old=st.integers(2, 60),
    new=st.integers(2, 60),
    form=st.sampled_from(
        ["{}x, quer dizer, {}x", "em {}x\nnão, {}x", "{} vezes, errei, {} vezes", "{}x\n{}x"]
    ),
)
def test_the_last_count_stands_whatever_was_said_before(old: int, new: int, form: str) -> None:
    assert _standing(form.format(old, new)) == [("installments", str(new))]


@given(st.text(max_size=200))
def test_nothing_is_made_up(text: str) -> None:
    found = [vars(one) for one in read_entities(text, MONDAY)]
    assert [one for one in standing(text, found) if one not in found] == []
