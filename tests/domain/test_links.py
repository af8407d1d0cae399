"""Codes, references and robots: what a link's text says, and who fetched its page."""

from __future__ import annotations

import secrets
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.links import (
    ALPHABET,
    LENGTH,
    is_robot,
    new_code,
    read_code,
    read_reference,
    without_reference,
)
from quita.domain.records import InboundMessage
from quita.services.turn_text import turn_text

NOW = datetime(2026, 11, 23, 15, tzinfo=timezone.utc)
CHROME = "Mozilla/5.0 (Linux; Android 9; Moto E5) AppleWebKit/537.36 Chrome/120.0 Mobile"


def test_every_new_code_is_read_back_however_it_is_typed() -> None:
    code = new_code(secrets.choice)
    assert len(code) == LENGTH
    assert read_code(f" {code.upper()} ") == code


@given(st.text())
def test_no_text_breaks_the_readers_of_codes(text: str) -> None:
    code, reference = read_code(text), read_reference(text)
    assert code is None or set(code) <= set(ALPHABET)
    assert reference is None or len(reference) == LENGTH


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Oi! Quero conversar. (ref. abcd23456x)", "Oi! Quero conversar."),
        ("oi ref abcd23456x", "oi"),
        ("a referência é 123", "a referência é 123"),
        ("meu cpf é 529.982.247-25", "meu cpf é 529.982.247-25"),
    ],
)
def test_a_reference_is_left_out_of_what_is_understood(text: str, left: str) -> None:
    assert without_reference(text) == left
    message = InboundMessage("m", 1, "c", "e", NOW, NOW, "text", text, None, None, None)
    assert turn_text([message]) == left


@pytest.mark.parametrize(
    "agent",
    ["", "WhatsApp/2.23", "facebookexternalhit/1.1", "TelegramBot", "Slackbot-LinkExpanding 1.0",
     "Googlebot/2.1", "python-requests/2.31", "curl/8.0", "Google-PageRenderer"],
)  # fmt: skip
def test_robots_are_no_clicks(agent: str) -> None:
    assert is_robot(agent)


def test_a_phone_is_a_click_but_not_while_it_only_prefetches() -> None:
    assert not is_robot(CHROME)
    assert is_robot(CHROME, "prefetch;prerender")
