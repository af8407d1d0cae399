"""Text: cleaned, measured, and cut where a reader would."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.text import clean, shorten, split_tail, split_text, units

PROSE = st.text(alphabet=st.sampled_from("ab é1.!?\n👍"), max_size=300)
FAMILY, FLAG, THUMB, ACCENT = "👨‍👩‍👧‍👦", "🇧🇷", "👍🏽", "e\u0301"
CHARACTERS = st.sampled_from([FAMILY, FLAG, THUMB, ACCENT, "a", "é", "."])
URL = "https://quita.example/a?b=1,2.3;c=(4)&d=_e_*f*"
BOLETO = "34191.79001 01043.510047 91020.150008 5 91070000026000"


@given(text=st.text(alphabet=st.characters() | st.sampled_from("\x00\x07\ud800\udc00\t\n")))
def test_cleaned_text_is_encodable_has_no_controls_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n\r" for char in cleaned)
    assert clean(cleaned) == cleaned


def test_surrogates_that_are_a_pair_are_their_character() -> None:
    assert clean("\ud83d\udc4d") == "👍"


def test_emoji_counts_twice() -> None:
    assert units("oi👍") == 4


@given(text=PROSE, limit=st.integers(2, 60))
def test_pieces_fit_and_lose_only_white_space(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(words=st.lists(st.from_regex(r"[a-z.,]{1,9}", fullmatch=True)), limit=st.integers(10, 60))
def test_no_word_is_cut(words: list[str], limit: int) -> None:
    assert " ".join(split_text(" ".join(words), limit)).split() == words


@given(text=PROSE, limit=st.integers(2, 60))
def test_tail_fits_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    head, tail = split_tail(text, limit)
    assert units(tail) <= limit
    assert bool(tail) == bool(text.strip())
    assert "".join((head + tail).split()) == "".join(text.split())


def test_pieces_end_at_a_sentence_where_there_is_one() -> None:
    text = "Uma frase curta. Outra que é mais longa"
    assert split_text(text, 30) == ["Uma frase curta.", "Outra que é mais longa"]


def test_number_of_a_list_is_not_left_behind() -> None:
    assert split_text("Escolha: 1. Pagar tudo", 14) == ["Escolha: 1.", "Pagar tudo"]
    assert split_text("Veja bem:\n1. Pagar tudo", 15) == ["Veja bem:", "1. Pagar tudo"]


def test_tail_begins_at_a_sentence_where_one_fits() -> None:
    assert split_tail("Era uma vez. Quer ver?", 15) == ("Era uma vez.", "Quer ver?")


@pytest.mark.parametrize("limit", range(56, 72))
def test_digits_of_a_boleto_stay_together(limit: int) -> None:
    text = f"Copie este código no banco: {BOLETO} e pronto, é só isso por hoje"
    assert any(BOLETO in piece for piece in split_text(text, limit))
    assert any(BOLETO in piece for piece in split_tail(text, limit))


def test_title_is_shortened_at_a_word() -> None:
    assert shorten("Pagar à vista", 20) == "Pagar à vista"
    assert shorten("Pagar à vista com desconto", 20) == "Pagar à vista com…"
    assert shorten("Otorrinolaringologista", 10) == "Otorrinol…"


@given(text=PROSE, limit=st.integers(1, 30))
def test_shortened_title_fits(text: str, limit: int) -> None:
    assert units(shorten(text, limit)) <= limit


@given(characters=st.lists(CHARACTERS, min_size=1, max_size=80), limit=st.integers(12, 40))
def test_no_character_is_cut_where_there_is_no_space(characters: list[str], limit: int) -> None:
    text = "".join(characters)
    whole = regex.findall(r"\X", text)
    pieces = split_text(text, limit)
    assert [one for piece in pieces for one in regex.findall(r"\X", piece)] == whole
    assert all(units(piece) <= limit for piece in pieces)
    head, tail = split_tail(text, limit)
    assert regex.findall(r"\X", head) + regex.findall(r"\X", tail) == whole
    assert units(tail) <= limit
    kept = shorten(text, limit).removesuffix("…")
    assert regex.findall(r"\X", kept) == whole[: len(regex.findall(r"\X", kept))]


@pytest.mark.parametrize("text", ["e" + "\u0301" * 90, "a" * 90])
def test_one_character_over_the_limit_is_cut_for_it_must_be_said(text: str) -> None:
    assert "".join(split_text(text, 20)) == text
    assert "".join(split_tail(text, 20)) == text
    assert split_tail(text, 20)[1]


@given(before=PROSE, after=PROSE, limit=st.integers(len(URL), 90))
def test_no_address_is_cut(before: str, after: str, limit: int) -> None:
    text = f"{before} {URL} {after}"
    assert any(URL in piece.split() for piece in split_text(text, limit))
    assert any(URL in part.split() for part in split_tail(text, limit))


@pytest.mark.parametrize(
    "said", ["Sr. João", "Sra. Ana", "Dra. Bia", "art. 42", "nº 15", "R$ 1.234,56", "J. Souza"]
)
@pytest.mark.parametrize("limit", range(20, 45))
def test_what_belongs_together_stays_together(said: str, limit: int) -> None:
    text = f"Tudo bem por aqui hoje. Isto é do {said} mesmo e de mais ninguém"
    assert any(said in piece for piece in split_text(text, limit))
    assert any(said in part for part in split_tail(text, limit))


def test_abbreviation_ends_no_sentence() -> None:
    text = "Uma frase. Esta é do Sr. João"
    assert split_text(text, 26) == ["Uma frase.", "Esta é do Sr. João"]
