"""Both clients against the sandbox's bank: registered once, looked up, written off, and faults."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quita.adapters.boleto.client_sync import BoletoClient
from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.boleto.protocol import boleto_body
from quita.domain.boleto.bars import read
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import Misconfigured, ProviderRefused, ProviderUnavailable
from quita.domain.pix import parse
from quita.services.ports import BoletoCharge, BoletoRequest
from tests.adapters.boleto.conftest import MakeClient, SandboxBank
from tests.conftest import FakeClock

REQUEST = BoletoRequest(
    "ABC123", Decimal("37.00"), date(2026, 11, 30), "Maria da Conceição", "52998224725",
    ("Parcela 1 de 3 do acordo 2026112300000001",),
)  # fmt: skip


async def registered(sandbox: SandboxBank, make: MakeClient) -> BoletoCharge:
    client = make(sandbox.config)
    boleto: BoletoCharge = await client("create", REQUEST)
    await client("close")
    return boleto


async def test_registered_boleto_says_what_was_asked(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    boleto = await registered(sandbox, make)
    bars = read(boleto.code)
    assert (boleto.txid, boleto.status, boleto.payments) == ("ABC123", "ATIVA", ())
    assert (bars.amount, bars.factor) == (Decimal("37.00"), factor_of(date(2026, 11, 30)))
    assert (boleto.due_date, boleto.bank_name) == (date(2026, 11, 30), "Banco de Teste")
    assert boleto.own_number
    assert parse(boleto.emv).url is not None


async def test_same_request_again_gives_the_same_boleto(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    assert await registered(sandbox, make) == await registered(sandbox, make)


@pytest.mark.parametrize("change", [{"amount": Decimal("38.00")}, {"due_date": date(2026, 12, 1)}])
async def test_another_boleto_under_the_number_is_refused(
    sandbox: SandboxBank, make: MakeClient, change: dict[str, Any]
) -> None:
    await registered(sandbox, make)
    client = make(sandbox.config)
    with pytest.raises(ProviderRefused, match="another amount or due date"):
        await client("create", replace(REQUEST, **change))
    await client("close")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount": Decimal("0.00")}, "valor"),
        ({"amount": Decimal("-1.00")}, "valor"),
        ({"amount": Decimal("100000000.00")}, "valor"),
        ({"due_date": date(2026, 11, 22)}, "vencimento"),
        ({"due_date": date(2046, 11, 23)}, "vencimento"),
        ({"debtor_cpf": "11111111111"}, "pagador.cpf"),
        ({"debtor_name": "  "}, "pagador.nome"),
        ({"txid": "X" * 16}, "numero"),
        ({"txid": "com-hifen"}, "numero"),
    ],
)
async def test_what_a_bank_refuses_is_refused_with_its_reason(
    sandbox: SandboxBank, make: MakeClient, change: dict[str, Any], reason: str
) -> None:
    client = make(sandbox.config)
    with pytest.raises(ProviderRefused, match=reason):
        await client("create", replace(REQUEST, **change))
    await client("close")


def test_request_is_folded_and_cut_to_what_banks_print() -> None:
    body = boleto_body(
        replace(REQUEST, debtor_name="João\n" + "É" * 80, instructions=("ação " * 40,) * 9)
    )
    assert body["pagador"]["nome"] == "Joao " + "E" * 55
    assert len(body["instrucoes"]) == 5
    assert {len(line) for line in body["instrucoes"]} == {79}


async def test_wrong_token_says_nothing_about_the_boleto(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    client = make(BoletoConfig(sandbox.config.api_url, "outro"))
    with pytest.raises(ProviderUnavailable, match="401"):
        await client("create", REQUEST)
    await client("close")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "http_500"}, ProviderUnavailable),
        ({"kind": "rate_limit"}, ProviderUnavailable),
        ({"kind": "error_code", "code": 503}, ProviderUnavailable),
        ({"kind": "late_registration"}, ProviderUnavailable),
        ({"kind": "wrong_answer"}, ProviderRefused),
    ],
)
async def test_bank_that_fails_once_registers_at_the_next_try(
    sandbox: SandboxBank, make: MakeClient, fault: dict[str, Any], error: type[Exception]
) -> None:
    await sandbox.order(**fault)
    client = make(sandbox.config)
    with pytest.raises(error):
        await client("create", REQUEST)
    assert (await client("create", REQUEST)).status == "ATIVA"
    await client("close")


async def test_boleto_taken_in_silence_is_the_same_at_the_next_try(
    sandbox: SandboxBank, make: MakeClient
) -> None:
    await sandbox.order(kind="timeout", accepted=True)
    client = make(sandbox.config, read_seconds=0.3)
    with pytest.raises(ProviderUnavailable):
        await client("create", REQUEST)
    await client("close")
    again = make(sandbox.config)
    assert (await again("create", REQUEST)).own_number == "00000000001"
    await again("close")


async def test_payment_is_seen_and_never_twice(sandbox: SandboxBank, clock: FakeClock) -> None:
    client = BoletoClient(sandbox.config)
    boleto = await asyncio.to_thread(client.create, REQUEST)
    status, _ = await sandbox.pay(boleto.code)
    assert status == 200
    assert await sandbox.pay(boleto.code) == (409, {"error": "paid"})
    found = await asyncio.to_thread(client.get, "ABC123")
    [payment] = found.payments
    assert (found.status, payment.amount, payment.paid_at) == (
        "CONCLUIDA",
        Decimal("37.00"),
        clock(),
    )
    with pytest.raises(ProviderRefused, match="já foi pago"):
        await asyncio.to_thread(client.withdraw, "ABC123")
    client.close()


async def test_boleto_past_its_day_or_written_off_cannot_be_paid(
    sandbox: SandboxBank, clock: FakeClock
) -> None:
    client = BoletoClient(sandbox.config)
    boleto = await asyncio.to_thread(client.create, REQUEST)
    other = await asyncio.to_thread(client.create, replace(REQUEST, txid="OUTRO"))
    await asyncio.to_thread(client.withdraw, "OUTRO")
    await asyncio.to_thread(client.withdraw, "OUTRO")
    assert await sandbox.pay(other.code) == (409, {"error": "removed"})
    assert (await asyncio.to_thread(client.get, "OUTRO")).status.startswith("REMOVIDA")
    clock.advance(days=8)
    assert await sandbox.pay(boleto.code) == (409, {"error": "expired"})
    assert (await asyncio.to_thread(client.get, "ABC123")).status == "ATIVA"
    client.close()


async def test_unknown_boleto_is_refused(sandbox: SandboxBank) -> None:
    client = BoletoClient(sandbox.config)
    for call in (client.get, client.withdraw):
        with pytest.raises(ProviderRefused):
            await asyncio.to_thread(call, "NENHUM")
    client.close()


@pytest.mark.parametrize(
    ("url", "token"),
    [("", "t"), ("ftp://banco", "t"), ("https://a b", "t"), ("https://banco", ""),
     ("https://banco", "com espaço")],
)  # fmt: skip
def test_settings_that_could_not_be_sent_stop_the_start(url: str, token: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        BoletoConfig(url, token)
    assert not token or token not in str(caught.value) or token == "t"
