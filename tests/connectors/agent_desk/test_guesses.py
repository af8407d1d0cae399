"""What the bot took the words for, as agents read it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from connectors.agent_desk import words
from connectors.agent_desk.chats import _guesses

PHRASES: Any = SimpleNamespace(
    has=lambda name: name == "utter_guess_request_human",
    say=lambda _: {"text": "Falar com pessoa"},
)


@pytest.mark.parametrize(
    ("ranking", "shown"),
    [
        (
            (("request_human", 0.994), ("bot_identity", 0.006), ("greet", 0.004)),
            [("Falar com pessoa", 99), (words.OTHER_INTENT, 1)],
        ),
        ((("greet", 0.003), ("thank", 0.002)), [(words.OTHER_INTENT, 0)]),
        ((), []),
    ],
)
def test_of_what_has_no_share_only_the_first_is_named(ranking: Any, shown: Any) -> None:
    file: Any = SimpleNamespace(why=SimpleNamespace(ranking=ranking))
    container: Any = SimpleNamespace(phrases=PHRASES)
    assert _guesses(container, file) == shown
