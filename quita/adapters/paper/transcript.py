"""Draws the transcript of a conversation as PDF; the same document gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

from quita.domain.business_days import SAO_PAULO
from quita.services.transcripts import AGENT, Line, TranscriptDocument

MARGIN = 18 * mm
PRINTABLE = "cp1252"  # what the fonts that every reader has can show
AUTHORS = {"person": "Cliente", "bot": "Assistente", "system": "Aviso automático"}
STATES = {
    "queued": "na fila para envio",
    "sending": "em envio",
    "unclear": "envio a confirmar",
    "sent": "enviada",
    "delivered": "entregue",
    "read": "lida",
    "failed": "não entregue",
}
CHANNELS = {"whatsapp": "WhatsApp", "sms_link": "conversa pela página"}
KINDS = {"audio": "áudio", "voice": "áudio", "image": "imagem", "document": "documento",
         "sticker": "figurinha", "video": "vídeo"}  # fmt: skip


def transcript_pdf(document: TranscriptDocument) -> bytes:
    """Write who said what, when by the clock of São Paulo, and how far it got."""
    styles = getSampleStyleSheet()
    small = ParagraphStyle("small", styles["BodyText"], fontSize=8, textColor="#555555")
    title = f"Conversa {document.protocol}"
    content: list[Flowable] = [Paragraph(title, styles["Title"])]
    content += [Paragraph(line, styles["BodyText"]) for line in _head(document)]
    content.append(Spacer(1, 6 * mm))
    for line in document.lines:
        words = Paragraph(_text(line) or "&nbsp;", styles["BodyText"])
        content.append(KeepTogether([Paragraph(_about(line), small), words, Spacer(1, 2 * mm)]))
    target = BytesIO()
    SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        lang="pt-BR",
        invariant=1,
    ).build(content, onFirstPage=_number, onLaterPages=_number)
    return target.getvalue()


def printable(text: str) -> str:
    """Write what the fonts cannot show by its code point, so that nothing is lost or made up."""
    return "".join(
        char if _shown(char) else "" if char in "\ufe0f\u200d" else f"[U+{ord(char):04X}]"
        for char in text
    )


def _shown(char: str) -> bool:
    if char != "\n" and not char.isprintable():
        return False
    try:
        char.encode(PRINTABLE)
    except UnicodeEncodeError:
        return False
    return True


def _head(document: TranscriptDocument) -> list[str]:
    opened, made = _moment(document.opened_at), _moment(document.made_at)
    who = document.person or "não identificado"
    proven = "identidade confirmada" if document.verified else "identidade não confirmada agora"
    channel = CHANNELS.get(document.channel, document.channel)
    return [
        f"Protocolo: <b>{document.protocol}</b>",
        f"Canal: {channel}. Começou em {opened}.",
        f"Cliente: {escape(printable(who))} ({proven}).",
        f"Documento feito em {made}. Horários de Brasília.",
    ]


def _about(line: Line) -> str:
    name = line.name or "Atendente" if line.author.startswith(AGENT) else AUTHORS[line.author]
    state = f", {STATES[line.state]}" if line.state else ""
    return f"{_moment(line.at)} · <b>{escape(printable(name))}</b>{state}"


def _text(line: Line) -> str:
    medium = f"[{KINDS[line.kind]}] " if line.kind in KINDS else ""
    return (medium + escape(printable(line.text))).replace("\n", "<br/>")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(SAO_PAULO):%d/%m/%Y %H:%M:%S}"


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"página {canvas.getPageNumber()}")
