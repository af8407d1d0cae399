"""What papers of paragraphs share: sentences from domain/, a table of payments, one A4 frame."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from quita.services.ports import Phrases

MARGIN, GAP = 20 * mm, 4 * mm


def said(phrases: Phrases, name: str, **values: str) -> str:
    """Give the words of a response, fit for reportlab's markup."""
    safe = {key: escape(value) for key, value in values.items()}
    return str(phrases.say(name, **safe)["text"])


def paragraph(phrases: Phrases, name: str, **values: str) -> list[Flowable]:
    """Give a response as a paragraph with the space after it."""
    text = said(phrases, name, **values).replace("\n", "<br/>")
    return [Paragraph(text, getSampleStyleSheet()["BodyText"]), Spacer(1, GAP)]


def payments_table(rows: Sequence[tuple[int, str, str]], day_label: str) -> Table:
    """Give a table of number (0 is the down payment), day and amount."""
    labelled = [("Entrada" if number == 0 else f"{number}ª", day, amount)
                for number, day, amount in rows]  # fmt: skip
    table = Table([("Pagamento", day_label, "Valor"), *labelled], repeatRows=1, hAlign="LEFT")
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


def document(title: str, content: Sequence[Flowable]) -> bytes:
    """Give the PDF; the same content gives the same bytes."""
    output = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    frame = SimpleDocTemplate(
        output, pagesize=A4, title=title, lang="pt-BR", invariant=1, **margins
    )
    frame.build([Paragraph(title, getSampleStyleSheet()["Title"]), *content])
    return output.getvalue()
