"""Sound that a business sends: Ogg must hold Opus of one channel, as Meta has it.

Meta, "Audio messages": "OPUS codecs only, base audio/ogg not supported, mono input only".
"""

from __future__ import annotations

_HEADER = 27  # bytes of an Ogg page before its table, whose length the last of them says
_CHANNELS = 9  # where a head of Opus tells them


def unfit(data: bytes, mime_type: str, voice: bool) -> str | None:
    """Say what is wrong with it; None where phones play it."""
    kind = mime_type.split(";")[0].strip()
    if not kind.startswith("audio/"):
        return f"Audio cannot be {mime_type}."
    if kind != "audio/ogg":
        return "A voice message must be Ogg with Opus." if voice else None
    head = data[_HEADER + data[_HEADER - 1] :] if len(data) > _HEADER else b""
    if not data.startswith(b"OggS") or head[:8] != b"OpusHead" or len(head) <= _CHANNELS:
        return "Ogg must hold Opus."
    return None if head[_CHANNELS] == 1 else "Opus must have one channel."
