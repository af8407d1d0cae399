"""Draws a boleto as PDF: the payer's receipt above, the bank's slip with its bars below.

FEBRABAN, "Especificações técnicas do boleto de cobrança": bars of 103 x 13 mm, 5 mm from the left
of the slip. Hand-drawn with reportlab: the public libraries that print boletos know neither
registered ones (they make up the bars) nor the factor since 2025-02-22.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from quita.adapters.paper.shapes import draw_bars, draw_qr
from quita.domain.boleto.bars import written
from quita.domain.boleto.digits import mod11
from quita.domain.boleto.paper import BoletoPaper, Party
from quita.domain.money import brl

LEFT, WIDTH = 15 * mm, 180 * mm
BARS_WIDTH, BARS_HEIGHT = 103 * mm, 13 * mm
ROW = 9 * mm
TEXT, BOLD = "Helvetica", "Helvetica-Bold"
RECEIPT_TOP, SLIP_TOP = 280 * mm, 150 * mm
QR_SIDE = 42 * mm

Cell = tuple[str, str, float]  # label, value, share of the row


def draw_boleto(paper: BoletoPaper) -> bytes:
    """Give the PDF of a boleto, one page of A4; the same boleto gives the same bytes."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(f"Boleto {paper.number}")
    canvas.setAuthor(paper.beneficiary.name)
    canvas.setLineWidth(0.5)
    _receipt(canvas, paper)
    _cut(canvas, SLIP_TOP + 8 * mm)
    _slip(canvas, paper)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _receipt(canvas: Canvas, paper: BoletoPaper) -> None:
    y = _head(canvas, paper, RECEIPT_TOP, "Recibo do pagador")
    y = _rows(canvas, y, _parties(paper))
    y = _rows(canvas, y, [_numbers(paper)])
    y = _instructions(canvas, paper, y)
    if paper.emv:
        draw_qr(canvas, paper.emv, LEFT, y - QR_SIDE - 2 * mm, QR_SIDE)
        lines = (
            "Pague com Pix, se preferir",
            "Abra o app do seu banco, escolha Pix e leia este código.",
            "É o mesmo pagamento: pague só de um jeito.",
        )
        _lines(canvas, lines, LEFT + QR_SIDE + 4 * mm, y - 14 * mm, WIDTH - QR_SIDE)


def _slip(canvas: Canvas, paper: BoletoPaper) -> None:
    y = _head(canvas, paper, SLIP_TOP, "")
    place = "Pagável em qualquer banco, lotérica ou aplicativo, até o vencimento"
    due = f"{paper.due_date:%d/%m/%Y}"
    y = _rows(canvas, y, [[("Local de pagamento", place, 0.75), ("Vencimento", due, 0.25)]])
    y = _rows(canvas, y, _parties(paper))
    y = _rows(canvas, y, [_numbers(paper)])
    y = _instructions(canvas, paper, y)
    draw_bars(
        canvas, paper.boleto.bars, LEFT + 5 * mm, y - BARS_HEIGHT - 4 * mm, BARS_WIDTH, BARS_HEIGHT
    )
    canvas.setFont(TEXT, 7)
    canvas.drawRightString(LEFT + WIDTH, y - 4 * mm, "Ficha de compensação")


def _head(canvas: Canvas, paper: BoletoPaper, top: float, title: str) -> float:
    """Draw bank, its code with check digit, and the line; give where the rows begin."""
    code = paper.boleto.bank
    name = _fitting(paper.bank_name or f"Banco {code}", BOLD, 12, 42 * mm)
    canvas.setFont(BOLD, 12)
    canvas.drawString(LEFT, top, name)
    canvas.drawCentredString(LEFT + 52 * mm, top, f"{code}-{bank_digit(code)}")
    for x in (44 * mm, 60 * mm):
        canvas.line(LEFT + x, top - 2 * mm, LEFT + x, top + 5 * mm)
    canvas.setFont(BOLD, 10.5)
    canvas.drawRightString(LEFT + WIDTH, top, written(paper.boleto.line))
    if title:
        canvas.setFont(TEXT, 7)
        canvas.drawRightString(LEFT + WIDTH, top + 6 * mm, title)
    return top - 2 * mm


def _parties(paper: BoletoPaper) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[("Beneficiário", _said(paper.beneficiary), 1.0)]]
    if paper.creditor != paper.beneficiary:
        rows.append([("Credor", _said(paper.creditor), 1.0)])
    rows.append([("Pagador", _said(paper.payer), 1.0)])
    return rows


def _said(party: Party) -> str:
    return " · ".join(part for part in (party.name, party.document, party.address) if part)


def _numbers(paper: BoletoPaper) -> list[Cell]:
    return [
        ("Nº do documento", paper.number, 0.24),
        ("Nosso número", paper.own_number, 0.22),
        ("Emissão", f"{paper.issued_on:%d/%m/%Y}", 0.14),
        ("Vencimento", f"{paper.due_date:%d/%m/%Y}", 0.18),
        ("Valor do documento", brl(paper.amount), 0.22),
    ]


def _rows(canvas: Canvas, y: float, rows: Sequence[Sequence[Cell]]) -> float:
    for row in rows:
        x = LEFT
        for label, value, share in row:
            width = share * WIDTH
            canvas.rect(x, y - ROW, width, ROW, stroke=1, fill=0)
            canvas.setFont(TEXT, 6)
            canvas.drawString(x + 1.5 * mm, y - 2.6 * mm, label)
            canvas.setFont(TEXT, 8.5)
            text = _fitting(value, TEXT, 8.5, width - 3 * mm)
            size = 8.5 if text == value else 6.5
            canvas.setFont(TEXT, size)
            shown = _fitting(value, TEXT, size, width - 3 * mm)
            canvas.drawString(x + 1.5 * mm, y - 7 * mm, shown)
            x += width
        y -= ROW
    return y


def _instructions(canvas: Canvas, paper: BoletoPaper, y: float) -> float:
    height = 5 * mm + 3.6 * mm * max(1, len(paper.instructions))
    canvas.rect(LEFT, y - height, WIDTH, height, stroke=1, fill=0)
    canvas.setFont(TEXT, 6)
    canvas.drawString(LEFT + 1.5 * mm, y - 2.6 * mm, "Instruções")
    _lines(canvas, paper.instructions, LEFT + 1.5 * mm, y - 6 * mm, WIDTH - 3 * mm)
    return y - height


def _lines(canvas: Canvas, lines: Sequence[str], x: float, y: float, width: float) -> None:
    canvas.setFont(TEXT, 8)
    for line in lines:
        canvas.drawString(x, y, _fitting(line, TEXT, 8, width))
        y -= 3.6 * mm


def _cut(canvas: Canvas, y: float) -> None:
    canvas.setDash(2, 2)
    canvas.line(LEFT, y, LEFT + WIDTH, y)
    canvas.setDash()


def _fitting(text: str, font: str, size: float, width: float) -> str:
    """Cut a text at the width, with an ellipsis; what the font does not have becomes a mark."""
    shown = text.encode("cp1252", "replace").decode("cp1252")
    if stringWidth(shown, font, size) <= width:
        return shown
    while shown and stringWidth(shown + "…", font, size) > width:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def bank_digit(code: str) -> str:
    """Give the check digit that is printed beside a bank's code (mod 11; 10 and 11 become 0).

    >>> bank_digit("001"), bank_digit("341"), bank_digit("237")
    ('9', '7', '2')
    """
    digit = mod11(code)
    return "0" if digit > 9 else str(digit)
