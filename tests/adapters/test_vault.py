"""Tests of the vault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.vault import Vault
from quita.domain.errors import Misconfigured

SECRET = "0123456789abcdef"
VAULT = Vault(SECRET)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_is_sealed_opens_to_the_same_text(text: str) -> None:
    assert VAULT.decrypt(VAULT.encrypt(text)) == text


def test_sealed_text_tells_nothing_and_is_never_twice_alike() -> None:
    first, second = VAULT.encrypt("52998224725"), VAULT.encrypt("52998224725")
    assert first != second
    assert "52998224725" not in first
    assert first.startswith("v1.")


def test_another_process_with_the_same_secret_opens_and_finds() -> None:
    other = Vault(SECRET)
    assert other.decrypt(VAULT.encrypt("Maria")) == "Maria"
    assert other.index("cpf", "52998224725") == VAULT.index("cpf", "52998224725")


def test_another_secret_neither_opens_nor_finds() -> None:
    other = Vault(SECRET + "!")
    with pytest.raises(Misconfigured, match="QUITA_SECRET_KEY"):
        other.decrypt(VAULT.encrypt("Maria"))
    assert other.index("cpf", "52998224725") != VAULT.index("cpf", "52998224725")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=63))
def test_a_changed_character_is_noticed(place: int, shift: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    sealed = VAULT.encrypt("abc")  # 12 + 3 + 16 bytes: the last character's spare bits are ignored
    at = 3 + place % (len(sealed) - 3 - 3)
    changed = alphabet[(alphabet.index(sealed[at]) + shift) % 64]
    with pytest.raises(Misconfigured):
        VAULT.decrypt(sealed[:at] + changed + sealed[at + 1 :])


@pytest.mark.parametrize("stored", ["", "v1.", "v1.AAAA", "v1.não", "Maria", "v2.AAAA"])
def test_what_was_never_sealed_is_refused(stored: str) -> None:
    with pytest.raises(Misconfigured):
        VAULT.decrypt(stored)


@given(st.text(), st.text(), st.text(), st.text())
def test_indexes_are_equal_only_for_equal_kinds_and_values(
    kind: str, value: str, other_kind: str, other_value: str
) -> None:
    same = (kind, value) == (other_kind, other_value)
    separable = "\x00" not in kind + other_kind
    if separable:
        assert (VAULT.index(kind, value) == VAULT.index(other_kind, other_value)) is same


def test_an_index_is_of_one_kind_only() -> None:
    assert VAULT.index("cpf", "52998224725") != VAULT.index("phone", "52998224725")
    assert len(VAULT.index("cpf", "")) == 64


def test_a_short_secret_stops_the_start() -> None:
    with pytest.raises(Misconfigured, match="QUITA_SECRET_KEY"):
        Vault("short")
