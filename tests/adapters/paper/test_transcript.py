"""The transcript of a conversation, read back from its PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from io import BytesIO

from pypdf import PdfReader

from quita.adapters.paper.transcript import STATES, printable, transcript_pdf
from quita.domain.records import OutboxState
from quita.services.transcripts import Line, TranscriptDocument

AT = datetime(2026, 11, 24, 1, 2, 3, tzinfo=timezone.utc)  # still the 23rd in São Paulo
HELLO = Line(AT, "person", "text", "Oi <b>Maria</b> & cia\nquero pagar 🙏🏽")
ANA = Line(AT, "agent:u1", "text", "Olá!", name="Ana Lúcia", state="read")
DOCUMENT = TranscriptDocument(
    protocol="2026112300000001",
    conversation_id="c1",
    channel="whatsapp",
    opened_at=AT,
    owner="human",
    person="Maria C.",
    verified=True,
    made_at=AT,
    lines=(
        HELLO,
        ANA,
        Line(AT, "person", "audio", ""),
        Line(AT, "bot", "text", "Até", state="failed"),
    ),
)


def words(document: TranscriptDocument = DOCUMENT) -> str:
    pages = PdfReader(BytesIO(transcript_pdf(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_everything_said_is_there_with_who_when_and_how_far_it_got() -> None:
    said = words()
    for part in (
        "Conversa 2026112300000001",
        "Maria C. (identidade confirmada)",
        "23/11/2026 22:02:03 · Cliente",
        "Oi <b>Maria</b> & cia",
        "quero pagar [U+1F64F][U+1F3FD]",
        "Ana Lúcia, lida",
        "[áudio]",
        "Assistente, não entregue",
        "página 1",
    ):
        assert part in said, part


def test_the_same_document_gives_the_same_bytes() -> None:
    assert transcript_pdf(DOCUMENT) == transcript_pdf(DOCUMENT)


def test_who_is_not_known_is_named_so() -> None:
    said = words(replace(DOCUMENT, person=None, verified=False, lines=()))
    assert "não identificado (identidade não confirmada agora)" in said


def test_every_state_of_a_message_has_a_word() -> None:
    assert set(STATES) == {state.value for state in OutboxState}


def test_a_message_longer_than_a_page_is_drawn_whole() -> None:
    long = Line(AT, "person", "text", "\n".join(f"linha {n}" for n in range(200)))
    assert "linha 199" in words(replace(DOCUMENT, lines=(long,)))


def test_what_the_fonts_cannot_show_is_written_by_its_code_point() -> None:
    assert printable("ação — “oi” €") == "ação — “oi” €"
    assert printable("a\x00\u202eb❤\ufe0f") == "a[U+0000][U+202E]b[U+2764]"
