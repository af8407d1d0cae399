"""What is set aside: one update alone, with its reason, and never its siblings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.whatsapp.door import Door
from connectors.whatsapp.webhook import parse_webhook
from quita.bootstrap import Container
from quita.domain.errors import Conflict
from quita.services.holding import MAX_TRIES
from tests.connectors.whatsapp.breaking import POISON, Broken, foreign, value_of
from tests.connectors.whatsapp.test_holding import body, calm, core, door, held, stored, storming

__all__ = ["calm", "core", "door"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Draw no tracebacks: they take seconds each where `rich` is installed."""
    with capture_logs():
        yield


def with_poison(samples: dict[str, Any]) -> bytes:
    """Write two messages, the first of which is the poison."""
    good = value_of(samples["text"])["messages"][0]
    value_of(samples["text"])["messages"] = [{**good, "id": POISON}, good]
    return json.dumps(samples["text"]).encode()


def aside(core: Container) -> list[tuple[str, Any]]:
    with core.database() as tx:
        return [(one["reason"], json.loads(one["raw"])) for one in tx.messages.set_aside_list()]


async def try_all(core: Container, door: Door, clock: Any) -> None:
    """Have what is held tried for the last time."""
    for tried in range(MAX_TRIES):
        await door.read_held()
        clock.advance(seconds=2**tried)


@pytest.mark.parametrize("problem", [KeyError("a bug"), Conflict("a rule of the database")])
async def test_one_that_nobody_thought_of_is_set_aside_alone_after_five_tries(
    core: Container, door: Door, clock: Any, samples: dict[str, Any], problem: Exception
) -> None:
    Broken(core, problem)
    assert (await door.take(with_poison(samples)))[0] == 1
    assert (stored(core), held(core), aside(core)) == (["wamid.T1"], 1, [])
    await try_all(core, door, clock)
    assert (stored(core), held(core)) == (["wamid.T1"], 0)
    [(reason, raw)] = aside(core)
    assert reason == f"cannot be stored: {type(problem).__name__}"
    [message] = parse_webhook(json.dumps(raw).encode()).messages
    assert message.external_id == POISON


async def test_in_a_storm_its_siblings_are_stored_at_once_too(
    core: Container, door: Door, calm: Any, clock: Any, samples: dict[str, Any]
) -> None:
    Broken(core, KeyError("a bug"))
    await storming(calm, lambda: door.take(with_poison(samples)))
    await storming(calm, lambda: door.take(body(samples, "wamid.NEXT")))
    assert (await door.read_held())[0] > 0
    assert stored(core) == ["wamid.T1", "wamid.NEXT"]
    await try_all(core, door, clock)
    assert (held(core), len(aside(core))) == (0, 1)


async def test_what_is_right_again_before_its_last_try_is_stored(
    core: Container, door: Door, clock: Any, samples: dict[str, Any]
) -> None:
    broken = Broken(core, KeyError("a bug"))
    await door.take(with_poison(samples))
    await door.read_held()
    broken.on = False
    await try_all(core, door, clock)
    assert (sorted(stored(core)), held(core), aside(core)) == ([POISON, "wamid.T1"], 0, [])


async def test_a_row_that_the_database_refuses_holds_up_nobody(
    core: Container, door: Door, clock: Any, samples: dict[str, Any]
) -> None:
    sqlite = core.database.engine.dialect.name == "sqlite"
    refuse = (
        f"CREATE TRIGGER refused BEFORE INSERT ON inbound_messages WHEN NEW.external_id = "
        f"'{POISON}' BEGIN SELECT RAISE(ABORT, 'refused'); END"
        if sqlite
        else "ALTER TABLE inbound_messages ADD CONSTRAINT refused CHECK "
        f"(external_id <> '{POISON}') NOT VALID"
    )
    allow = "DROP TRIGGER refused" if sqlite else (
        "ALTER TABLE inbound_messages DROP CONSTRAINT refused"
    )  # fmt: skip
    with core.database.engine.begin() as connection:
        connection.exec_driver_sql(refuse)
    try:
        assert (await door.take(with_poison(samples)))[0] == 1
        await try_all(core, door, clock)
    finally:
        with core.database.engine.begin() as connection:
            connection.exec_driver_sql(allow)
    assert (stored(core), held(core)) == (["wamid.T1"], 0)
    assert [reason for reason, _ in aside(core)] == ["cannot be stored: Conflict"]


async def test_what_is_beside_one_that_is_tried_again_is_kept_once(
    core: Container, door: Door, clock: Any, samples: dict[str, Any]
) -> None:
    Broken(core, KeyError("a bug"))
    whole = json.loads(with_poison(samples))
    good = value_of(whole)["messages"][1]
    value_of(whole)["messages"].append({**good, "id": "wamid.BAD", "timestamp": "ontem"})
    await door.take(json.dumps(whole).encode())
    await try_all(core, door, clock)
    assert sorted(reason for reason, _ in aside(core)) == [
        "cannot be stored: KeyError",
        "no usable timestamp",
    ]


async def test_what_is_written_to_another_number_is_not_answered_from_ours(
    core: Container, door: Door, samples: dict[str, Any]
) -> None:
    assert (await door.take(foreign(samples, "text")))[0] == 0
    assert stored(core) == []
    [(reason, raw)] = aside(core)
    assert reason == "another number's"
    [message] = parse_webhook(json.dumps(raw).encode()).messages
    assert message.phone_number_id == "999000"


async def test_of_the_statuses_and_errors_of_another_number_nothing_follows(
    core: Container, door: Door, samples: dict[str, Any]
) -> None:
    value_of(samples["value_error"])["errors"][0]["code"] = 131031
    for name in ("status_sent", "status_failed", "value_error"):
        await door.take(foreign(samples, name))
    with core.database() as tx:
        assert [number for number in tx.numbers.all() if number.id == "999000"] == []
        assert tx.events.unpublished(core.clock(), 10) == []
    assert aside(core) == []


async def test_a_number_that_is_ours_again_gets_what_came_meanwhile(
    core: Container, door: Door, samples: dict[str, Any]
) -> None:
    ours = core.settings.require_whatsapp()
    elsewhere = replace(ours, phone_number_id="1", numbers=(("1", 1),))
    core.settings = replace(core.settings, whatsapp=elsewhere)
    await door.take(json.dumps(samples["text"]).encode())
    [(_, raw)] = aside(core)
    core.settings = replace(core.settings, whatsapp=ours)
    assert (await door.take(json.dumps(raw).encode()))[0] == 1
