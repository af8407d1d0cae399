"""Fields of EMV codes: two digits say which, two how long, then the value; a CRC at the end."""

from __future__ import annotations

import binascii

from quita.domain.errors import InvalidBrCode


def crc16(text: str) -> str:
    """Give the CRC-16/CCITT-FALSE of a text as four upper-case hex digits.

    >>> crc16("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('utf-8'), 0xFFFF):04X}"


def field(tag: str, value: str) -> str:
    """Write a field; the caller keeps its value under 100 characters.

    >>> field("59", "QUITA")
    '5905QUITA'
    """
    return f"{tag}{len(value):02d}{value}"


def split(text: str) -> dict[str, str]:
    """Read fields in their order, by tag.

    Raises:
        InvalidBrCode: a tag or a length is none, a value is cut, or a field comes twice.
    """
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if not (tag.isascii() and tag.isdigit() and size.isascii() and size.isdigit()):
            raise InvalidBrCode("broken structure")
        value = text[at + 4 : at + 4 + int(size)]
        if len(tag) < 2 or len(size) < 2 or len(value) < int(size):
            raise InvalidBrCode("broken structure")
        if tag in fields:
            raise InvalidBrCode(f"field {tag} is repeated")
        fields[tag] = value
        at += 4 + int(size)
    return fields
