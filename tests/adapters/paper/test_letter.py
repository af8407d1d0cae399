"""The settlement letter, read back from its PDF."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from quita.adapters.paper.letter import draw_letter
from quita.adapters.phrases import YamlPhrases
from quita.domain.letter import LetterPaper, Paid
from quita.settings import ROOT
from tests.builders import STORE

FACTS = {
    "company_name": "Cobra & Cia",
    "company_cnpj": "11.222.333/0001-81",
    "public_url": "https://quita.example",
}


def letter(count: int) -> bytes:
    paper = LetterPaper(
        code="7KQ2-MX9B-TR4W",
        issued_on=date(2026, 12, 1),
        creditor=STORE,
        person_name="Maria <das> Dores & Filhos",
        person_cpf="52998224725",
        agreement_number="a1",
        accounts=(("Cartão da loja", "0099"), ("Crediário", "<1>")),
        payments=tuple(Paid(n, date(2026, 11, 24), Decimal("94.56")) for n in range(count)),
    )
    return draw_letter(YamlPhrases(ROOT / "domain", FACTS), paper)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_letter_says_who_paid_what_to_whom_and_how_to_check_it() -> None:
    text = text_of(letter(3))
    for said in (
        "Carta de quitação",
        "Maria <das> Dores & Filhos, CPF 529.982.247-25",
        f"{STORE.name}, CNPJ 11.222.333/0001-81, {STORE.address}",
        "nada mais é cobrado",
        "Cartão da loja, contrato 0099",
        "Crediário, contrato <1>",
        "no total de R$ 283,68",
        "Entrada 24/11/2026 R$ 94,56",
        "Emitida em 01/12/2026 por Cobra & Cia",
        "7KQ2-MX9B-TR4W em https://quita.example/verificar",
    ):
        assert said in text, said


@pytest.mark.parametrize("count", [1, 120])
def test_a_letter_holds_as_many_payments_as_there_are_and_is_always_the_same(count: int) -> None:
    assert text_of(letter(count)).count("24/11/2026 R$ 94,56") == count
    assert letter(count) == letter(count)
