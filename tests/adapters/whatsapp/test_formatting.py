"""Bold as a phone shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.formatting import balanced, formatted, plain
from quita.adapters.whatsapp.limits import TEXT_BODY
from quita.adapters.whatsapp.payloads import Recipient

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
        (STATIC_CODE, STATIC_CODE),
    ],
)
def test_bold_is_written_as_whatsapp_has_it(written: str, shown: str) -> None:
    assert formatted(written) == shown


def test_titles_lose_their_asterisks() -> None:
    assert plain("*À vista*") == "À vista"
    assert plain("**À vista** hoje") == "À vista hoje"


def test_bold_that_a_cut_goes_through_is_closed_and_opened_again() -> None:
    assert balanced(["*Um.", "Dois.*"]) == ["*Um.*", "*Dois.*"]
    assert balanced(["*um* e dois", "três"]) == ["*um* e dois", "três"]
    assert balanced(["*Um.", "Dois.", "Três.*"]) == ["*Um.*", "*Dois.*", "*Três.*"]


@given(st.text(alphabet="ab .\n*", max_size=200))
def test_formatting_comes_to_rest_after_the_second_time(text: str) -> None:
    once = formatted(text)
    assert formatted(formatted(once)) == formatted(once)


def test_a_long_bold_text_stays_within_the_limit() -> None:
    text = "*" + "Uma frase inteira em negrito. " * 400 + "Fim.*"
    bodies = to_graph_bodies({"kind": "text", "text": text}, Recipient("5511"), "id")
    pieces = [body["text"]["body"] for body in bodies]
    assert all(len(piece) <= TEXT_BODY for piece in pieces)
    assert all(piece.startswith("*") and piece.endswith("*") for piece in pieces)
