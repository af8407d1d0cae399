"""What the desk stores, on both engines: sessions, the list's pages, counts, the feed, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.records import User
from quita.services.ports import Approval, DeskSession, ListQuery, Note, Profile, SavedView
from tests.adapters.database.samples import MARIA, draft, open_conversation
from tests.conftest import FakeClock


@pytest.fixture(autouse=True)
def people(database: Database) -> None:
    with database() as tx:
        for name in ("ana", "bia"):
            tx.users.save(User(name, name, name.capitalize(), "agent", "x"))


def queue(database: Database, clock: FakeClock, number: int, **changes: object) -> str:
    values = {"reason": "requested", "priority": 4, **changes}
    with database() as tx:
        made = open_conversation(tx, clock(), phone=f"+551198765{number:04}")
        owner = values.pop("owner", Owner.QUEUED)
        tx.conversations.set_owner(made.id, owner, at=clock(), **values)  # type: ignore[arg-type]
    return made.id


def ids(
    database: Database, query: ListQuery, limit: int = 50, after: str | None = None
) -> list[str]:
    with database.reading() as tx:
        return [found.conversation.id for found in tx.desk_list.page(query, limit, after)]


def test_pages_follow_each_other_without_a_gap_or_a_repetition(
    database: Database, clock: FakeClock
) -> None:
    for number in range(11):
        queue(database, clock, number, priority=number % 3)
        clock.advance(seconds=1)
    query = ListQuery("waiting", "ana", clock())
    whole = ids(database, query)
    pages, after = [], None
    while page := ids(database, query, 4, after):
        pages += page
        after = page[-1]
    assert pages == whole
    assert len(set(whole)) == 11


def test_trays_are_who_waits_mine_others_and_what_sleeps(
    database: Database, clock: FakeClock
) -> None:
    waits = queue(database, clock, 1)
    mine = queue(database, clock, 2, owner=Owner.HUMAN, agent_id="ana")
    theirs = queue(database, clock, 3, owner=Owner.HUMAN, agent_id="bia")
    asleep = queue(database, clock, 4, owner=Owner.HUMAN, agent_id="ana")
    bot = queue(database, clock, 5, owner=Owner.BOT)
    with database() as tx:
        tx.desk_notes.snooze(asleep, "ana", clock(), clock() + timedelta(minutes=5))
    wanted = {"waiting": waits, "mine": mine, "others": theirs, "snoozed": asleep, "bot": bot}
    for tray, chat in wanted.items():
        assert ids(database, ListQuery(tray, "ana", clock())) == [chat]
    with database.reading() as tx:
        counts = tx.desk_list.counts(clock())
    assert (counts.waiting, counts.held) == (1, 2)
    assert counts.by_agent == {"ana": 1, "bia": 1}
    assert counts.snoozed == {"ana": 1}
    later = clock.advance(minutes=6)
    assert set(ids(database, ListQuery("mine", "ana", later))) == {mine, asleep}
    with database() as tx:
        assert tx.desk_notes.due_snoozes(later) == [asleep]


def test_who_sleeps_wakes_when_the_person_writes(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1, owner=Owner.HUMAN, agent_id="ana")
    with database() as tx:
        tx.desk_notes.snooze(chat, "ana", clock(), clock() + timedelta(hours=3))
    assert ids(database, ListQuery("mine", "ana", clock())) == []
    with database() as tx:
        now = clock.advance(minutes=1)
        tx.conversations.touch(chat, now, None, sent_at=now, ready_at=now)
    assert ids(database, ListQuery("mine", "ana", clock())) == [chat]
    assert ids(database, ListQuery("snoozed", "ana", clock())) == []
    with database.reading() as tx:
        row = tx.desk_list.row(chat)
    assert row is not None and row.snoozed_until is None


def test_a_row_shows_the_last_words_of_the_person_and_its_labels(
    database: Database, clock: FakeClock
) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        for words in ("primeiro", "último"):
            tx.messages.add(chat, draft(clock(), words), clock())
        for label in ("b", "a", "a"):
            tx.desk_notes.add_label(chat, label)
    with database.reading() as tx:
        row = tx.desk_list.row(chat)
        assert tx.desk_list.row("nenhuma") is None
    assert row is not None
    assert (row.last_text, row.labels) == ("último", ("a", "b"))


def test_every_change_is_told_once_in_order_and_with_the_change_itself(
    database: Database, clock: FakeClock
) -> None:
    chat = queue(database, clock, 1)
    with database.reading() as tx:
        before = tx.desk_list.last_change()
    with pytest.raises(ZeroDivisionError), database() as tx:
        tx.messages.add(chat, draft(clock(), "perdida"), clock())
        raise ZeroDivisionError
    with database() as tx:
        twice = draft(clock(), "oi")
        tx.messages.add(chat, twice, clock())
        tx.messages.add(chat, twice, clock())
        tx.outbox.add(chat, {"kind": "text", "text": "olá"}, "bot", "k", clock())
        tx.conversations.set_verified(chat, None, None)
    with database.reading() as tx:
        told = tx.desk_list.changes(before, 100)
    assert [change.kind for change in told] == ["message", "message", "identity"]
    with database() as tx:
        tx.desk_list.prune_changes(1)
        assert [change.kind for change in tx.desk_list.changes(0, 100)] == ["identity"]


def test_a_wish_for_silence_and_its_end_are_told_to_the_desk(
    database: Database, clock: FakeClock
) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        found = tx.conversations.get(chat)
        assert found is not None
        before = tx.desk_list.last_change()
        tx.people.suppress(found.address_id, None, "opt_out", clock())
        tx.people.lift_suppression(found.address_id, clock(), "opt_out")
    with database.reading() as tx:
        told = tx.desk_list.changes(before, 100)
    assert [(one.conversation_id, one.kind) for one in told] == [(chat, "contact")] * 2


def test_people_are_found_by_what_is_sealed(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        tx.people.save(MARIA)
        tx.conversations.set_verified(chat, "maria", clock() + timedelta(minutes=30))
    for words in (MARIA.cpf, "conceição", "11 98765-0001", "2026112300000001"):
        with database.reading() as tx:
            assert tx.desk_list.find(words, 10) == [chat]
    for words in ("joão", "11144477735", "%", "ab"):
        with database.reading() as tx:
            assert tx.desk_list.find(words, 10) == []


def test_a_session_is_passed_and_ended(database: Database, clock: FakeClock) -> None:
    session = DeskSession("ana", clock() + timedelta(hours=8), passed=False)
    with database() as tx:
        tx.desk_access.open_session("hash", session, clock())
        assert tx.desk_access.session("hash") == session
        tx.desk_access.pass_session("hash")
        assert tx.desk_access.session("hash") == replace(session, passed=True)
        tx.desk_access.end_sessions_of("ana")
        assert tx.desk_access.session("hash") is None


def test_a_profile_is_kept_with_its_secret_sealed(database: Database, clock: FakeClock) -> None:
    profile = Profile("ana", "SECRET", 7, capacity=3, available=False, seen_at=clock())
    with database() as tx:
        assert tx.desk_access.profile("ana") == Profile("ana")
        tx.desk_access.save_profile(profile)
    with database() as tx:
        assert tx.desk_access.profile("ana") == profile
        tx.desk_access.seen("ana", clock.advance(seconds=5))
        assert tx.desk_access.profile("ana") == replace(profile, seen_at=clock())
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT totp_secret FROM desk_profiles").scalar_one()
    assert "SECRET" not in row


def test_notes_call_people_until_they_look(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    note = Note("n", chat, "ana", "veja, @bia", clock())
    with database() as tx:
        tx.desk_notes.add_note(note, ["bia"])
        tx.desk_notes.add_note(note, ["bia"])
    with database() as tx:
        assert tx.desk_notes.notes(chat) == [note]
        assert tx.desk_notes.unseen_mentions("bia") == 1
        tx.desk_notes.see_mentions("bia", chat, clock())
        assert tx.desk_notes.unseen_mentions("bia") == 0


def test_drafts_and_views_belong_to_one_person(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        for text in ("a", "ab"):
            tx.desk_notes.save_draft("ana", chat, text, clock())
        assert tx.desk_notes.draft("ana", chat) == "ab"
        assert tx.desk_notes.draft("bia", chat) == ""
        tx.desk_notes.save_draft("ana", chat, "", clock())
        assert tx.desk_notes.draft("ana", chat) == ""
        for number in ("1", "2"):
            tx.desk_notes.save_view("ana", SavedView(number, "minhas", f"tray={number}"))
        assert tx.desk_notes.views("ana") == [SavedView("2", "minhas", "tray=2")]
        tx.desk_notes.drop_view("bia", "2")
        assert len(tx.desk_notes.views("ana")) == 1


def test_presence_is_news_only_when_it_changes(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        present = tx.desk_notes.present
        news = [present("ana", chat, doing, clock()) for doing in ("reading", "reading", "typing")]
        assert news == [True, False, True]
        [one] = tx.desk_notes.presences(chat, clock() - timedelta(seconds=1))
        assert (one.user_id, one.doing) == ("ana", "typing")
        assert tx.desk_notes.presences(chat, clock()) == []


def test_an_approval_is_asked_and_decided(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    asked = Approval("a", chat, "debt", "ana", clock(), {"count": 20}, "ganha pouco")
    decided = replace(asked, state="granted", decided_by="bia", decided_at=clock(), answer="pode")
    with database() as tx:
        tx.approvals.ask(asked)
        tx.approvals.ask(replace(asked, id="b"))
        assert tx.desk_list.counts(clock()).approvals == 1  # of conversations
        [row] = tx.desk_list.page(ListQuery("approvals", "sol", clock()), 10)
        assert (row.conversation.id, row.asking) == (chat, True)
        tx.approvals.decide(decided)
        tx.approvals.decide(replace(decided, id="b"))
    with database() as tx:
        assert tx.desk_list.counts(clock()).approvals == 0
        assert tx.desk_list.page(ListQuery("approvals", "sol", clock()), 10) == []
        assert tx.approvals.of_conversation(chat) == [decided, replace(decided, id="b")]


def test_reading_waits_for_no_writer(database: Database, clock: FakeClock) -> None:
    chat = queue(database, clock, 1)
    with database() as tx:
        tx.messages.add(chat, draft(clock(), "ainda não"), clock())
        with database.reading() as other:
            row = other.desk_list.row(chat)
    assert row is not None and row.last_text is None
