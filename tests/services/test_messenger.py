"""Tests of what the company writes by itself: codes that came late, money other than asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.phrases import YamlPhrases
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.divergence import Divergence, Outcome
from quita.domain.errors import NotFound
from quita.domain.pix_due import DueTerms
from quita.services.messenger import Messenger
from quita.settings import ROOT
from tests.adapters.database.samples import CREDITOR, store_ledger
from tests.builders import NamedPhrases, named_creditor, tell_at_once
from tests.conftest import FakeClock

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
CODE = "00020101021226890014br.gov.bcb.pix6304ABCD"
BLOCK = named_creditor(CREDITOR)


@pytest.fixture
def messenger(clock: FakeClock) -> Messenger:
    return Messenger(
        NamedPhrases(),
        tell_at_once(clock),
        "Quita Ltda",
        "11.222.333/0001-81",
        lambda one: f"link/{one.id}",
    )


@pytest.fixture
def charge(database: Database, clock: FakeClock) -> Charge:
    """An issued charge of Maria's conversation, payable until 23:59 in São Paulo."""
    chat = store_ledger(database, clock()).conversation.id
    return Charge(
        id="charge",
        kind="pix",
        txid="t" * 32,
        installment_id="i1",
        agreement_id="agreement",
        person_id="maria",
        conversation_id=chat,
        amount=Decimal("1250.00"),
        state=ChargeState.ISSUED,
        created_at=clock(),
        expires_at=datetime(2026, 11, 27, 2, 59, tzinfo=timezone.utc),
        code=CODE,
    )


def written(database: Database, charge: Charge) -> list[tuple[str, str]]:
    """Give author and text of everything in the outbox, in order."""
    with database() as tx:
        sent = tx.outbox.of_conversation(charge.conversation_id)
    return [(message.author, str(message.payload["text"])) for message in sent]


def test_the_code_comes_first_and_alone_and_then_how_to_pay_it(
    messenger: Messenger, charge: Charge
) -> None:
    code, how = messenger.charge_messages(charge, CREDITOR)
    assert code["text"] == f"utter_pix_code {CODE}"
    assert how["text"] == (
        f"utter_pix_howto R$ 1.250,00 {BLOCK} 26/11/2026 CNPJ 11.222.333/0001-81 Quita Ltda"
    )


def test_a_code_that_came_late_is_sent_once(
    database: Database, clock: FakeClock, messenger: Messenger, charge: Charge
) -> None:
    for _ in range(2):
        with database() as tx:
            messenger.late_charge(tx, charge)
        clock.advance(minutes=1)
    sent = written(database, charge)
    assert [text.split()[0] for _, text in sent] == [
        "utter_pix_ready_late",
        "utter_pix_code",
        "utter_pix_howto",
    ]
    assert {author for author, _ in sent} == {"system"}


def test_a_late_code_names_the_creditor_of_its_debt_in_full(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    with database() as tx:
        messenger.late_charge(tx, charge)
    assert BLOCK in written(database, charge)[-1][1]


def test_a_charge_of_no_debt_is_not_sent(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    with pytest.raises(NotFound), database() as tx:
        messenger.late_charge(tx, replace(charge, agreement_id="none"))
    assert written(database, charge) == []


def test_a_code_with_a_due_date_says_both_dates(messenger: Messenger, charge: Charge) -> None:
    terms = DueTerms(date(2026, 12, 23), 5)
    _, how = messenger.charge_messages(replace(charge, due_terms=terms), CREDITOR)
    assert how["text"] == (
        f"utter_pix_howto_due R$ 1.250,00 {BLOCK} 23/12/2026 28/12/2026"
        " CNPJ 11.222.333/0001-81 Quita Ltda"
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_money_other_than_asked_for_is_told_once(
    database: Database,
    messenger: Messenger,
    charge: Charge,
    outcome: Outcome,
) -> None:
    found = Divergence(outcome, "E1", Decimal("10.00"), Decimal("2.50"))
    for _ in range(2):
        with database() as tx:
            messenger.payment_diverged(tx, charge, found)
    assert written(database, charge) == [
        ("system", f"utter_payment_{outcome.value} R$ 10,00 R$ 2,50")
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_words(outcome: Outcome) -> None:
    phrases = YamlPhrases(ROOT / "domain", {})
    said = phrases.say(f"utter_payment_{outcome.value}", amount="R$ 10,00", other="R$ 2,50")
    assert len(said["text"]) > 40


def order_messenger(clock: FakeClock) -> Messenger:
    return Messenger(
        NamedPhrases(),
        tell_at_once(clock),
        "Quita Ltda",
        "11.222.333/0001-81",
        lambda charge: "",
        lambda charge: "",
        "recebe@quita.example",
    )


def test_an_order_carries_the_how_to_and_the_code_still_comes_alone(
    clock: FakeClock, charge: Charge
) -> None:
    code, shown = order_messenger(clock).charge_messages(charge, CREDITOR, order=True)
    assert code["text"] == f"utter_pix_code {CODE}"
    assert (shown["kind"], shown["reference"], shown["amount"]) == ("order", "t" * 32, "1250.00")
    assert "utter_pix_howto" in shown["text"]


def test_an_account_without_orders_never_shows_one(messenger: Messenger, charge: Charge) -> None:
    assert not messenger.shows_orders
    assert [said["kind"] for said in messenger.charge_messages(charge, CREDITOR, order=True)] == [
        "text"
    ] * 2
