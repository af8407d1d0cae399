"""What follows a deal, as the database keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from quita.adapters.database.schema import consents, do_not_disturb, withheld_news
from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.contact_policy import Purpose, Silence
from quita.domain.conversation import Channel
from quita.domain.follow_up import (
    About,
    Consent,
    Delisting,
    Letter,
    News,
    Reminder,
    ReminderKind,
    ReminderState,
    Source,
)
from quita.domain.records import AddressKind
from tests.adapters.database.samples import PHONE, Ledger, store_ledger
from tests.conftest import FakeClock

DUE = date(2026, 12, 23)


@pytest.fixture
def ledger(database: Database, clock: FakeClock) -> Ledger:
    return store_ledger(database, clock())


def word(ledger: Ledger, at: datetime, given: bool = True, **changes: object) -> Consent:
    chat = ledger.conversation
    said = Consent(
        "maria",
        chat.address_id,
        Channel.WHATSAPP,
        About.REMINDERS,
        given,
        Source.CLOSING,
        "pode sim, moça",
        at,
        chat.id,
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def reminder(at: datetime, **changes: object) -> Reminder:
    made = Reminder(
        "r1",
        "i1",
        "agreement",
        "maria",
        ReminderKind.BEFORE,
        DUE,
        ReminderState.WAITING,
        at,
        at,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_last_word_at_an_address_counts_and_all_are_kept(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    with database() as tx:
        tx.contacts.note(word(ledger, clock()))
        tx.contacts.note(word(ledger, clock.advance(days=1), given=False))
        permission = tx.contacts.permission(
            "maria", ledger.conversation.address_id, About.REMINDERS
        )
        assert permission is not None and not permission.given
        assert tx.contacts.reminder_address("maria") is None
        assert [one.given for one in tx.contacts.words_of("maria")] == [False, True]
        assert tx.contacts.words_of("maria")[0].words == "pode sim, moça"


def test_a_no_at_one_phone_leaves_the_yes_at_another(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    with database() as tx:
        other = tx.people.ensure_address(AddressKind.PHONE, "+5551999990000")
        tx.contacts.note(word(ledger, clock()))
        tx.contacts.note(word(ledger, clock(), given=False, address_id=other))
        found = tx.contacts.reminder_address("maria")
    assert found is not None and found.address_id == ledger.conversation.address_id


def test_what_somebody_said_about_it_is_sealed(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    with database() as tx:
        tx.contacts.note(word(ledger, clock()))
        tx.news.keep(news(ledger, clock()))
    with database.engine.begin() as connection:
        assert "moça" not in connection.execute(select(consents.c.words)).scalar_one()
        assert "R$" not in connection.execute(select(withheld_news.c.messages)).scalar_one()


def test_what_the_company_started_is_counted_once_and_news_apart(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    place = ("maria", ledger.conversation.address_id, Channel.WHATSAPP)
    with database() as tx:
        for key in ("a", "a", "b"):
            tx.contacts.started(*place, Purpose.REMINDER, key, clock())
        tx.contacts.started(*place, Purpose.NEWS, "c", clock())
        since = clock() - timedelta(days=1)
        assert tx.contacts.starts_of("maria", since) == [clock(), clock()]
        assert tx.contacts.starts_of("maria", clock() + timedelta(seconds=1)) == []


def test_a_silence_is_lifted_with_all_its_reasons(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        for reason in ("life_risk", "life_risk", "deceased"):
            tx.contacts.silence(Silence.PERSON, "maria", reason, clock())
        tx.contacts.silence(Silence.DEBT, "maria", "dispute", clock())
        assert tx.contacts.silenced(Silence.PERSON, ["maria", "x"]) == {"life_risk", "deceased"}
        tx.contacts.lift(Silence.PERSON, "maria", clock())
        assert tx.contacts.silenced(Silence.PERSON, ["maria"]) == set()
        assert tx.contacts.silenced(Silence.DEBT, ["maria"]) == {"dispute"}


def test_the_list_of_numbers_is_replaced_and_holds_no_number(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        assert tx.contacts.list_do_not_disturb([PHONE, PHONE], clock()) == 1
        assert tx.contacts.on_do_not_disturb("+555181234567")  # its form without the 9
    with database.engine.begin() as connection:
        assert PHONE not in str(connection.execute(select(do_not_disturb)).all())
    with database() as tx:
        tx.contacts.list_do_not_disturb([], clock())
        assert not tx.contacts.on_do_not_disturb(PHONE)


def test_a_reminder_is_made_once_and_again_only_for_another_date(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    with database() as tx:
        assert tx.reminders.add(reminder(clock()))
        assert not tx.reminders.add(reminder(clock(), id="r2"))
        assert tx.reminders.add(reminder(clock(), id="r3", due_date=DUE + timedelta(days=5)))
        tx.reminders.put_off("r1", clock() + timedelta(hours=1), "hours")
        assert [one.id for one in tx.reminders.due(clock(), 10)] == ["r3"]
        tx.reminders.over("r3", sent=True, why="")
        tx.reminders.over("r1", sent=False, why="permission")
        assert tx.reminders.due(clock() + timedelta(days=9), 10) == []
        states = {
            one.id: (one.state.value, one.why) for one in tx.reminders.of_agreement("agreement")
        }
    assert states == {"r1": ("dropped", "permission"), "r3": ("sent", "")}


def test_only_unpaid_installments_of_running_agreements_are_near(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    span = (date(2026, 11, 20), date(2026, 12, 31))
    with database() as tx:
        assert [one.installment_id for one in tx.reminders.near(*span, "", 9)] == ["i0", "i1"]
        assert [one.installment_id for one in tx.reminders.near(*span, "i0", 9)] == ["i1"]
        tx.agreements.mark_paid("i0", clock())
        assert [one.installment_id for one in tx.reminders.near(*span, "", 9)] == ["i1"]
        tx.agreements.end("agreement", AgreementState.BROKEN, "grace_over")
        assert tx.reminders.near(*span, "", 9) == []


def news(ledger: Ledger, at: datetime, key: str = "payment:E1") -> News:
    said = ({"kind": "text", "text": "Pagamento de R$ 10,00"},)
    return News(key, "maria", ledger.conversation.id, said, "silence", at, at)


def test_news_waits_until_it_is_told_and_is_kept_once(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    with database() as tx:
        for key in ("payment:E1", "payment:E1", "payment:E2"):
            tx.news.keep(news(ledger, clock(), key))
        assert [one.key for one in tx.news.untold("maria")] == ["payment:E1", "payment:E2"]
        assert [one.key for one in tx.news.to_hint(clock(), 9)] == ["payment:E1"]
        tx.news.hint_at("maria", None)
        assert tx.news.to_hint(clock(), 9) == []
        tx.news.told("payment:E1", clock())
        assert [one.messages for one in tx.news.untold("maria")] == [
            [{"kind": "text", "text": "Pagamento de R$ 10,00"}]
        ]


def test_a_letter_is_one_an_agreement_and_found_by_its_code(
    database: Database, clock: FakeClock, ledger: Ledger
) -> None:
    made = Letter("l1", "agreement", "maria", "ABCD-EFGH-JKMN", clock())
    with database() as tx:
        assert tx.letters.add(made) == made
        assert tx.letters.add(replace(made, id="l2", code="ZZZZ-ZZZZ-ZZZZ")) == made
        assert tx.letters.by_code("ABCD-EFGH-JKMN") == made
        assert tx.letters.by_code("ZZZZ-ZZZZ-ZZZZ") is None
        tx.letters.withdraw("l1", clock())
        tx.letters.withdraw("l1", clock.advance(days=1))
        stored = tx.letters.get("l1")
    assert stored is not None and stored.withdrawn_at == clock() - timedelta(days=1)
    with database.engine.begin() as connection:
        kept = connection.execute(text("SELECT code, code_index FROM settlement_letters")).one()
    assert "ABCD" not in str(kept)


def test_a_request_to_delist_is_made_once_and_listed_until_done(
    database: Database, clock: FakeClock, ledger: Ledger, new_id: Callable[[], str]
) -> None:
    asked = Delisting("d1", "agreement", "debt", clock(), DUE)
    with database() as tx:
        assert tx.delistings.add(asked)
        assert not tx.delistings.add(replace(asked, id=new_id()))
        assert tx.delistings.waiting() == [asked]
        assert tx.delistings.done("d1", clock())
        assert not tx.delistings.done("d1", clock())
        assert tx.delistings.waiting() == []
