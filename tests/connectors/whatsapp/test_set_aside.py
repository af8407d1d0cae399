"""What is set aside, alone and with its reason, and how each of it comes back in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.whatsapp.door import Door
from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.whatsapp.consequences import Consequences, Trouble
from quita.bootstrap import Container
from quita.cli import main
from quita.domain.conversation import Conversation
from quita.domain.errors import Conflict
from quita.domain.records import InboundDraft
from quita.services.contact import Contact
from quita.services.holding import MAX_TRIES
from quita.services.inbox import Inbox
from quita.services.ports import UnitOfWork
from tests.connectors.whatsapp.hooking import OURS, Meta
from tests.connectors.whatsapp.test_door import environment, meta
from tests.connectors.whatsapp.test_holding import body, calm, core, door, held, stored, storming

__all__ = ["calm", "core", "door", "environment", "meta"]
POISON = "wamid.POISON"
Sample = dict[str, Any]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Draw no tracebacks: they take seconds each where `rich` is installed."""
    with capture_logs():
        yield


class Broken:
    """Raises in one place of the core while it is on: of messages called POISON, or of reports."""

    def __init__(self, core: Container, problem: Exception) -> None:
        """Wire a container's services anew, so that they meet the problem."""
        self.on, self._problem = True, problem
        parts = (core.database, core.clock, core.new_id)
        outer = self

        class Wishes(Contact):
            def prefer_none(self, *given: Any) -> None:
                outer.raises()
                super().prefer_none(*given)

        class Stops(Consequences):
            def of(self, tx: UnitOfWork, trouble: Trouble) -> Any:
                outer.raises()
                return super().of(tx, trouble)

        core.__dict__["inbox"] = Inbox(*parts, core.inbox.timing, self._heard)
        core.__dict__["contact"] = Wishes(*parts)
        core.__dict__["consequences"] = Stops(core.clock, core.new_id, core.contact)

    def raises(self) -> None:
        """Raise, while it is on."""
        if self.on:
            raise self._problem

    def _heard(self, _: UnitOfWork, __: Conversation, draft: InboundDraft) -> None:
        if draft.external_id == POISON:
            self.raises()


def value_of(sample: Sample) -> Sample:
    value: Sample = sample["entry"][0]["changes"][0]["value"]
    return value


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


def foreign(samples: dict[str, Any], name: str) -> bytes:
    value_of(samples[name])["metadata"]["phone_number_id"] = "999000"
    return json.dumps(samples[name]).encode()


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
