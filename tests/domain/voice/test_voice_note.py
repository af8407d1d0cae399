"""What agents say: WebM becomes Ogg untouched, and what WhatsApp would refuse is refused here."""

from __future__ import annotations

import struct
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.errors import InvalidMedia
from quita.domain.media import MEGABYTE
from quita.domain.voice.note import voice_note
from quita.domain.voice.ogg import LARGEST_PACKET, crc, samples, write_ogg
from quita.domain.voice.webm import read_webm
from sandbox.graph import placeholders
from tests.domain.voice.reading import checked, pages_of, webm

CAP = 16 * MEGABYTE
RECORDED = Path(__file__).with_name("recorded.webm").read_bytes()  # 1.5 s, by Chromium
SILENCE = b"\xf8\xff\xfe"  # 20 ms
HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
STEREO = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48000, 0, 0)


def test_what_a_browser_recorded_becomes_a_voice_note_packet_by_packet() -> None:
    recorded = read_webm(RECORDED)
    note = voice_note(RECORDED, sha256(RECORDED).hexdigest(), CAP)
    assert (note.mime_type, note.voice) == ("audio/ogg", True)
    head, tags, *sound = pages_of(note.data)
    assert head.packets == (recorded.head,)
    assert tags.packets[0].startswith(b"OpusTags")
    assert [one for page in sound for one in page.packets] == recorded.packets
    assert [page.number for page in pages_of(note.data)] == list(range(len(sound) + 2))
    assert (head.flags, sound[-1].flags) == (2, 4)
    assert sound[-1].position == 48_000 * 3 // 2


@given(st.lists(st.binary(min_size=1, max_size=600), min_size=1, max_size=160))
def test_no_packet_is_lost_whatever_pages_they_fill(bodies: list[bytes]) -> None:
    packets = [SILENCE[:1] + body for body in bodies]
    note = voice_note(webm(*packets, head=HEAD), None, CAP)
    pages = pages_of(note.data)
    assert [one for page in pages[2:] for one in page.packets] == packets
    assert pages[-1].position == 960 * len(packets)
    assert [page.flags for page in pages] == [2, *[0] * (len(pages) - 2), 4]


@given(st.binary(max_size=200))
def test_the_check_sum_is_oggs(data: bytes) -> None:
    assert crc(data) == checked(data)


@pytest.mark.parametrize(
    ("packet", "lasts"),
    [
        (b"\x00", 480),  # SILK, 10 ms
        (b"\x18", 2880),  # SILK, 60 ms
        (b"\x78", 960),  # hybrid, 20 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\xf8", 960),  # CELT, 20 ms
        (b"\xf9", 1920),  # two frames
        (b"\xfb\x03", 2880),  # as many as the next byte says
    ],
)
def test_a_packet_says_how_long_it_sounds(packet: bytes, lasts: int) -> None:
    assert samples(packet) == lasts


@pytest.mark.parametrize(
    "packet", [b"", b"\xfb", b"\xfb\x00", b"\xfb\x3f", bytes(LARGEST_PACKET + 1)]
)
def test_what_is_no_packet_is_refused(packet: bytes) -> None:
    with pytest.raises(InvalidMedia):
        write_ogg(HEAD, [packet])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "size"),
        (bytes(CAP + 1), "size"),
        (webm(SILENCE, head=STEREO), "channels"),
        (webm(SILENCE, head=HEAD, codec=b"A_VORBIS"), "codec"),
        (webm(SILENCE, head=HEAD, kind=1), "webm"),
        (webm(SILENCE, head=b""), "webm"),
        (webm(head=HEAD), "webm"),
        (webm(SILENCE, head=b"OpusHeat" + HEAD[8:]), "codec"),
        (RECORDED[:-1], "webm"),
        (placeholders.voice_note().replace(b"OpusHead", b"\x01vorbis\0"), "codec"),
        (placeholders.document(), "type"),
        (placeholders.video(), "type"),
        (b"OggS", "codec"),
    ],
)  # fmt: skip
def test_what_whatsapp_does_not_take_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(InvalidMedia, match=rf"^{why}:"):
        voice_note(data, None, CAP)


def test_other_bytes_than_announced_are_refused() -> None:
    with pytest.raises(InvalidMedia, match=r"^hash"):
        voice_note(RECORDED, sha256(b"other").hexdigest(), CAP)


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (b"ID3\x03" + bytes(40), "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(40), "audio/mp4"),
        (b"#!AMR\n" + bytes(40), "audio/amr"),
        (b"\xff\xf1" + bytes(40), "audio/aac"),
    ],
)
def test_other_sound_goes_as_it_is_and_as_no_voice_note(data: bytes, mime_type: str) -> None:
    note = voice_note(data, None, CAP)
    assert (note.data, note.mime_type, note.voice) == (data, mime_type, False)


@given(st.binary(max_size=400), st.integers(0, len(RECORDED)))
def test_no_rubbish_breaks_the_reading(rubbish: bytes, at: int) -> None:
    for data in (RECORDED[:4] + rubbish, RECORDED[:at] + rubbish + RECORDED[at + 1 :], rubbish):
        try:
            voice_note(data, None, CAP)
        except InvalidMedia:
            continue
