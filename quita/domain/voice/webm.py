"""Opus out of WebM, which is what most browsers record.

Hand-written: whatever reads WebM for Python brings FFmpeg along, and of the format's 200 elements
a recording of one voice needs ten (RFC 8794, RFC 9559). A recorder writes while it goes, so the
sizes of the outer elements may be unknown; those are walked through instead of measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from quita.domain.errors import InvalidMedia

SIGNATURE = b"\x1a\x45\xdf\xa3"
_SEGMENT, _CLUSTER, _TRACKS, _GROUP = 0x18538067, 0x1F43B675, 0x1654AE6B, 0xA0
_OPENED = {_SEGMENT, _CLUSTER, _TRACKS, _GROUP}  # elements whose content is read as what follows
_TRACK, _NUMBER, _TYPE, _CODEC, _HEAD = 0xAE, 0xD7, 0x83, 0x86, 0x63A2
_BLOCKS = {0xA3, 0xA1}  # SimpleBlock, and Block within a group
_AUDIO = 2
_LACED = 0x06  # flags of a block that holds several frames
_UNKNOWN = -1


@dataclass
class Recording:
    """One voice: the codec's head as the browser wrote it, and its packets in order."""

    head: bytes = b""
    track: int = 0
    packets: list[bytes] = field(default_factory=list)


def is_webm(data: bytes) -> bool:
    """Say whether bytes begin as WebM does."""
    return data.startswith(SIGNATURE)


def read_webm(data: bytes) -> Recording:
    """Read a recording of one voice.

    Raises:
        InvalidMedia: it is broken, holds a picture, or is not of one track of Opus.
    """
    found = Recording()
    for element, content in _elements(data):
        if element == _TRACK:
            _take_track(found, content)
        elif element in _BLOCKS and found.head:
            _take_block(found, content)
    if not found.head or not found.packets:
        raise InvalidMedia("webm: no voice in it")
    return found


def _take_track(found: Recording, content: bytes) -> None:
    parts = dict(_elements(content))
    if found.head or _unsigned(parts.get(_TYPE, b"")) != _AUDIO:
        raise InvalidMedia("webm: not one voice alone")
    if parts.get(_CODEC, b"").rstrip(b"\0") != b"A_OPUS":
        raise InvalidMedia("codec: WebM without Opus")
    found.head, found.track = parts.get(_HEAD, b""), _unsigned(parts.get(_NUMBER, b""))


def _take_block(found: Recording, content: bytes) -> None:
    track, at = _number(content, 0, marked=False)
    if track != found.track or len(content) < at + 3:
        raise InvalidMedia("webm: a block of no track")
    if content[at + 2] & _LACED:
        raise InvalidMedia("webm: several frames in a block")
    found.packets.append(content[at + 3 :])


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        element, at = _number(data, at, marked=True)
        size, at = _number(data, at, marked=False)
        if element in _OPENED:
            continue
        if size == _UNKNOWN or at + size > len(data):
            raise InvalidMedia("webm: broken off")
        yield element, data[at : at + size]
        at += size


def _number(data: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """Read a number of variable length (RFC 8794, 4); ids keep the bit that marks their length."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if length > (4 if marked else 8) or at + length > len(data):
        raise InvalidMedia("webm: broken off")
    value = int.from_bytes(data[at : at + length], "big")
    if marked:
        return value, at + length
    most = (1 << 7 * length) - 1
    value &= most
    return (_UNKNOWN if value == most else value), at + length


def _unsigned(content: bytes) -> int:
    return int.from_bytes(content, "big")
