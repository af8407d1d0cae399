"""The term of an agreement as a PDF, for whoever asks for it."""

from __future__ import annotations

import io
from datetime import datetime
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from quita.adapters.phrases import YamlPhrases
from quita.domain.business_days import SAO_PAULO
from quita.domain.debt import Debt
from quita.domain.identity import cnpj_text
from quita.domain.money import ZERO, brl
from quita.domain.records import Agreement

MARGIN = 20 * mm


def term_pdf(
    phrases: YamlPhrases, agreement: Agreement, debt: Debt, person_name: str, made_at: datetime
) -> bytes:
    """Write the term: who, which debt, every payment, what a default does (CDC art. 42-A).

    Its sentences are those of `domain/agreements.yml` and of the summary that was accepted.
    """
    styles = getSampleStyleSheet()
    values = {
        "creditor": debt.creditor.name,
        "cnpj": cnpj_text(debt.creditor.cnpj),
        "address": debt.creditor.address,
        "person": person_name,
        "product": debt.product,
        "contract": debt.contract,
        "day": f"{made_at.astimezone(SAO_PAULO):%d/%m/%Y}",
        "number": agreement.id,
        "total": brl(sum((item.amount for item in agreement.installments), ZERO)),
        "grace": str(debt.terms.grace_days),
    }
    content: list[Flowable] = [Paragraph(_said(phrases, "utter_term_title"), styles["Title"])]
    for name in ("utter_term_parties", "utter_term_debt", "utter_summary_default"):
        paragraph = _said(phrases, name, **values).replace("\n", "<br/>")
        content += [Paragraph(paragraph, styles["BodyText"]), Spacer(1, 4 * mm)]
    content.append(_payments(agreement))
    output = io.BytesIO()
    SimpleDocTemplate(
        output,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=_said(phrases, "utter_term_title"),
        lang="pt-BR",
        invariant=1,
    ).build(content)
    return output.getvalue()


def _said(phrases: YamlPhrases, name: str, **values: str) -> str:
    """Give the words of a response, fit for reportlab's markup."""
    safe = {key: escape(value) for key, value in values.items()}
    return str(phrases.say(name, **safe)["text"])


def _payments(agreement: Agreement) -> Table:
    rows = [["Pagamento", "Vencimento", "Valor"]]
    for item in agreement.installments:
        label = "Entrada" if item.number == 0 else f"{item.number}ª"
        rows.append([label, f"{item.due_date:%d/%m/%Y}", brl(item.amount)])
    table = Table(rows, repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, "#888888"),
                ("BACKGROUND", (0, 0), (-1, 0), "#eeeeee"),
                ("ALIGN", (2, 0), (2, -1), "RIGHT"),
            ]
        )
    )
    return table
