"""A life at risk in Spanish or English is heard; other pain, and Portuguese, is left to others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quita.domain.foreign_risk import language_at_risk

HELD_OUT = Path(__file__).resolve().parents[1] / "nlu"


@pytest.mark.parametrize(
    "text",
    [
        "ya no quiero vivir",
        "Quiero morirme, no aguanto más",
        "me voy a matar",
        "no puedo mas, voy a acabar con mi vida",
        "pienso en suicidarme todos los días",
        "mejor estaría muerto",
        "voy a tirarme de un puente",
        "hoy me mato",
        "no tengo ganas de vivir",
        "estoy cansada de vivir así",
        "no le veo sentido a la vida",
        "I want to die",
        "i wanna die",
        "I'm going to kill myself",
        "i don't want to live anymore",
        "there's no reason to live",
        "thinking about suicide because of this debt",
        "my kids would be better off without me",
        "I wish I was dead",
        "im gonna end it all tonight",
    ],
)
def test_a_life_at_risk_is_heard(text: str) -> None:
    assert language_at_risk(text) is not None


@pytest.mark.parametrize(
    ("text", "language"), [("me voy a matar", "es"), ("i want to die", "en"), ("oi", None)]
)
def test_it_is_known_in_which_language_it_was_said(text: str, language: str | None) -> None:
    assert language_at_risk(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "hello, can i talk to someone in english?",
        "i don't want to pay this",
        "i can't pay anymore",
        "i'm dying to get a discount",
        "ya no quiero recibir mensajes",
        "ya no puedo pagar",
        "me estan matando con los intereses",
        "no aguanto más sus mensajes",
        "no quiero vivir aqui",
        "quiero acabar con mi deuda",
        "I want to end this agreement",
        "do I have to pay until I die? lol",
        "esse chat é um suicídio da paciência",
        "quiero morder o bolso kkk",
    ],
)
def test_other_pain_is_no_risk_to_life(text: str) -> None:
    assert not language_at_risk(text)


@pytest.mark.parametrize("name", ["heldout", "heldout_second"])
def test_no_portuguese_message_is_taken_for_one(name: str) -> None:
    lines = (HELD_OUT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    wrong = [m["text"] for m in told if m["intent"] != "life_risk" and language_at_risk(m["text"])]
    assert wrong == []
