"""The PDF of a boleto, read back by readers that know nothing of how it was drawn."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from quita.adapters.paper.boleto import draw_boleto
from quita.domain.boleto.bars import Boleto, written
from quita.domain.boleto.factor import factor_of
from quita.domain.boleto.paper import BoletoPaper, Party
from quita.domain.boleto.stripes import stripes
from quita.domain.pix_building import build_dynamic

DUE = date(2026, 12, 1)
EMV = build_dynamic("pix.example.com/qr/v2/boleto/" + "a1" * 16, "Quita", "São Paulo")
PAPER = BoletoPaper(
    boleto=Boleto("999", factor_of(DUE), Decimal("204.53"), "12345".zfill(25)),
    bank_name="Banco de Teste",
    beneficiary=Party(
        "Quita Recuperação de Crédito Ltda", "CNPJ 11.222.333/0001-81", "Av. Brasil, 100"
    ),
    creditor=Party("Loja do Povo S.A.", "CNPJ 44.555.666/0001-81", "Rua da Praia, 1, Porto Alegre"),
    payer=Party("Maria da Conceição", "CPF 529.982.247-25"),
    number="ABC123ABC123ABC",
    own_number="00000012345",
    issued_on=date(2026, 11, 23),
    due_date=DUE,
    amount=Decimal("204.53"),
    instructions=("Pagamento 1 de 3 do acordo.", "Não receber após o vencimento."),
    emv=EMV,
)  # fmt: skip


def codes(pdf: bytes) -> dict[str, str]:
    """Read the page's pixels, at 216 dots an inch."""
    [page] = pypdfium2.PdfDocument(pdf)
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    return {str(one.format): one.text for one in found}


def text(pdf: bytes) -> str:
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


def test_an_independent_reader_reads_bars_and_qr() -> None:
    assert codes(draw_boleto(PAPER)) == {"ITF": PAPER.boleto.bars, "QR Code": EMV}


@settings(max_examples=15)
@given(
    st.text("0123456789", min_size=25, max_size=25),
    st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2),
    st.dates(date(2026, 1, 1), date(2060, 1, 1)),
)
def test_any_bars_are_read_back(free_field: str, amount: Decimal, due: date) -> None:
    boleto = Boleto("341", factor_of(due), amount, free_field)
    paper = replace(PAPER, boleto=boleto, amount=amount, due_date=due, emv="")
    assert codes(draw_boleto(paper)) == {"ITF": boleto.bars}


def test_the_paper_says_who_receives_who_is_owed_who_pays_what_and_until_when() -> None:
    said = text(draw_boleto(PAPER))
    for part in (
        written(PAPER.boleto.line),
        "999-7",
        "Quita Recuperação de Crédito Ltda",
        "11.222.333/0001-81",
        "Av. Brasil, 100",
        "Loja do Povo S.A.",
        "44.555.666/0001-81",
        "Maria da Conceição",
        "529.982.247-25",
        "ABC123ABC123ABC",
        "00000012345",
        "23/11/2026",
        "01/12/2026",
        "R$ 204,53",
        "Não receber após o vencimento.",
    ):
        assert part in said


def test_without_a_pix_of_the_bank_the_paper_offers_none() -> None:
    pdf = draw_boleto(replace(PAPER, emv=""))
    assert "Pix" not in text(pdf)
    assert list(codes(pdf)) == ["ITF"]


def test_a_creditor_that_receives_by_itself_is_named_once() -> None:
    pdf = draw_boleto(replace(PAPER, creditor=PAPER.beneficiary))
    assert "Credor" not in text(pdf)


@given(st.text(max_size=200))
@settings(max_examples=25)
def test_any_name_fits_and_leaves_the_bars_readable(name: str) -> None:
    long = Party(name, "CNPJ 11.222.333/0001-81", name)
    paper = replace(PAPER, beneficiary=long, payer=long, bank_name=name, instructions=(name,) * 5)
    assert codes(draw_boleto(paper))["ITF"] == PAPER.boleto.bars


def test_the_same_boleto_gives_the_same_bytes() -> None:
    assert draw_boleto(PAPER) == draw_boleto(PAPER)


def test_bars_are_103_by_13_millimetres() -> None:
    widths = stripes(PAPER.boleto.bars)
    assert sum(widths) == 405
    assert set(widths) == {1, 3}


@pytest.mark.parametrize("wrong", ["123", "12a4", "１２"])
def test_other_than_pairs_of_digits_have_no_stripes(wrong: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        stripes(wrong)
