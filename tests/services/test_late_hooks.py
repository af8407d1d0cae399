"""A web hook that comes late opens no longer a window: by when they wrote, for all who ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation
from quita.domain.records import Payload
from quita.services.handoff_story import window_closes
from quita.services.ports import UnitOfWork
from quita.services.templates import NEWS_TEMPLATE, neutral
from tests.builders import open_conversation
from tests.conftest import FakeClock

FREE: Payload = {"kind": "text", "text": "livre"}


class Approved:
    """Says of every template that Meta approved it."""

    def usable(self, tx: UnitOfWork, name: str) -> bool:
        return True


class Words:
    """Says the name of what is to be said."""

    def say(self, name: str, **values: str) -> Payload:
        return {"kind": "text", "text": name}


@pytest.fixture
def late(database: Database, clock: FakeClock) -> Conversation:
    """Give a conversation whose last message was 23 hours under way, two hours after it came."""
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        sent_at = clock() - timedelta(hours=23)
        tx.conversations.touch(chat, clock(), None, sent_at=sent_at, ready_at=clock())
        clock.advance(hours=2)
        found = tx.conversations.get(chat)
    assert found is not None
    return found


def test_a_template_is_chosen_where_a_late_web_hook_left_no_window(
    late: Conversation, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        said = neutral(tx, Words(), Approved(), late, FREE, NEWS_TEMPLATE, clock())
    assert said is not None and said["kind"] == "template"


def test_the_desk_counts_down_to_when_meta_closes_the_window(
    late: Conversation, clock: FakeClock
) -> None:
    assert window_closes(late) == clock() - timedelta(hours=1)
