"""Draws the term of an agreement as PDF, for whoever asks for it."""

from __future__ import annotations

from reportlab.platypus import Flowable

from quita.adapters.paper.document import document, paragraph, payments_table, said
from quita.domain.business_days import local_day
from quita.domain.identity import cnpj_text
from quita.domain.money import ZERO, brl
from quita.domain.term import TermPaper
from quita.services.ports import Phrases


def draw_term(phrases: Phrases, paper: TermPaper) -> bytes:
    """Write the term: who, which debts, every payment, what a default does (CDC art. 42-A).

    Its sentences are those of `domain/agreements.yml` and of the summary that was accepted.
    """
    agreement, debt = paper.agreement, paper.debts[0]
    content: list[Flowable] = paragraph(
        phrases,
        "utter_term_parties",
        creditor=debt.creditor.name,
        cnpj=cnpj_text(debt.creditor.cnpj),
        address=debt.creditor.address,
        person=paper.person_name,
        day=f"{local_day(agreement.created_at):%d/%m/%Y}",
        number=agreement.id,
    )
    for one in paper.debts:
        values = {"product": one.product, "contract": one.contract}
        content += paragraph(phrases, "utter_term_account", **values)
    total = sum((item.amount for item in agreement.installments), ZERO)
    content += paragraph(phrases, "utter_term_total", total=brl(total))
    content += paragraph(phrases, "utter_summary_default", grace=str(debt.terms.grace_days))
    rows = [
        (item.number, f"{item.due_date:%d/%m/%Y}", brl(item.amount))
        for item in agreement.installments
    ]
    content.append(payments_table(rows, "Vencimento"))
    return document(said(phrases, "utter_term_title"), content)
