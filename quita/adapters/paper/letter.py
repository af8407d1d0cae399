"""Draws the settlement letter as PDF; its sentences are those of `domain/agreements.yml`."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from quita.adapters.paper.document import document, paragraph, payments_table, said
from quita.domain.identity import cnpj_text
from quita.domain.letter import LetterPaper
from quita.domain.money import brl
from quita.services.boleto_papers import cpf_text
from quita.services.ports import Phrases


def draw_letter(phrases: Phrases, paper: LetterPaper) -> bytes:
    """Write who paid what to whom, that nothing is left, and how to check it (CDC art. 42-A)."""
    content: list[Flowable] = paragraph(
        phrases,
        "utter_letter_body",
        person=paper.person_name,
        cpf=cpf_text(paper.person_cpf),
        number=paper.agreement_number,
        creditor=paper.creditor.name,
        cnpj=cnpj_text(paper.creditor.cnpj),
        address=paper.creditor.address,
    )
    for product, contract in paper.accounts:
        content += paragraph(phrases, "utter_term_account", product=product, contract=contract)
    content += paragraph(phrases, "utter_letter_payments", total=brl(paper.total))
    rows = [(one.number, f"{one.day:%d/%m/%Y}", brl(one.amount)) for one in paper.payments]
    content += [payments_table(rows, "Data"), Spacer(1, 8 * mm)]
    day = f"{paper.issued_on:%d/%m/%Y}"
    content += paragraph(phrases, "utter_letter_foot", day=day, code=paper.code)
    return document(said(phrases, "utter_letter_title"), content)
