"""A long conversation is read a page at a time: nothing comes twice, nothing is left out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert

from quita.adapters.database.schema import inbound_messages, outbox
from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import InvalidInput
from quita.domain.timeline import Mark, Source
from quita.services.desk import PAGE, Desk, Transcript
from tests.builders import draft, open_conversation
from tests.conftest import FakeClock


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database.reading, clock)


def talk(database: Database, clock: FakeClock, count: int) -> str:
    """Write so many messages from both sides, three of them at each moment."""
    with database() as tx:
        chat = open_conversation(tx, clock())
        for n in range(count):
            at = clock() + timedelta(seconds=n // 3)
            if n % 2:
                tx.outbox.add(chat.id, {"kind": "text", "text": f"{n}"}, "bot", f"{n}", at)
            else:
                tx.messages.add(chat.id, draft(at, f"{n}"), at)
    return chat.id


def whole(desk: Desk, chat: str) -> list[Transcript]:
    pages = [desk.transcript(chat)]
    while pages[-1].earlier is not None:
        pages.append(desk.transcript(chat, pages[-1].entries[0].mark))
    return pages


def test_the_last_messages_come_first_and_older_ones_page_by_page(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    pages = whole(desk, talk(database, clock, 2 * PAGE + 5))
    assert [len(page.entries) for page in pages] == [PAGE, PAGE, 5]
    texts = [int(entry.text) for page in reversed(pages) for entry in page.entries]
    assert sorted(texts) == list(range(2 * PAGE + 5))
    marks = [entry.mark for page in reversed(pages) for entry in page.entries]
    assert marks == sorted(marks)


def test_a_page_knows_what_stands_right_before_it(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    last, before = whole(desk, talk(database, clock, PAGE + 1))
    assert last.earlier == before.entries[-1]
    assert before.earlier is None


def test_what_comes_in_between_moves_no_older_page(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    chat = talk(database, clock, PAGE + 9)
    last = desk.transcript(chat)
    then = desk.transcript(chat, last.entries[0].mark)
    with database() as tx:
        tx.messages.add(chat, draft(clock(), "agora"), clock.advance(hours=1))
    assert desk.transcript(chat, last.entries[0].mark).entries == then.entries
    assert desk.transcript(chat).entries[-1].text == "agora"


def test_of_5000_messages_no_more_than_a_page_is_read(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    chat = talk(database, clock, 2)
    fill(database, chat, clock(), 5000)
    asked: list[str] = []
    read: list[int] = []

    def note(_: object, cursor: object, statement: str, *__: object) -> None:
        if "FROM inbound_messages" in statement or "FROM outbox" in statement:
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        read.append(len(desk.transcript(chat).entries))
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert read == [PAGE]
    assert len(asked) == 4
    assert all("LIMIT" in statement or "seq IN" in statement for statement in asked)


def fill(database: Database, chat: str, at: datetime, count: int) -> None:
    """Put many messages there at once."""
    with database() as tx:
        [heard], [said] = tx.messages.of_conversation(chat), tx.outbox.of_conversation(chat)
    with database.engine.begin() as connection:
        for table, one, ids in ((inbound_messages, heard, "external_id"), (outbox, said, "key")):
            row = connection.execute(table.select().where(table.c.id == one.id)).mappings().one()
            kept = {name: value for name, value in row.items() if name != "seq"}
            rows = [{**kept, "id": f"{n}{ids}", ids: f"n{n}"} for n in range(count // 2)]
            connection.execute(insert(table), rows)


@given(
    at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),
    numbers=st.lists(st.integers(0, 10**11), min_size=2, max_size=2),
    sources=st.lists(st.sampled_from([Source.HEARD, Source.SAID]), min_size=2, max_size=2),
)
def test_a_mark_is_read_back_and_sorts_as_it_is_written(
    at: datetime, numbers: list[int], sources: list[Source]
) -> None:
    moment = at.replace(tzinfo=timezone.utc)
    first, second = (
        Mark.numbered(moment, source, number)
        for source, number in zip(sources, numbers, strict=True)
    )
    assert Mark.read(str(first)) == first
    assert (str(first) < str(second)) == (first < second)


@pytest.mark.parametrize(
    "text",
    ["", "x", "20261123T120000000000-7-1", "20261323T120000000000-0-1", "20261123T120000000000-0-x",
     "20261123T120000000000-0-1' OR 1", "20261123T120000000000-0-" + "9" * 40],
)  # fmt: skip
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Mark.read(text)
