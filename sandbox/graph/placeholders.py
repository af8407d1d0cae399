"""Sample media made on the spot: a picture of a receipt, a silent voice note, a PDF, a sticker.

Hand-written: each is a few bytes of a well-known container, and no dependency encodes Opus
(silence needs no encoder).
"""

from __future__ import annotations

import base64
import struct
import zlib

VOICE_SECONDS = 4
_OPUS_SILENCE = b"\xf8\xff\xfe"  # one 20 ms frame of silence (RFC 6716)
_FRAMES_A_SECOND = 50
_SAMPLES_A_FRAME = 960  # at 48 kHz, whatever the input rate (RFC 7845)
_VENDOR, _SAID = b"sandbox", b"SAID="
_MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08mdat"
_WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"

PAPER, INK, GREEN, DESK = (250, 250, 246), (176, 184, 190), (26, 138, 106), (214, 205, 190)


def receipt_picture() -> bytes:
    """Draw a receipt on a desk, as PNG."""
    width, height = 240, 300
    rows = [[_receipt_pixel(x, y) for x in range(width)] for y in range(height)]
    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(raw, 9))
        + _chunk(b"IEND", b"")
    )


def voice_note(seconds: int = VOICE_SECONDS, words: str = "") -> bytes:
    """Make a silent voice note of so many seconds, as Ogg Opus.

    What is said in it stands in a comment, where the sandbox's transcriber reads it.
    """
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    comments = [_SAID + words.encode()] if words else []
    written = b"".join(struct.pack("<I", len(one)) + one for one in comments)
    tags = b"OpusTags" + struct.pack("<I", len(_VENDOR)) + _VENDOR
    tags += struct.pack("<I", len(comments)) + written
    pages = [_page([head], 0, 0, 2), _page([tags], 0, 1, 0)]
    for second in range(seconds):
        granule = (second + 1) * _FRAMES_A_SECOND * _SAMPLES_A_FRAME
        last = 4 if second == seconds - 1 else 0
        pages.append(_page([_OPUS_SILENCE] * _FRAMES_A_SECOND, granule, second + 2, last))
    return b"".join(pages)


def words_in(recording: bytes) -> str:
    """Read what is said in a voice note of the sandbox's; nothing in any other."""
    _, found, rest = recording.partition(_VENDOR + struct.pack("<I", 1))
    if not found or len(rest) < 4:
        return ""
    comment = rest[4 : 4 + int(struct.unpack("<I", rest[:4])[0])]
    return comment[len(_SAID) :].decode("utf-8", "replace") if comment.startswith(_SAID) else ""


def document() -> bytes:
    """Make a one-page PDF."""
    text = b"BT /F1 18 Tf 60 740 Td (Comprovante de exemplo) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


def sticker() -> bytes:
    """Give the smallest sticker, as WebP."""
    return base64.b64decode(_WEBP)


def video() -> bytes:
    """Give the smallest file that calls itself MP4; no player shows anything of it."""
    return _MP4


def _receipt_pixel(x: int, y: int) -> tuple[int, int, int]:
    if not (34 <= x < 206 and 22 <= y < 280):
        return DESK
    if (x - 120) ** 2 + (y - 64) ** 2 < 22**2:
        return GREEN
    if 104 <= y < 112 and 74 <= x < 166:
        return GREEN
    line = (y - 134) // 22
    if 0 <= line < 6 and (y - 134) % 22 < 6 and (52 <= x < 104 or 130 + 8 * (line % 3) <= x < 188):
        return INK
    return PAPER


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _page(packets: list[bytes], granule: int, number: int, flags: int) -> bytes:
    # A packet is so many segments of 255 bytes and one shorter one (RFC 3533).
    sizes = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 1, number, 0)
    page = head + bytes([len(sizes)]) + sizes + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_crc(page)) + page[26:]


def _ogg_crc(data: bytes) -> int:
    """CRC-32 of polynomial 04c11db7, not reflected, as RFC 3533 asks."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
