"""Files that people send: what they may be, how large, and what the words around them say.

Types and sizes are Meta's ("Supported media types"); what a file is, its first bytes say, never
its name or the type that it came with. Hand-written: libmagic is a C library that no locked
dependency brings, and a dozen signatures are all that may pass.
"""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from quita.domain.errors import InvalidMedia

MEGABYTE = 1024 * 1024
LIMITS = {  # bytes, by kind of message
    "audio": 16 * MEGABYTE,
    "voice": 16 * MEGABYTE,
    "video": 16 * MEGABYTE,
    "image": 5 * MEGABYTE,
    "sticker": MEGABYTE // 2,
    "document": 100 * MEGABYTE,
}
_SOUND = {"audio/ogg", "audio/mpeg", "audio/aac", "audio/amr", "audio/mp4"}
_WORD = "application/vnd.openxmlformats-officedocument"  # .docx and .xlsx
ALLOWED = {
    "audio": _SOUND,
    "voice": _SOUND,
    "video": {"video/mp4", "video/3gpp"},
    "image": {"image/jpeg", "image/png", "image/webp"},
    "sticker": {"image/webp"},
    "document": {"application/pdf", "image/jpeg", "image/png", "text/plain", _WORD},
}
ATTACHED_TYPES = {"image/jpeg", "image/png", "application/pdf"}
MAX_ATTACHED = 10 * MEGABYTE
RECEIPT_TYPES = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
ENDINGS = {  # of file names, by type
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    "text/plain": ".txt",
}
SPOKEN = ("voice", "audio")
IDS_LAST = timedelta(days=7)  # of a medium at the channel
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
)
_MP4_AUDIO, _3GP = (b"M4A ", b"M4B "), (b"3gp", b"3g2")
_IDENTITY = re.compile(
    r"\b(rg|cnh|cpf|ctps|identidade|passaporte|habilitaç[aã]o|habilitacao|carteira de (motorista|"
    r"trabalho)|certid[aã]o|documento com foto|selfie|meus? documentos?)\b",
    re.I,
)
_RECEIPT = re.compile(
    r"\b(comprovantes?|recibos?|paguei|pagamento|quitei|transferi|transfer[eê]ncia|pago|pix|"
    r"boleto pago|dep[oó]sito|depositei|segue o pgto|pgto)\b",
    re.I,
)


class MediaState(str, Enum):
    """How far a file got."""

    WAITING = "waiting"  # at the channel, to be fetched
    STORED = "stored"
    SET_ASIDE = "set_aside"  # never to be had, for a reason
    DELETED = "deleted"


@dataclass(frozen=True)
class MediaItem:
    """One file of a message; `repr` leaves out what may identify a person.

    Attributes:
        message_id: of what a person sent; None of what an agent did.
        provider_id: the channel's id, by which its bytes are asked for within 7 days.
        link: where the bytes are for its first five minutes.
        declared_type, declared_hash: as the channel told them; mime_type, sha256, size: as found.
        delete_at: when retention takes it.
        identity_document: a picture of an identity document, which nobody needs: a day at most.
        attached_by: the user of the desk who attached it; it is of no message then.
    """

    id: str
    message_id: str | None
    conversation_id: str
    provider_id: str
    kind: str
    state: MediaState
    received_at: datetime
    attempts: int = 0
    declared_type: str | None = None
    declared_hash: str | None = None
    filename: str | None = field(default=None, repr=False)
    link: str | None = field(default=None, repr=False)
    reason: str | None = None
    mime_type: str | None = None
    sha256: str | None = None
    size: int | None = None
    stored_at: datetime | None = None
    delete_at: datetime | None = None
    identity_document: bool = False
    attached_by: str | None = None


def limit_of(kind: str, cap: int) -> int:
    """Give how many bytes a file of a kind may have; `cap` is the company's own limit."""
    return min(LIMITS.get(kind, 0), cap)


def checked_type(kind: str, data: bytes, declared_hash: str | None, cap: int) -> str:
    """Give the type that a file's bytes have.

    Raises:
        InvalidMedia: it is empty, too large, not what was announced, or of a type not taken.
    """
    limit = limit_of(kind, cap)
    if not 0 < len(data) <= limit:
        raise InvalidMedia(f"size: {len(data)} bytes, of at most {limit}")
    if declared_hash and not same_hash(declared_hash, data):
        raise InvalidMedia("hash: the bytes are not those that were announced")
    found = type_of(data)
    if found is None or found not in ALLOWED.get(kind, ()):
        raise InvalidMedia(f"type: {found or 'unknown'} is not taken as {kind}")
    return found


def attached_type(data: bytes) -> str:
    """Give the type of a file that an agent attaches: a PDF, a JPEG or a PNG.

    Raises:
        InvalidMedia: it is empty, larger than MAX_ATTACHED, or of another type by its bytes.
    """
    if not 0 < len(data) <= MAX_ATTACHED:
        raise InvalidMedia(f"size: {len(data)} bytes, of at most {MAX_ATTACHED}")
    found = type_of(data)
    if found is None or found not in ATTACHED_TYPES:
        raise InvalidMedia(f"type: {found or 'unknown'} is not attached")
    return found


def type_of(data: bytes) -> str | None:
    """Give the MIME type that the first bytes say, or None."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _MP4_AUDIO:
            return "audio/mp4"
        return "video/3gpp" if brand.startswith(_3GP) else "video/mp4"
    if len(data) > 1 and data[0] == 0xFF:  # a frame of ADTS (layer 00) or of MPEG audio
        if data[1] & 0xF6 == 0xF0:
            return "audio/aac"
        if data[1] & 0xE0 == 0xE0 and data[1] & 0x06:
            return "audio/mpeg"
    if data.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in data[:4096]:
        return _WORD
    return "text/plain" if _is_text(data) else None


def same_hash(declared: str, data: bytes) -> bool:
    """Say whether a SHA-256, in base64 or hexadecimal, is the one of these bytes."""
    digest = sha256(data).digest()
    if hmac.compare_digest(declared.strip().lower().encode(), digest.hex().encode()):
        return True
    try:
        return hmac.compare_digest(b64decode(declared, validate=True), digest)
    except (binascii.Error, ValueError):
        return False


def shows_identity(words: str) -> bool:
    """Say whether the words around a file call it an identity document."""
    return bool(_IDENTITY.search(words)) and not _RECEIPT.search(words)


def claims_payment(words: str) -> bool:
    """Say whether the words around a file call it a receipt."""
    return bool(_RECEIPT.search(words))


def _is_text(data: bytes) -> bool:
    """Whether it is plain text; what a browser might take for a page is none."""
    if b"\x00" in data or data[:512].lstrip().startswith(b"<"):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
