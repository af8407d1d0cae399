"""Tests of cases: opened once, with what each kind stops at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation
from quita.domain.debt import LegalStatus
from quita.domain.errors import NotFound
from quita.domain.events import CONTACT_SUPPRESSED
from quita.domain.handoff import Reason
from quita.services.cases import KINDS, Cases
from quita.services.contact import Contact
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    later,
    open_conversation,
    save_debt,
    save_person,
    stated,
    verified_conversation,
)
from tests.conftest import FakeClock

HOLDING = {kind for kind, does in KINDS.items() if does.holds}
QUIETING = {kind for kind, does in KINDS.items() if does.quiets}


@pytest.fixture
def cases(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Cases:
    return Cases(database, clock, new_id, Contact(database, clock, new_id))


@pytest.fixture
def maria(database: Database, clock: FakeClock) -> Conversation:
    """A conversation in which Maria, who has debts of every standing, is verified."""
    with database() as tx:
        save_person(tx, MARIA)
        save_person(tx, JOSE)
        save_debt(tx, stated("maria", id="open"))
        save_debt(tx, stated("maria", id="not due", due_date=date(2026, 12, 24)))
        save_debt(tx, stated("maria", id="unitemised", itemised=False))
        save_debt(tx, stated("maria", id="lawsuit", legal_status=LegalStatus.LAWSUIT))
        save_debt(tx, stated("maria", id="agreed", status="agreed"))
        save_debt(tx, stated("maria", id="settled", status="settled"))
        save_debt(tx, stated("jose", id="josé's"))
        return verified_conversation(tx, MARIA, clock())


@pytest.fixture
def stranger(database: Database, clock: FakeClock, maria: Conversation) -> Conversation:
    """A conversation at the phone of José, in which nobody is verified."""
    with database() as tx:
        return open_conversation(tx, clock(), JOSES_PHONE)


def statuses(database: Database) -> dict[str, str]:
    with database() as tx:
        debts = tx.debts.of_person("maria") + tx.debts.of_person("jose")
    return {debt.id: debt.status for debt in debts}


def quiet(database: Database, conversation: Conversation) -> bool:
    with database() as tx:
        return tx.people.suppressed(conversation.address_id)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_holds_and_quiets_as_the_rules_say(
    database: Database, cases: Cases, maria: Conversation, kind: str
) -> None:
    case, does = cases.open(maria.id, kind, "não fui eu", "t1:case")
    assert does == KINDS[kind]
    assert (case.kind, case.person_id, case.note) == (kind, "maria", "não fui eu")
    assert re.fullmatch(r"20261123\d{8}", case.protocol)
    assert quiet(database, maria) is (kind in QUIETING)
    held = "on_hold" if kind in HOLDING else "open"
    assert statuses(database) == {
        "open": held,
        "not due": held,
        "unitemised": held,
        "lawsuit": held,
        "agreed": "agreed",
        "settled": "settled",
        "josé's": "open",
    }


def test_what_facts_on_compliance_say_stops_outreach_does_so() -> None:
    stopping = {"wrong_person", "debtor_deceased", "claim_fraud", "over_indebted", "threaten_legal"}
    disputes = {"dispute_debt", "dispute_amount", "dispute_service"}
    assert stopping | disputes <= QUIETING
    assert disputes | {"claim_fraud", "debtor_deceased"} <= HOLDING
    assert "lgpd_request" not in HOLDING | QUIETING


def test_every_kind_but_a_wrong_number_asks_for_a_person() -> None:
    assert [kind for kind, does in KINDS.items() if does.reason is None] == ["wrong_person"]
    assert KINDS["debtor_deceased"].reason is Reason.DECEASED


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_strangers_claim_opens_a_case_and_touches_no_debt(
    database: Database, cases: Cases, stranger: Conversation, kind: str
) -> None:
    before = statuses(database)
    case, _ = cases.open(stranger.id, kind, "", "t1:case")
    assert case.person_id is None
    assert statuses(database) == before
    assert quiet(database, stranger) is (kind in QUIETING)


def test_a_proof_that_lapsed_holds_nothing(
    database: Database, clock: FakeClock, cases: Cases, maria: Conversation
) -> None:
    before = statuses(database)
    clock.advance(minutes=30)
    case, _ = cases.open(maria.id, "claim_fraud", "", "t1:case")
    assert case.person_id is None
    assert statuses(database) == before


def test_a_case_holds_no_time_barred_debt_in_sight(
    database: Database, clock: FakeClock, cases: Cases, maria: Conversation
) -> None:
    with database() as tx:
        save_debt(tx, stated("maria", id="barred", due_date=date(2021, 1, 1)))
    cases.open(maria.id, "claim_fraud", "", "t1:case")
    with database() as tx:
        barred = tx.debts.get("barred")
    assert barred is not None
    assert barred.standing(date(2026, 11, 23)).value == "time_barred"


def test_the_same_key_opens_one_case_and_does_nothing_twice(
    database: Database, clock: FakeClock, cases: Cases, maria: Conversation
) -> None:
    first, _ = cases.open(maria.id, "claim_fraud", "não fui eu", "t1:case")
    with database() as tx:
        tx.debts.set_status("open", "open")  # an agent let it go meanwhile
        tx.people.lift_suppression(maria.address_id, clock())
    again, does = cases.open(maria.id, "claim_fraud", "outra coisa", "t1:case")
    assert (again, does) == (first, KINDS["claim_fraud"])
    assert statuses(database)["open"] == "open"
    assert not quiet(database, maria)
    with database() as tx:
        assert tx.cases.of_conversation(maria.id) == [first]
        trail = [row["action"] for row in tx.events.trail(maria.id)]
        events = tx.events.unpublished(later(clock(), days=1), 10)
    assert trail == ["suppress:case:claim_fraud", "case:claim_fraud"]
    assert [event.type for event in events] == [CONTACT_SUPPRESSED]


def test_another_key_opens_another_case_under_its_own_protocol(
    cases: Cases, maria: Conversation
) -> None:
    protocols = {cases.open(maria.id, "lgpd_request", "", key)[0].protocol for key in ("a", "b")}
    assert len(protocols) == 2


def test_a_wrong_number_is_kept_as_such(
    database: Database, clock: FakeClock, cases: Cases, stranger: Conversation
) -> None:
    cases.open(stranger.id, "wrong_person", "", "t1:case")
    with database() as tx:
        (event,) = tx.events.unpublished(later(clock(), days=1), 10)
        assert tx.people.suppressed(stranger.address_id, "wrong_person")
    assert event.data["reason"] == "wrong_person"


def test_an_unknown_conversation_is_not_found(cases: Cases) -> None:
    with pytest.raises(NotFound):
        cases.open("nobody's", "claim_fraud", "", "t1")
