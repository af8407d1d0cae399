"""Tests of what the company writes by itself: codes that came late, payments confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.records import (
    Agreement,
    Charge,
    ChargeState,
    Payment,
)
from quita.services.messenger import Messenger
from tests.builders import (
    MARIA,
    STORE,
    NamedPhrases,
    open_conversation,
    save_debt,
    save_person,
    stated,
)
from tests.conftest import FakeClock

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
CODE = "00020101021226890014br.gov.bcb.pix6304ABCD"
AGREEMENT = Agreement("agreement", "offer", "maria", "debt", AgreementState.ACTIVE, NOW, ())
PAYMENT = Payment("p1", "E123", "charge", Decimal("1250.00"), NOW)


@pytest.fixture
def messenger(clock: FakeClock) -> Messenger:
    return Messenger(NamedPhrases(), clock, "Quita Ltda", "11.222.333/0001-81")


@pytest.fixture
def charge(database: Database, clock: FakeClock) -> Charge:
    """An issued charge of Maria's conversation, payable until 23:59 in São Paulo."""
    with database() as tx:
        save_person(tx, MARIA)
        save_debt(tx, stated("maria", id="debt"))
        chat = open_conversation(tx, clock()).id
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
    code, how = messenger.charge_messages(charge)
    assert code["text"] == f"utter_pix_code {CODE}"
    assert how["text"] == (
        "utter_pix_howto R$ 1.250,00 26/11/2026 CNPJ 11.222.333/0001-81 Quita Ltda"
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


def test_a_confirmed_payment_is_told_once(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    for _ in range(2):
        with database() as tx:
            messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=False)
    assert written(database, charge) == [
        ("system", f"utter_payment_confirmed R$ 1.250,00 {STORE.name}")
    ]


def test_the_last_payment_is_told_with_the_settlement_it_completes(
    database: Database, messenger: Messenger, charge: Charge
) -> None:
    with database() as tx:
        messenger.payment_confirmed(tx, charge, PAYMENT, AGREEMENT, settled=True)
    assert [text for _, text in written(database, charge)] == [
        f"utter_payment_confirmed R$ 1.250,00 {STORE.name}",
        f"utter_agreement_settled {STORE.name}",
    ]


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
