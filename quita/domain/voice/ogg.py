"""Opus in Ogg, which is what WhatsApp plays as a voice note (RFC 3533, RFC 6716, RFC 7845).

Hand-written: no kept Python library writes Ogg without bringing FFmpeg along. Nothing is encoded
anew; packets only change their container.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quita.domain.errors import InvalidMedia

RATE = 48_000  # samples a second that positions count, whatever was recorded
PACKETS_A_PAGE = 50
LONGEST_PACKET = 5760  # samples: 120 ms
LARGEST_PACKET = 61_440  # bytes (RFC 7845, 6)
_HEADER = struct.Struct("<4sBBqIIIB")
_FIRST, _LAST = 2, 4
_SERIAL = 1
_LACING = 255
_VENDOR = b"quita"
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class OpusHead:
    """What the first packet says of a stream; `skipped` samples at its begin are not played."""

    channels: int
    skipped: int


def read_head(packet: bytes) -> OpusHead:
    """Read an identification header.

    Raises:
        InvalidMedia: it is none, or of a newer sort.
    """
    if len(packet) < 19 or packet[:8] != b"OpusHead" or packet[8] > 15:
        raise InvalidMedia("codec: not Opus")
    return OpusHead(packet[9], int.from_bytes(packet[10:12], "little"))


def head_of_ogg(data: bytes) -> OpusHead:
    """Read the head of an Ogg stream.

    Raises:
        InvalidMedia: it holds something else than Opus.
    """
    if data[:4] != b"OggS" or len(data) < _HEADER.size:
        raise InvalidMedia("codec: not Ogg")
    return read_head(data[_HEADER.size + data[_HEADER.size - 1] :][:19])


def write_ogg(head: bytes, packets: Sequence[bytes]) -> bytes:
    """Put Opus packets into Ogg.

    Raises:
        InvalidMedia: the head or a packet is none of Opus's.
    """
    read_head(head)
    tags = b"OpusTags" + struct.pack("<I", len(_VENDOR)) + _VENDOR + struct.pack("<I", 0)
    position, pages = 0, [_page([head], 0, 0, _FIRST), _page([tags], 0, 1, 0)]
    groups = list(_groups(packets))
    for number, group in enumerate(groups):
        position += sum(map(samples, group))
        last = _LAST if number == len(groups) - 1 else 0
        pages.append(_page(group, position, number + 2, last))
    return b"".join(pages)


def samples(packet: bytes) -> int:
    """Give how long a packet sounds, in samples at 48 kHz (RFC 6716, 3.1).

    Raises:
        InvalidMedia: it is no packet of Opus.
    """
    if not 0 < len(packet) <= LARGEST_PACKET:
        raise InvalidMedia("codec: no packet of Opus")
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    frames = (1, 2, 2)[code] if code < 3 else packet[1] & 0x3F if len(packet) > 1 else 0
    if not 0 < frame * frames <= LONGEST_PACKET:
        raise InvalidMedia("codec: no packet of Opus")
    return frame * frames


def _groups(packets: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Give the packets of each page: a second of them, or what its table has room for."""
    group: list[bytes] = []
    laces = 0
    for packet in packets:
        needs = len(packet) // _LACING + 1
        if group and (len(group) == PACKETS_A_PAGE or laces + needs > _LACING):
            yield group
            group, laces = [], 0
        group.append(packet)
        laces += needs
    if group:
        yield group


def _page(packets: Sequence[bytes], position: int, number: int, flags: int) -> bytes:
    laces = b"".join(
        b"\xff" * (len(one) // _LACING) + bytes([len(one) % _LACING]) for one in packets
    )
    body = laces + b"".join(packets)
    parts = (b"OggS", 0, flags, position, _SERIAL, number)
    checked = crc(_HEADER.pack(*parts, 0, len(laces)) + body)
    return _HEADER.pack(*parts, checked, len(laces)) + body


def crc(data: bytes) -> int:
    """Give Ogg's check sum: CRC-32 by 04c11db7, begun at 0 and not reflected.

    zlib's is the same one reflected, so bits are mirrored before it and after it.
    """
    reflected = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reflected:032b}"[::-1], 2)
