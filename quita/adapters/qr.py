"""Draws a code as a QR: PNG for a message, SVG for a page.

segno makes the modules. Its own search among eight masks takes four times as long as all the rest,
and readers take any mask, so one is fixed; its PNG writer takes as long again, so the few lines
of a one-bit PNG are here (W3C, PNG, sections 11 and 12).
"""

from __future__ import annotations

import struct
import zlib

import segno

QUIET = 4  # modules of white around, as ISO/IEC 18004 asks
SCALE = 8  # pixels of a module: a row of a module is then a row of bytes
_MASK = 4
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def qr_png(code: str) -> bytes:
    """Give a black and white picture, eight pixels a module."""
    modules = _modules(code)
    size = (len(modules) + 2 * QUIET) * SCALE
    white = b"\x00" + b"\xff" * (size // 8)  # each line begins with its filter: none
    lines = [white * (QUIET * SCALE)]
    for row in modules:
        dark = b"".join(b"\x00" if module else b"\xff" for module in row)
        lines.append((b"\x00" + b"\xff" * QUIET + dark + b"\xff" * QUIET) * SCALE)
    lines.append(lines[0])
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)  # one bit, greyscale
    return (
        _SIGNATURE
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(lines), 6))
        + _chunk(b"IEND", b"")
    )


def qr_svg(code: str, title: str) -> str:
    """Give an SVG to stand within a page; `title` is read to those who do not see it."""
    made = _made(code)
    return made.svg_inline(scale=4, border=QUIET, title=title, omitsize=True, light="#fff")


def _modules(code: str) -> list[bytearray]:
    return list(_made(code).matrix)


def _made(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m", mask=_MASK, boost_error=False)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)
