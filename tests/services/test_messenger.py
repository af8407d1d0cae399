"""Tests of what the company writes by itself: codes that came late, payments confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.phrases import YamlPhrases
from quita.domain.agreement import AgreementState
from quita.domain.divergence import Divergence, Outcome
from quita.domain.errors import NotFound
from quita.domain.pix_due import DueTerms
from quita.domain.records import Agreement, Charge, ChargeState, Payment
from quita.services.messenger import Messenger
from quita.settings import ROOT
from tests.adapters.database.samples import CREDITOR, store_ledger
from tests.builders import NamedPhrases, named_creditor
from tests.conftest import FakeClock

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
CODE = "00020101021226890014br.gov.bcb.pix6304ABCD"
AGREEMENT = Agreement("agreement", "offer", "maria", "debt", AgreementState.ACTIVE, NOW, ())
BLOCK = named_creditor(CREDITOR)
PAYMENT = Payment("p1", "E123", "charge", Decimal("1250.00"), NOW)


@pytest.fixture
def messenger(clock: FakeClock) -> Messenger:
    return Messenger(
        NamedPhrases(),
        clock,
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


def test_a_confirmed_payment_is_told_once(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    for _ in range(2):
        with database() as tx:
            messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=False)
    assert written(database, charge) == [
        ("system", f"utter_payment_confirmed R$ 1.250,00 {CREDITOR.name}")
    ]


def test_the_last_payment_is_told_with_the_settlement_it_completes(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    with database() as tx:
        messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=True)
    assert [text for _, text in written(database, charge)] == [
        f"utter_payment_confirmed R$ 1.250,00 {CREDITOR.name}",
        f"utter_agreement_settled {CREDITOR.name}",
    ]


def test_news_wait_while_who_asked_for_silence_does_not_write(
    database: Database, clock: FakeClock, messenger: Messenger, charge: Charge
) -> None:
    clock.advance(minutes=1)
    with database() as tx:
        chat = tx.conversations.get(charge.conversation_id)
        assert chat is not None
        tx.people.suppress(chat.address_id, None, "opt_out", clock())
    with database() as tx:
        messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=True)
        messenger.late_charge(tx, charge)
    assert written(database, charge) == []
    with database() as tx:
        trail = tx.events.trail(charge.conversation_id)
    assert [entry["action"] for entry in trail].count("news_withheld") == 2


def test_a_code_that_was_asked_for_after_an_opt_out_comes_all_the_same(
    database: Database, clock: FakeClock, messenger: Messenger, charge: Charge
) -> None:
    with database() as tx:
        chat = tx.conversations.get(charge.conversation_id)
        assert chat is not None
        tx.people.suppress(chat.address_id, None, "opt_out", clock())
    clock.advance(minutes=1)
    with database() as tx:
        tx.conversations.touch(chat.id, clock(), None)
    with database() as tx:
        messenger.late_charge(tx, charge)
    assert len(written(database, charge)) == 3


def test_two_payments_are_two_pieces_of_news(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    second = Payment("p2", "E456", "charge", Decimal("0.50"), NOW + timedelta(minutes=1))
    with database() as tx:
        for payment in (PAYMENT, second):
            messenger.payment_confirmed(tx, charge, payment, AGREEMENT, settled=False)
    assert len(written(database, charge)) == 2


def test_nothing_is_written_where_the_transaction_fails(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    with pytest.raises(RuntimeError), database() as tx:
        messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=True)
        raise RuntimeError
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
        clock,
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


@pytest.mark.parametrize(("paid", "told"), [("1250.00", True), ("10.00", False)])
def test_an_order_is_called_paid_only_where_it_was_paid_exactly(
    database: Database, clock: FakeClock, charge: Charge, paid: str, told: bool
) -> None:
    shown, payment = replace(charge, order_key="t:1"), replace(PAYMENT, amount=Decimal(paid))
    with database() as tx:
        order_messenger(clock).payment_confirmed(tx, shown, payment, AGREEMENT, False)
        sent = tx.outbox.of_conversation(charge.conversation_id)
    assert ("order_status" in [message.payload["kind"] for message in sent]) is told
