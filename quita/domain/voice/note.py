"""A voice note that WhatsApp takes.

Meta, "Audio messages": AAC, AMR, MP3, MP4 audio, and Ogg with Opus of one channel; 16 MB. Only the
last one is shown as a voice note, with its waves and the speaker's picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quita.domain.errors import InvalidMedia
from quita.domain.media import checked_type, limit_of, same_hash
from quita.domain.voice.ogg import head_of_ogg, write_ogg
from quita.domain.voice.webm import is_webm, read_webm

OGG = "audio/ogg"


@dataclass(frozen=True)
class VoiceNote:
    """Sound to be sent."""

    data: bytes = field(repr=False)
    mime_type: str

    @property
    def voice(self) -> bool:
        """Say whether phones show it as a voice note, and not as a file of sound."""
        return self.mime_type == OGG


def voice_note(data: bytes, declared_hash: str | None, cap: int) -> VoiceNote:
    """Make what an agent recorded or chose into what may be sent; `cap` is bytes.

    Raises:
        InvalidMedia: it is empty or too large (size), other bytes than announced (hash), of
            another type than WhatsApp takes (type, webm, codec), or of several channels (channels).
    """
    limit = limit_of("voice", cap)
    if not 0 < len(data) <= limit:
        raise InvalidMedia(f"size: {len(data)} bytes, of at most {limit}")
    if declared_hash and not same_hash(declared_hash, data):
        raise InvalidMedia("hash: the bytes are not those that were announced")
    if is_webm(data):
        recorded = read_webm(data)
        data = write_ogg(recorded.head, recorded.packets)
    found = checked_type("voice", data, None, cap)
    if found == OGG and head_of_ogg(data).channels != 1:
        raise InvalidMedia("channels: a voice note has one")
    return VoiceNote(data, found)
