"""An Ogg reader of the tests' own, bit by bit as RFC 3533 has it."""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page; `position` counts samples."""

    flags: int
    position: int
    number: int
    packets: tuple[bytes, ...]


def pages_of(data: bytes) -> list[Page]:
    """Read a stream whose packets never cross pages, and check every sum."""
    pages, at = [], 0
    while at < len(data):
        magic, version, flags, position, _, number, declared, count = struct.unpack_from(
            "<4sBBqIIIB", data, at
        )
        assert (magic, version) == (b"OggS", 0)
        laces = data[at + 27 : at + 27 + count]
        end = at + 27 + count + sum(laces)
        assert declared == checked(data[at : at + 22] + bytes(4) + data[at + 26 : end])
        packets, begin, size = [], at + 27 + count, 0
        for lace in laces:
            size += lace
            if lace < 255:
                packets.append(data[begin : begin + size])
                begin, size = begin + size, 0
        assert size == 0
        pages.append(Page(flags, position, number, tuple(packets)))
        at = end
    return pages


def checked(data: bytes) -> int:
    """Give a page's sum, the slow way."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def webm(*packets: bytes, head: bytes, codec: bytes = b"A_OPUS", kind: int = 2) -> bytes:
    """Write a recording as a browser does: outer elements without a size."""
    unknown = b"\x01" + b"\xff" * 7

    def element(name: str, content: bytes) -> bytes:
        size = (len(content) | 1 << 28).to_bytes(4, "big")
        return bytes.fromhex(name) + size + content

    track = element("d7", b"\x01") + element("83", bytes([kind])) + element("86", codec)
    track += element("63a2", head)
    blocks = [element("a3", b"\x81" + struct.pack(">hB", 20 * n, 0x80) + one)
              for n, one in enumerate(packets)]  # fmt: skip
    return (
        element("1a45dfa3", element("4282", b"webm"))
        + bytes.fromhex("18538067") + unknown
        + element("1654ae6b", element("ae", track))
        + bytes.fromhex("1f43b675") + unknown + element("e7", b"\x00")
        + b"".join(blocks)
    )  # fmt: skip
