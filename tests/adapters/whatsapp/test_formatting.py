"""Bold, italic and struck words as a phone shows them, also where a text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.formatting import (
    balanced,
    formatted,
    plain,
    split_formatted,
    split_formatted_tail,
)
from quita.adapters.whatsapp.limits import TEXT_BODY
from quita.adapters.whatsapp.payloads import Recipient
from quita.adapters.whatsapp.text import units

STATIC_CODE = "00020126330014br.gov.bcb.pix0111123456789015204000053039865802BR62070503***6304ABCD"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Total: **R$ 10,00**.", "Total: *R$ 10,00*."),
        ("Total: * R$ 10,00 *.", "Total: *R$ 10,00*."),
        ("*duas\nlinhas*", "*duas*\n*linhas*"),
        ("*certo* e *certo*", "*certo* e *certo*"),
        ("2*3*4 e a*b", "2*3*4 e a*b"),
        ("* item\n* outro", "* item\n* outro"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("10% * 2 * (1 + 1) * 3", "10% * 2 * (1 + 1) * 3"),
        ("São 2 *parcelas * hoje", "São 2 *parcelas* hoje"),
        (STATIC_CODE, STATIC_CODE),
    ],
)
def test_bold_is_written_as_whatsapp_has_it(written: str, shown: str) -> None:
    assert formatted(written) == shown


def test_titles_lose_their_asterisks() -> None:
    assert plain("*À vista*") == "À vista"
    assert plain("**À vista** hoje") == "À vista hoje"


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["*Um.", "Dois.*"], ["*Um.*", "*Dois.*"]),
        (["*um* e dois", "três"], ["*um* e dois", "três"]),
        (["*Um.", "Dois.", "Três.*"], ["*Um.*", "*Dois.*", "*Três.*"]),
        (["_Um.", "Dois._ e ~três,", "quatro~"], ["_Um._", "_Dois._ e ~três,~", "~quatro~"]),
        (["*_Um.", "Dois._*"], ["*_Um._*", "*_Dois._*"]),
        (["2 * 3 =", "6 * 1"], ["2 * 3 =", "6 * 1"]),
    ],
)
def test_what_a_cut_goes_through_is_closed_and_opened_again(
    pieces: list[str], shown: list[str]
) -> None:
    assert balanced(" ".join(pieces), pieces) == shown


@given(data=st.data())
def test_pieces_fit_are_balanced_and_give_every_word_back(data: st.DataObject) -> None:
    words = st.lists(st.from_regex(r"[a-zé]{1,9}[.!,]?", fullmatch=True), min_size=1, max_size=9)
    marks = st.sampled_from(["", "", "*", "_", "~", "*_", "~*", "_~*"])
    runs = data.draw(st.lists(st.tuples(marks, words), min_size=1, max_size=12))
    text = " ".join(f"{mark}{' '.join(run)}{mark[::-1]}" for mark, run in runs)
    limit = data.draw(st.integers(24, 60))
    head, tail = split_formatted_tail(text, limit + 9, limit)
    for pieces, longest in ((split_formatted(text, limit), limit), ([*head, tail], limit + 9)):
        assert all(0 < units(piece) <= longest for piece in pieces)
        assert all(piece.count(mark) % 2 == 0 for piece in pieces for mark in "*_~")
        assert all(not piece.endswith((" *", " _", " ~")) for piece in pieces)
        said = " ".join(pieces).translate(dict.fromkeys(map(ord, "*_~")))
        assert said.split() == [word for _, run in runs for word in run]
    assert units(tail) <= limit


@given(st.text(alphabet="a1) .\n*", max_size=200))
def test_formatting_comes_to_rest_after_the_second_time(text: str) -> None:
    once = formatted(text)
    assert formatted(formatted(once)) == formatted(once)


def test_a_long_bold_text_stays_within_the_limit() -> None:
    text = "*" + "Uma frase inteira em negrito. " * 400 + "Fim.*"
    bodies = to_graph_bodies({"kind": "text", "text": text}, Recipient("5511"), "id")
    pieces = [body["text"]["body"] for body in bodies]
    assert all(len(piece) <= TEXT_BODY for piece in pieces)
    assert all(piece.startswith("*") and piece.endswith("*") for piece in pieces)
