"""Debts chosen by what people call them."""

from __future__ import annotations

import pytest

from quita.domain.described import described, named

LISTED = [
    {"creditor": "Lojas Aurora S.A.", "product": "Crediário", "total": "560.00",
     "due_date": "2026-03-15", "together": ""},
    {"creditor": "Banco Ipê S.A.", "product": "Cartão de crédito", "total": "1200.00",
     "due_date": "2025-11-01", "together": ""},
    {"creditor": "Banco Ipê S.A.", "product": "Cheque especial", "total": "300.00",
     "due_date": "2026-05-01", "together": ""},
    {"creditor": "Banco Ipê S.A.", "product": "Cartão de crédito e Cheque especial",
     "total": "1500.00", "due_date": "2025-11-01", "together": "yes"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a da loja", 0),
        ("quero resolver a da aurora primeiro", 0),
        ("Aurora", 0),
        ("o crediario", 0),
        ("do carnê", 0),
        ("a do cartão", 1),
        ("CARTAO DE CREDITO", 1),
        ("o cheque especial", 2),
        ("a mais barata", 2),
        ("a menor", 2),
        ("a mais cara", 1),
        ("a mais antiga", 1),
        ("a mais nova", 2),
        ("as duas juntas", 3),
        ("todas", 3),
    ],
)
def test_a_description_that_fits_one_debt_chooses_it(text: str, place: int) -> None:
    assert described(text, LISTED) == place


@pytest.mark.parametrize(
    "text",
    [
        "a do banco",  # two of them
        "ipê",
        "blz",
        "não é a da loja",
        "a da loja tem desconto?",
        "quero saber se posso pagar a da loja junto com as outras no mês que vem",
        "",
    ],
)
def test_what_fits_several_or_none_is_asked_again(text: str) -> None:
    assert described(text, LISTED) is None


def test_equal_amounts_have_no_cheapest() -> None:
    assert described("a mais barata", [LISTED[0], {**LISTED[1], "total": "560.00"}]) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("quero parcelar a da Aurora em 6x", 0), ("e o ipe, dá desconto?", 1), ("no banco", None),
     ("pago no cartão da loja", None), ("aurora e ipê", None), ("quero negociar", None)],
)  # fmt: skip
def test_in_a_talk_only_the_creditors_own_name_counts(text: str, place: int | None) -> None:
    assert named(text, ["Lojas Aurora S.A.", "Banco Ipê S.A."]) == place
