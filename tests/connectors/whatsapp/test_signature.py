"""Meta's signature of a web hook's raw body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.whatsapp.signature import sign, valid_signature

SECRET = "segredo-do-app"


def test_signature_is_the_published_hmac_sha256() -> None:
    # RFC 4231, test case 2.
    assert sign("Jefe", b"what do ya want for nothing?") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@given(body=st.binary())
def test_what_we_sign_is_valid_for_every_body(body: bytes) -> None:
    assert valid_signature(SECRET, body, sign(SECRET, body))


def test_hex_digits_in_upper_case_are_valid() -> None:
    header = "sha256=" + sign(SECRET, b"{}").removeprefix("sha256=").upper()
    assert valid_signature(SECRET, b"{}", header)


def test_one_changed_byte_of_the_body_is_refused() -> None:
    assert not valid_signature(SECRET, b'{"a":2}', sign(SECRET, b'{"a":1}'))


def test_another_secret_is_refused() -> None:
    assert not valid_signature(SECRET, b"{}", sign("outro", b"{}"))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha1=" + "0" * 64,
        "0" * 64,
        "sha256=" + "0" * 63,
        "sha256=" + "ç" * 64,
        "sha256=" + "0" * 64 + "\n",
    ],
)
def test_malformed_header_is_refused(header: str | None) -> None:
    assert not valid_signature(SECRET, b"{}", header)


@given(header=st.text())
def test_no_header_at_random_raises_or_passes(header: str) -> None:
    assert not valid_signature(SECRET, b"{}", header)


def test_empty_secret_accepts_nothing_not_even_its_own_signature() -> None:
    assert not valid_signature("", b"{}", sign("", b"{}"))
