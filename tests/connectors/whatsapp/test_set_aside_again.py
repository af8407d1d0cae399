"""Each way of setting aside, and its way back in by `quita inbox retry`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from quita.cli import main
from quita.services.holding import MAX_TRIES
from tests.connectors.whatsapp.breaking import POISON, Broken, Sample, foreign, value_of
from tests.connectors.whatsapp.hooking import OURS, Meta
from tests.connectors.whatsapp.test_door import environment, meta

__all__ = ["environment", "meta"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Draw no tracebacks: they take seconds each where `rich` is installed."""
    with capture_logs():
        yield


BANNED = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}


def poison(samples: dict[str, Any]) -> Sample:
    value_of(samples["text"])["messages"][0]["id"] = POISON
    return dict(samples["text"])


def unreadable(samples: dict[str, Any]) -> Sample:
    value_of(samples["text"])["messages"][0]["timestamp"] = "ontem"
    return dict(samples["text"])


def without_changes(samples: dict[str, Any]) -> Sample:
    samples["text"]["entry"][0]["changes"] = 7
    return dict(samples["text"])


def to_another(samples: dict[str, Any]) -> Sample:
    return dict(json.loads(foreign(samples, "text")))


def preference(samples: dict[str, Any]) -> Sample:
    return dict(samples["user_preferences"])


def old_preference(samples: dict[str, Any]) -> Sample:
    return dict(samples["preference_as_system_message"])


def error(samples: dict[str, Any]) -> Sample:
    value_of(samples["value_error"])["errors"][0]["code"] = 131031
    return dict(samples["value_error"])


def ban(samples: dict[str, Any]) -> Sample:
    samples["account_update"]["entry"][0]["changes"][0]["value"] = BANNED
    return dict(samples["account_update"])


WAYS = [
    (unreadable, "no usable timestamp", False),
    (without_changes, "an entry without a list of changes", False),
    (to_another, "another number's", False),
    (poison, "cannot be stored: ValueError", True),
    (preference, "cannot be recorded: ValueError", True),
    (old_preference, "cannot be recorded: ValueError", True),
    (error, "cannot be recorded: ValueError", True),
    (ban, "cannot be recorded: ValueError", True),
]


@pytest.mark.parametrize(("make", "reason", "mends"), WAYS, ids=[way[0].__name__ for way in WAYS])
async def test_whatever_was_set_aside_can_be_delivered_again(
    meta: Meta,
    samples: dict[str, Any],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[dict[str, Any]], Sample],
    reason: str,
    mends: bool,
) -> None:
    with meta.core.database() as tx:
        tx.numbers.ensure(OURS, meta.core.clock())
    broken = Broken(meta.core, ValueError("of what was said"))
    assert await meta.delivers(make(samples)) == 200
    [aside] = meta.aside()
    assert aside["reason"] == reason
    broken.on = False
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    address = str(meta.session._base_url).rstrip("/")
    again = ["inbox", "retry", f"update-{aside['seq']}", "--assistant", address]
    assert await asyncio.to_thread(main, again) == 0
    assert [one["reason"] for one in meta.aside()] == ([] if mends else [reason])


async def test_what_the_holding_gives_up_whole_can_be_delivered_again(
    meta: Meta, samples: dict[str, Any], environment: dict[str, str], monkeypatch: Any, clock: Any
) -> None:
    meta.core.holding.hold([json.dumps(samples["text"]).encode()])

    def never(_: bytes, __: bool) -> None:
        raise KeyError("a bug")

    for tried in range(MAX_TRIES):
        meta.core.holding.read(never, 1)
        clock.advance(seconds=2**tried)
    [aside] = meta.aside()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    address = str(meta.session._base_url).rstrip("/")
    again = ["inbox", "retry", f"update-{aside['seq']}", "--assistant", address]
    assert await asyncio.to_thread(main, again) == 0
    assert (meta.aside(), len(meta.messages())) == ([], 1)
