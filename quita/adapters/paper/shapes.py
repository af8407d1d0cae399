"""Bars and QR codes as black rectangles on a reportlab canvas; lengths in points."""

from __future__ import annotations

from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas

from quita.domain.boleto.stripes import stripes

QUIET = 4  # modules of white around a QR code (ISO/IEC 18004)


def draw_bars(canvas: Canvas, digits: str, x: float, y: float, width: float, height: float) -> None:
    """Draw Interleaved 2 of 5 from its lower left corner."""
    widths = stripes(digits)
    module = width / sum(widths)
    path = canvas.beginPath()
    for index, modules in enumerate(widths):
        if index % 2 == 0:
            path.rect(x, y, modules * module, height)
        x += modules * module
    canvas.drawPath(path, stroke=0, fill=1)


def draw_qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Draw a QR code, with its quiet zone, from its lower left corner."""
    rows = list(segno.make_qr(text, error="m").matrix)
    module = side / (len(rows) + 2 * QUIET)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        top = y + side - (number + QUIET + 1) * module
        left = QUIET
        for dark, cells in groupby(row):
            count = len(list(cells))
            if dark:
                path.rect(x + left * module, top, count * module, module)
            left += count
    canvas.drawPath(path, stroke=0, fill=1)
