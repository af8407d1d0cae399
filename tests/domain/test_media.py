"""Tests of what files may be, and of what the words around them say."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.errors import InvalidMedia
from quita.domain.media import (
    ALLOWED,
    LIMITS,
    MEGABYTE,
    checked_type,
    claims_payment,
    limit_of,
    same_hash,
    shows_identity,
    type_of,
)
from sandbox.graph import placeholders

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
ROOMY = 100 * MEGABYTE
HEADS = {
    "image/jpeg": JPEG,
    "image/png": placeholders.receipt_picture(),
    "image/webp": placeholders.sticker(),
    "application/pdf": placeholders.document(),
    "audio/ogg": placeholders.voice_note(),
    "audio/mpeg": b"ID3\x04" + b"\x00" * 20,
    "audio/amr": b"#!AMR\n" + b"\x00" * 20,
    "audio/aac": b"\xff\xf1\x50\x80" + b"\x00" * 20,
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 20,
    "video/mp4": b"\x00\x00\x00\x20ftypisom" + b"\x00" * 20,
    "video/3gpp": b"\x00\x00\x00\x20ftyp3gp4" + b"\x00" * 20,
    "text/plain": "Pagamento feito em 10/11, às 9h".encode(),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_file_is_what_its_first_bytes_say(name: str) -> None:
    assert type_of(HEADS[name]) == name


def test_a_frame_of_mp3_without_tags_is_sound() -> None:
    assert type_of(b"\xff\xfb\x90\x00" + b"\x00" * 20) == "audio/mpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03\x00\x00\x00\xff",
        b"\x7fELF\x02\x01\x01\x00",
        b"<html><script>alert(1)</script>",
        b"  \n<svg onload=alert(1)>",
        b"PK\x03\x04 a zip of anything \x00",
        b"\x00" * 50,
    ],
)
def test_programs_pages_and_archives_are_nothing_that_is_taken(data: bytes) -> None:
    assert type_of(data) is None
    with pytest.raises(InvalidMedia, match="type"):
        checked_type("document", data, None, ROOMY)


@pytest.mark.parametrize("kind", ALLOWED)
def test_each_kind_takes_its_own_types_and_no_other(kind: str) -> None:
    for name, data in HEADS.items():
        if name in ALLOWED[kind]:
            assert checked_type(kind, data, None, ROOMY) == name
        else:
            with pytest.raises(InvalidMedia, match="type"):
                checked_type(kind, data, None, ROOMY)


def test_the_companys_own_limit_lowers_metas_and_never_raises_it() -> None:
    assert limit_of("document", 25 * MEGABYTE) == 25 * MEGABYTE
    assert limit_of("image", 25 * MEGABYTE) == LIMITS["image"] == 5 * MEGABYTE
    assert limit_of("something", ROOMY) == 0


@pytest.mark.parametrize("size", [0, 101])
def test_a_file_that_is_empty_or_too_large_is_refused(size: int) -> None:
    with pytest.raises(InvalidMedia, match="size"):
        checked_type("image", (JPEG * 10)[:size], None, 100)


@given(data=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_hash_is_that_of_the_same_bytes_alone(data: bytes, other: bytes) -> None:
    digest = sha256(data)
    for declared in (digest.hexdigest(), digest.hexdigest().upper()):
        assert same_hash(declared, data)
    assert same_hash(b64encode(digest.digest()).decode(), data)
    assert same_hash(digest.hexdigest(), other) == (data == other)


@pytest.mark.parametrize("declared", ["", "x", "não é um hash", "=" * 44, "0" * 63])
def test_a_hash_that_is_none_is_nobodys(declared: str) -> None:
    assert not same_hash(declared, JPEG)


def test_bytes_that_were_not_announced_are_refused() -> None:
    with pytest.raises(InvalidMedia, match="hash"):
        checked_type("image", JPEG, sha256(b"outros").hexdigest(), ROOMY)


@given(data=st.binary(max_size=64))
def test_whatever_the_bytes_a_type_or_none_comes_back(data: bytes) -> None:
    found = type_of(data)
    assert found is None or "/" in found


@pytest.mark.parametrize("words", ["segue meu RG", "foto da CNH", "minha identidade.jpg"])
def test_words_that_name_an_identity_document_are_known(words: str) -> None:
    assert shows_identity(words)


@pytest.mark.parametrize(
    "words", ["comprovante do pix", "já paguei", "Recibo", "fiz a transferência"]
)
def test_words_that_claim_a_payment_are_known(words: str) -> None:
    assert claims_payment(words)
    assert not shows_identity(words + " com meu cpf")


@pytest.mark.parametrize("words", ["", "oi", "olha isso", "obrigado"])
def test_words_that_say_neither_are_neither(words: str) -> None:
    assert not claims_payment(words)
    assert not shows_identity(words)
