"""The term of an agreement, read back from its PDF."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from pypdf import PdfReader

from quita.adapters.paper.term import draw_term
from quita.adapters.phrases import YamlPhrases
from quita.domain.agreement import AgreementState
from quita.domain.records import AgreedInstallment, Agreement
from quita.domain.term import TermPaper
from quita.settings import ROOT
from tests.builders import STORE, debt_of

MADE = datetime(2026, 11, 24, 1, tzinfo=timezone.utc)  # still the 23rd in São Paulo
FACTS = {"company_name": "Cobra & Cia", "company_cnpj": "11.222.333/0001-81", "public_url": "x"}


def text_of(count: int, name: str = "Maria <das> Dores & Filhos") -> str:
    installments = tuple(
        AgreedInstallment(
            f"i{n}", "a1", n, date(2026, 12, 1) + timedelta(days=30 * n), Decimal("94.56")
        )
        for n in range(count)
    )
    agreement = Agreement("a1", "o", "maria", "d", AgreementState.ACTIVE, MADE, installments)
    paper = TermPaper(agreement, (debt_of("maria"),), name)
    pdf = draw_term(YamlPhrases(ROOT / "domain", FACTS), paper)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_term_names_both_sides_the_debt_every_payment_and_what_a_default_does() -> None:
    text = " ".join(text_of(12).split())
    for said in (
        STORE.name,
        "11.222.333/0001-81",
        STORE.address,
        "Maria <das> Dores & Filhos",
        "Feito em 23/11/2026 por Cobra & Cia",
        "Cartão da loja, contrato 0099",
        "Total do acordo: R$ 1.134,72",
        "Entrada 01/12/2026 R$ 94,56",
        "11ª",
        "pode atrasar até 10 dias",
        "desistir é grátis",
    ):
        assert said in text, said


@pytest.mark.parametrize("count", [1, 120])
def test_a_term_holds_as_many_payments_as_there_are(count: int) -> None:
    assert text_of(count).count("R$ 94,56") == count + (count == 1)
