"""What a turn of a dialogue file means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.cli.dialogues.acts import (
    Act,
    GiveBirth,
    GiveDigits,
    OpenLink,
    Pass,
    Pay,
    Press,
    Send,
    Write,
    read_acts,
)
from quita.domain.errors import InvalidDialogue


@pytest.mark.parametrize(
    ("user", "acts"),
    [
        ("oi", [Write("oi")]),
        ("oi ||| tudo bem?", [Write("oi"), Write("tudo bem?")]),
        ("duas\nlinhas", [Write("duas\nlinhas")]),
        ("custa [uns] 10", [Write("custa [uns] 10")]),
        ("[after 3 days] cadê?", [Pass(timedelta(days=3)), Write("cadê?")]),
        ("[after 1 hour]", [Pass(timedelta(hours=1))]),
        ("[after an hour] oi", [Pass(timedelta(hours=1)), Write("oi")]),
        ("[after 40 minutes] oi", [Pass(timedelta(minutes=40)), Write("oi")]),
        ("[after 2 weeks] [pays]", [Pass(timedelta(weeks=2)), Pay()]),
        ("[presses: Falar com pessoa]", [Press("Falar com pessoa")]),
        ("[audio 14s: oi moça]", [Send("audio", "oi moça")]),
        ("[audio: oi] escrevi", [Send("audio", "oi"), Write("escrevi")]),
        ("[image: recibo] olha aí", [Send("image", "recibo", "olha aí")]),
        ("[image: recibo] [after 1 day] e aí?",
         [Send("image", "recibo"), Pass(timedelta(days=1)), Write("e aí?")]),
        ("[document: recibo.pdf]", [Send("document", "recibo.pdf")]),
        ("[sticker: gato]", [Send("sticker", "gato")]),
        ("[opens link]", [OpenLink()]),
        ("[gives cpf digits] ||| [gives birth date]", [GiveDigits(), GiveBirth()]),
    ],
)  # fmt: skip
def test_a_turn_is_read_as_its_acts_in_order(user: str, acts: list[Act]) -> None:
    assert read_acts(user) == acts


@pytest.mark.parametrize("user", ["[waits 3 days]", "[after three days] oi", "[press: Aceito]"])
def test_a_bracket_that_nobody_can_act_is_refused_by_name(user: str) -> None:
    with pytest.raises(InvalidDialogue, match=r"\[.*\] is no act"):
        read_acts(user)


@pytest.mark.parametrize("user", ["", "   ", "|||"])
def test_a_turn_in_which_nothing_is_done_is_refused(user: str) -> None:
    with pytest.raises(InvalidDialogue, match="nobody does anything"):
        read_acts(user)
