"""How long an SMS is, and which replies opt out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.sms import GSM7, UCS2, measure, plain, words_of


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", GSM7, 0, 0),
        ("a" * 160, GSM7, 160, 1),
        ("a" * 161, GSM7, 161, 2),
        ("a" * 306, GSM7, 306, 2),
        ("a" * 307, GSM7, 307, 3),
        ("€" * 80, GSM7, 160, 1),
        ("a" * 152 + "€" + "a" * 10, GSM7, 164, 2),
        ("ã" * 70, UCS2, 70, 1),
        ("ã" * 71, UCS2, 71, 2),
        ("ã" * 135, UCS2, 135, 3),
        ("😀" * 35, UCS2, 70, 1),
        ("ç", UCS2, 1, 1),
        ("é", GSM7, 1, 1),
    ],
)
def test_length_counts_as_networks_do(text: str, encoding: str, units: int, parts: int) -> None:
    found = measure(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_a_character_of_two_units_is_never_cut_in_two() -> None:
    text = "a" * 152 + "€" + "a" * 152
    assert measure(text).parts == 3  # 306 units, which would fit into two parts


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF)))
def test_plain_text_is_always_gsm7_and_no_part_overflows(text: str) -> None:
    found = measure(plain(text))
    assert found.encoding == GSM7
    assert 0 <= found.left <= 160


def test_a_message_in_words_has_its_choices_numbered_and_its_address() -> None:
    listed = {
        "text": "Escolha:",
        "rows": [{"id": "a", "title": "Um"}, {"id": "b", "title": "Dois"}],
    }
    assert words_of(listed) == "Escolha:\n1) Um\n2) Dois"
    assert words_of({"caption": "Boleto", "link": "https://x/y.pdf"}) == "Boleto\nhttps://x/y.pdf"
