"""Both clients and the whole journey against the sandbox's bank, over its real protocol."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors.psp.callback import PixNotice, parse_callback
from quita.adapters.database.unit_of_work import Database
from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.client_sync import PixClient
from quita.domain.charge_records import Charge, ChargeState, Payment
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from quita.domain.pix import parse
from quita.domain.pix_due import Discount, DueTerms, Interest, Share
from quita.domain.pix_txid import charge_txid
from quita.domain.records import Agreement
from quita.services.charges import ChargeService
from quita.services.payments import PaymentService
from quita.services.ports import PixHint, PixRequest, UnitOfWork
from tests.adapters.database.samples import MARIA, store_ledger
from tests.adapters.pix.bank import REQUEST
from tests.adapters.pix.conftest import MakeClient, SandboxBank
from tests.conftest import FakeClock


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post JSON and read JSON."""
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        given: dict[str, Any] = json.load(answer)
        return given


async def pay(sandbox: SandboxBank, code: str) -> dict[str, Any]:
    """Pay a code at the sandbox's bank."""
    return await asyncio.to_thread(post, f"{sandbox.url}/bank/test/pay", {"codigo": code})


async def order(sandbox: SandboxBank, **fault: Any) -> None:
    """Order a failure of the bank's."""
    await asyncio.to_thread(post, f"{sandbox.url}/sandbox/faults", {"target": "bank", **fault})


async def test_charge_is_created_paid_and_seen_as_paid(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(sandbox.config)
    created = await client.create(REQUEST)
    assert (created.status, created.amount, created.payments) == ("ATIVA", Decimal("37.00"), ())
    assert parse(created.code).merchant_city == "SAO PAULO"
    pix = await pay(sandbox, created.code)
    found = await client.get(REQUEST.txid)
    assert found.status == "CONCLUIDA"
    ((end_to_end_id, amount),) = [(item.end_to_end_id, item.amount) for item in found.payments]
    assert (end_to_end_id, amount) == (pix["endToEndId"], Decimal("37.00"))
    await client.close()


async def test_repeated_charge_is_the_same_even_with_less_time_left(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(sandbox.config)
    first = await client.create(REQUEST)
    again = await client.create(replace(REQUEST, expires_in=REQUEST.expires_in - 10))
    assert again == first
    with pytest.raises(ProviderRefused, match="another amount"):
        await client.create(replace(REQUEST, amount=Decimal("38.00")))
    await client.close()


async def test_charge_whose_answer_was_lost_is_found_by_the_next_try(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(sandbox.config, read_seconds=0.3)
    await order(sandbox, kind="timeout", accepted=True)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    created = await client.create(replace(REQUEST, expires_in=1800))
    assert created.status == "ATIVA"
    await client.close()


def with_due_date(today: date) -> PixRequest:
    """Give a request with a due date, fine, interest and discounts."""
    due = today + timedelta(days=20)
    terms = DueTerms(
        due,
        5,
        fine=(Share.PERCENT, Decimal("2.00")),
        interest=(Interest.PERCENT_A_MONTH, Decimal("1.00")),
        rebate=(Share.REAIS, Decimal("1.00")),
        discount=(Discount.REAIS_UNTIL, None),
        until=((today, Decimal("2.00")), (today + timedelta(days=9), Decimal("1.50"))),
    )
    return replace(REQUEST, txid=charge_txid("due", "cobv"), due=terms)


async def test_charge_with_a_due_date_is_created_paid_and_seen_with_its_parts(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(replace(sandbox.config, due_charges=True))
    request = with_due_date(date.today())
    created = await client.create(request)
    assert await client.create(request) == created
    assert parse(created.code).url is not None
    await pay(sandbox, created.code)
    found = await client.get(request.txid)
    assert found.status == "CONCLUIDA"
    ((amount, original),) = [(item.amount, item.original) for item in found.payments]
    assert (amount, original) == (Decimal("34.00"), Decimal("37.00"))
    await client.close()


async def test_account_without_charges_with_due_dates_says_so(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(sandbox.config)
    with pytest.raises(ProviderRefused, match=r"cobv\.write"):
        await client.create(with_due_date(date.today()))
    await client.close()


async def test_due_date_that_has_passed_is_refused_and_named(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(replace(sandbox.config, due_charges=True))
    with pytest.raises(ProviderRefused, match="dataDeVencimento"):
        await client.create(
            replace(REQUEST, txid=charge_txid("old", "cobv"), due=DueTerms(date(2020, 1, 2), 5))
        )
    await client.close()


async def test_list_of_received_pix_names_charge_and_payment(sandbox: SandboxBank) -> None:
    client = PixClient(sandbox.config)
    created = await asyncio.to_thread(client.create, REQUEST)
    pix = await pay(sandbox, created.code)
    now = datetime.now(timezone.utc)
    listed = await asyncio.to_thread(
        client.received, now - timedelta(hours=1), now + timedelta(hours=1)
    )
    assert [(one.end_to_end_id, one.txid, one.refunded) for one in listed] == [
        (pix["endToEndId"], REQUEST.txid, Decimal("0.00"))
    ]
    client.close()


@pytest.mark.parametrize(
    "fault", [{"kind": "http_500"}, {"kind": "rate_limit"}, {"kind": "error_code", "code": 504}]
)
async def test_failing_bank_is_unavailable_and_then_well_again(
    sandbox: SandboxBank, make: MakeClient, fault: dict[str, Any]
) -> None:
    client = make(sandbox.config)
    await order(sandbox, **fault)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert (await client.create(REQUEST)).status == "ATIVA"
    await client.close()


async def test_expired_token_is_renewed(sandbox: SandboxBank, make: MakeClient) -> None:
    client = make(sandbox.config)
    await client.create(REQUEST)
    await order(sandbox, kind="error_code", code=401)
    assert (await client.get(REQUEST.txid)).status == "ATIVA"
    await client.close()


async def test_wrong_secret_is_unavailable_and_says_so(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(replace(sandbox.config, client_secret="outro"))
    with pytest.raises(ProviderUnavailable, match="invalid_client"):
        await client.create(REQUEST)
    await client.close()


async def test_key_of_somebody_else_is_refused_and_named(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(replace(sandbox.config, pix_key="outra@exemplo.com.br"))
    with pytest.raises(ProviderRefused, match=r"cob\.chave"):
        await client.create(REQUEST)
    await client.close()


async def test_unknown_charge_is_refused(sandbox: SandboxBank, make: MakeClient) -> None:
    client = make(sandbox.config)
    with pytest.raises(ProviderRefused, match="não encontrada"):
        await client.get("0" * 32)
    await client.close()


def test_withdrawn_charge_cannot_be_paid_and_stays_withdrawn(sandbox: SandboxBank) -> None:
    client = PixClient(sandbox.config)
    code = client.create(REQUEST).code
    for _ in range(2):
        client.withdraw(REQUEST.txid)
    assert client.get(REQUEST.txid).status == "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    with pytest.raises(urllib.error.HTTPError, match="409"):
        post(f"{sandbox.url}/bank/test/pay", {"codigo": code})
    client.close()


def test_paid_charge_cannot_be_withdrawn(sandbox: SandboxBank) -> None:
    client = PixClient(sandbox.config)
    post(f"{sandbox.url}/bank/test/pay", {"codigo": client.create(REQUEST).code})
    with pytest.raises(ProviderRefused, match="ATIVA"):
        client.withdraw(REQUEST.txid)
    client.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    hook = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.put((self.path, raw))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/psp"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield hook
    server.shutdown()
    server.server_close()


@dataclass
class Receiver:
    """Where the bank's callbacks arrive."""

    url: str = ""
    got: queue.Queue[tuple[str, bytes]] = field(default_factory=queue.Queue)

    def notices(self) -> list[PixNotice]:
        """Wait for the next callback and read it."""
        path, raw = self.got.get(timeout=10)
        assert path == "/webhooks/psp/pix"
        return parse_callback(raw)


def test_callback_of_a_payment_names_its_charge(sandbox: SandboxBank, receiver: Receiver) -> None:
    client = PixClient(sandbox.config)
    client.register_webhook(receiver.url)
    pix = post(f"{sandbox.url}/bank/test/pay", {"codigo": client.create(REQUEST).code})
    (notice,) = receiver.notices()
    assert (notice.end_to_end_id, notice.txid, notice.amount) == (
        pix["endToEndId"],
        REQUEST.txid,
        Decimal("37.00"),
    )
    client.close()


def test_web_hook_for_an_address_that_is_not_safe_is_refused(sandbox: SandboxBank) -> None:
    client = PixClient(sandbox.config)
    with pytest.raises(ProviderRefused, match=r"webhook\.webhookUrl"):
        client.register_webhook("http://exemplo.com.br/webhooks/psp")
    client.close()


@dataclass
class Journey:
    """A debtor's agreement between the database and the sandbox's bank."""

    database: Database
    charges: ChargeService
    payments: PaymentService
    told: list[tuple[str, Decimal, bool]]

    def request(self, conversation_id: str) -> Charge:
        """Ask for the charge of the next installment."""
        with self.database() as tx:
            agreement = tx.agreements.get("agreement")
            assert agreement is not None and agreement.next_due is not None
            due = agreement.next_due
            return self.charges.request(tx, agreement, due, conversation_id, MARIA)


@pytest.fixture
def journey(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Journey:
    told: list[tuple[str, Decimal, bool]] = []

    def tell(
        tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        told.append((charge.id, payment.amount, settled))

    charges = ChargeService(database, clock, new_id, "Pagamento combinado")
    return Journey(database, charges, PaymentService(database, clock, new_id, tell), told)


async def test_agreement_is_paid_from_the_first_code_to_the_last_confirmation(
    journey: Journey, sandbox: SandboxBank, receiver: Receiver, clock: FakeClock
) -> None:
    conversation_id = store_ledger(journey.database, clock()).conversation.id
    bank, waiting = PixClient(sandbox.config), AsyncPixClient(sandbox.config)
    await asyncio.to_thread(bank.register_webhook, receiver.url)
    for kind in ("wrong_webhook", "webhook_duplicates"):
        await order(sandbox, kind=kind)
    codes = []
    for _ in range(3):
        asked = await asyncio.to_thread(journey.request, conversation_id)
        charge = await journey.charges.issue_now(asked.id, waiting)
        assert charge.state is ChargeState.ISSUED
        codes.append(charge.code or "")
        await pay(sandbox, codes[-1])
        confirmed = 0
        while not confirmed:
            notices = await asyncio.to_thread(receiver.notices)
            journey.payments.notice(
                PixHint(n.txid, n.end_to_end_id, n.refunded) for n in notices if n.txid
            )
            confirmed = await asyncio.to_thread(journey.payments.check_due, bank)
    assert len(set(codes)) == 3
    assert [(amount, settled) for _, amount, settled in journey.told] == [
        (Decimal("200.00"), False),
        (Decimal("515.02"), False),
        (Decimal("515.01"), True),
    ]
    with journey.database() as tx:
        assert tx.cases.of_conversation(conversation_id) == []
        agreement = tx.agreements.get("agreement")
    assert agreement is not None and agreement.next_due is None
    await waiting.close()
    bank.close()


async def test_code_comes_later_and_payment_is_found_without_any_callback(
    journey: Journey, sandbox: SandboxBank, clock: FakeClock
) -> None:
    conversation_id = store_ledger(journey.database, clock()).conversation.id
    bank, waiting = PixClient(sandbox.config), AsyncPixClient(sandbox.config)
    await order(sandbox, kind="http_500", times=2)
    asked = await asyncio.to_thread(journey.request, conversation_id)
    charge = await journey.charges.issue_now(asked.id, waiting)
    assert (charge.state, charge.code) == (ChargeState.REQUESTED, None)
    sent: list[Charge] = []
    for expected in (0, 1):
        clock.advance(seconds=20)
        issue = journey.charges.issue_due
        assert await asyncio.to_thread(issue, bank, lambda _, late: sent.append(late)) == expected
    (late,) = sent
    assert parse(late.code or "").url
    await pay(sandbox, late.code or "")
    clock.advance(minutes=2)
    assert await asyncio.to_thread(journey.payments.check_due, bank) == 1
    assert journey.told == [(charge.id, Decimal("200.00"), False)]
    await waiting.close()
    bank.close()
