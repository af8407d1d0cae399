"""The worker, started and stopped over a database of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quita.bootstrap import Container, build
from quita.domain.conversation import Channel
from quita.domain.errors import Misconfigured
from quita.settings import load
from quita.worker import Worker
from tests.builders import open_conversation
from tests.conftest import FakeClock

ENDS_WITHIN = 30.0  # seconds


@pytest.fixture
def environment(tmp_path: Path, migrated_sqlite: Path) -> dict[str, str]:
    path = tmp_path / "quita.db"
    shutil.copy(migrated_sqlite, path)
    return {
        "QUITA_VAR": str(tmp_path),
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "PIX_API_URL": "http://127.0.0.1:9/bank",
        "PIX_CLIENT_ID": "client",
        "PIX_CLIENT_SECRET": "secret",
        "PIX_KEY": "key",
    }


@pytest.fixture
def core(
    environment: dict[str, str], clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[Container]:
    made = build(load(environment), clock=clock, new_id=new_id)
    yield made
    made.database.engine.dispose()


def test_it_works_without_whatsapp_and_browsers_get_their_messages(core: Container) -> None:
    stop = threading.Event()
    with core.database() as tx:
        chats = [
            open_conversation(tx, core.clock(), channel=channel, protocol=channel.value)
            for channel in (Channel.SMS_LINK, Channel.WHATSAPP)
        ]
        for chat in chats:
            tx.outbox.add(chat.id, {"kind": "text", "text": "oi"}, "bot", chat.id, core.clock())
    working = threading.Thread(target=Worker(core, stop).run)
    working.start()
    web, whatsapp = (chat.id for chat in chats)
    waited = threading.Event()
    while core.web_delivery.run(web) == 0 and _waiting(core, web):
        waited.wait(0.01)
    stop.set()
    working.join(ENDS_WITHIN)
    assert not working.is_alive()
    assert (_waiting(core, web), _waiting(core, whatsapp)) == (0, 1)  # nothing of it is lost


def test_whatsapp_set_in_part_stops_it(
    environment: dict[str, str], clock: FakeClock, new_id: Callable[[], str]
) -> None:
    core = build(load({**environment, "WHATSAPP_APP_SECRET": "x"}), clock=clock, new_id=new_id)
    with pytest.raises(Misconfigured, match="WHATSAPP_GRAPH_URL"):
        Worker(core, threading.Event())


def _waiting(core: Container, conversation_id: str) -> int:
    with core.database() as tx:
        found = tx.outbox.of_conversation(conversation_id)
    return sum(message.state.value == "queued" for message in found)
