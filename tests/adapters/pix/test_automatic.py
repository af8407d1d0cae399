"""Pix Automático against the sandbox's bank: journey 3, from the first payment to the last."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.pix.client_sync import PixClient
from quita.domain.charge_records import RECURRING, Charge, ChargeState, Recurrence
from quita.domain.errors import Misconfigured, ProviderRefused
from quita.domain.pix import parse, validate
from quita.domain.records import AgreementState
from quita.services.automatic import Automatic
from quita.services.charges import ChargeService
from quita.services.messenger import Messenger
from quita.services.payments import PaymentService
from quita.services.ports import RecurringRequest
from sandbox.settings import Clock
from tests.adapters.database.samples import MARIA, Ledger, store_ledger
from tests.adapters.pix.conftest import SandboxBank
from tests.builders import NamedPhrases, tell_at_once
from tests.conftest import FakeClock


@pytest.fixture
def sandbox_clock(clock: FakeClock) -> Clock:
    return clock


@dataclass
class World:
    """An agreement of three installments, all services, and the sandbox's bank."""

    sandbox: SandboxBank
    database: Database
    clock: FakeClock
    ledger: Ledger
    client: PixClient
    charges: ChargeService
    payments: PaymentService
    automatic: Automatic

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Do something at the bank that its people do."""
        headers = {"Content-Type": "application/json"}
        url = f"{self.sandbox.url}/bank/test/{path}"
        asked = urllib.request.Request(url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            given: dict[str, Any] = json.load(answer)
            return given

    def first(self) -> Charge:
        """Give the first installment's charge, issued."""
        with self.database() as tx:
            agreement = self.ledger.agreement
            chat = self.ledger.conversation.id
            charge = self.charges.request(tx, agreement, agreement.installments[0], chat, MARIA)
        return self.charges.issued(
            charge.id, self.client.create(self.charges.pix_request(charge, MARIA, "Parcela"))
        )

    def recurrence(self) -> Recurrence:
        """Give the agreement's recurrence."""
        with self.database() as tx:
            found = tx.recurrences.of_agreement("agreement")
        assert found is not None
        return found

    def said(self) -> list[str]:
        """Give what was written to the person."""
        with self.database() as tx:
            sent = tx.outbox.of_conversation(self.ledger.conversation.id)
        return [str(message.payload["text"]).split()[0] for message in sent]

    def recurring(self) -> list[Charge]:
        """Give the recurring charges of all installments."""
        with self.database() as tx:
            items = self.ledger.agreement.installments
            found = [one for item in items for one in tx.charges.of_installment(item.id)]
        return [charge for charge in found if charge.kind == RECURRING]


@pytest.fixture
def world(
    sandbox: SandboxBank, database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[World]:
    config = replace(sandbox.config, automatic=True, account="123456", agency="0001")
    client = PixClient(config)
    tell = tell_at_once(clock)
    messenger = Messenger(NamedPhrases(), tell, "Quita", "1", lambda charge: "")
    yield World(
        sandbox,
        database,
        clock,
        store_ledger(database, clock()),
        client,
        ChargeService(database, clock, new_id, "Pagamento"),
        PaymentService(database, clock, new_id, lambda *_: None),
        Automatic(database, clock, new_id, messenger),
    )
    client.close()


def authorised(world: World) -> Charge:
    """Pay the first installment by the composite code."""
    charge = world.first()
    assert world.automatic.run(world.client) == 1
    world.post("pay", {"codigo": world.recurrence().code})
    world.clock.advance(minutes=6)
    assert world.payments.check_due(world.client) == 1
    assert world.automatic.run(world.client) == 1
    return charge


def test_first_payment_by_the_composite_code_authorises_the_rest(world: World) -> None:
    charge = world.first()
    assert world.automatic.run(world.client) == 1
    code = world.recurrence().code
    assert code is not None and code != charge.code
    composite = validate(code)
    assert composite.kind == "composite_dynamic"
    assert composite.url == parse(charge.code or "").url
    assert world.said() == ["utter_pix_automatic_offer", "utter_pix_code"]
    assert world.automatic.run(world.client) == 0  # nobody has paid yet
    world.post("pay", {"codigo": code})
    world.clock.advance(minutes=6)
    assert world.payments.check_due(world.client) == 1
    assert world.automatic.run(world.client) == 1
    assert world.recurrence().state.value == "approved"
    assert world.said()[-1] == "utter_pix_automatic_on"


def test_payment_by_the_plain_code_authorises_nothing(world: World) -> None:
    charge = world.first()
    world.automatic.run(world.client)
    world.post("pay", {"codigo": charge.code})
    world.clock.advance(minutes=6)
    assert world.payments.check_due(world.client) == 1
    assert world.automatic.run(world.client) == 0
    assert world.recurrence().state.value == "offered"


def test_installment_is_charged_some_days_ahead_once_and_booked(world: World) -> None:
    authorised(world)
    assert world.automatic.run(world.client) == 0  # the next one is a month away
    assert world.recurring() == []
    world.clock.advance(days=23)  # 2026-12-16: seven days before
    for _ in range(3):
        world.automatic.run(world.client)
        world.clock.advance(hours=7)
    (charge,) = world.recurring()
    assert (charge.amount, charge.state) == (Decimal("515.02"), ChargeState.ISSUED)
    world.post("settle", {"txid": charge.txid})
    world.clock.advance(hours=7)
    assert world.payments.check_due(world.client, RECURRING) == 1
    with world.database() as tx:
        agreement = tx.agreements.get("agreement")
    assert agreement is not None and agreement.installments[1].paid_at is not None


def test_agreement_that_ended_ends_its_recurrence_at_the_bank(world: World) -> None:
    authorised(world)
    with world.database() as tx:
        tx.agreements.set_state("agreement", AgreementState.CANCELLED)
    world.clock.advance(days=23)
    world.automatic.run(world.client)
    assert world.recurrence().state.value == "ended"
    assert world.client.recurrence(world.recurrence().bank_id or "").status == "CANCELADA"
    assert world.recurring() == []


def test_payer_who_ends_it_is_charged_by_code_again(world: World) -> None:
    authorised(world)
    world.client.stop_recurrence(world.recurrence().bank_id or "")
    world.client.stop_recurrence(world.recurrence().bank_id or "")  # a second time is harmless
    world.clock.advance(days=23)
    assert world.automatic.run(world.client) == 0
    assert world.recurrence().state.value == "ended"
    assert world.recurring() == []


def test_bank_that_is_down_is_asked_again_and_offers_once(world: World) -> None:
    world.first()
    faults = f"{world.sandbox.url}/sandbox/faults"
    body = json.dumps({"target": "bank", "kind": "http_500"}).encode()
    asked = urllib.request.Request(faults, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(asked, timeout=10).close()
    assert world.automatic.run(world.client) == 0
    assert world.said() == []
    world.clock.advance(minutes=1)
    assert world.automatic.run(world.client) == 1
    assert world.said() == ["utter_pix_automatic_offer", "utter_pix_code"]


def test_recurring_charge_is_the_same_when_it_is_asked_for_again(world: World) -> None:
    authorised(world)
    world.clock.advance(days=23)
    world.automatic.run(world.client)
    (charge,) = world.recurring()
    due = world.ledger.agreement.installments[1].due_date
    bank_id = world.recurrence().bank_id or ""
    request = RecurringRequest(charge.txid, bank_id, charge.amount, due, "Parcela 1")
    assert world.client.charge_recurring(request) == world.client.charge_recurring(request)
    world.client.withdraw(charge.txid)
    assert world.client.get(charge.txid).status == "CANCELADA"


def test_charge_of_a_recurrence_that_nobody_authorised_is_refused(world: World) -> None:
    world.first()
    world.automatic.run(world.client)
    day = world.clock().date()
    request = RecurringRequest(
        "r" * 32, world.recurrence().bank_id or "", Decimal("9.00"), day, "Parcela"
    )
    with pytest.raises(ProviderRefused, match="idRec"):
        world.client.charge_recurring(request)


def test_automatic_without_the_receivers_account_stops_the_start(sandbox: SandboxBank) -> None:
    with pytest.raises(Misconfigured, match="PIX_ACCOUNT"):
        replace(sandbox.config, automatic=True)
