"""Both clients against a bank that misbehaves: what left, and what came of it."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.config import PixConfig
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from tests.adapters.pix.bank import CODE, KEY, REQUEST, SECRET, TXID, charge, payment
from tests.adapters.pix.conftest import MakeClient, StubBank

TAKEN = (400, {"title": "Operação inválida.", "detail": "O txid já identifica outra cobrança."})


async def test_charge_is_created_with_token_and_json(stub: StubBank, make: MakeClient) -> None:
    client = make(stub.config)
    assert (await client.create(REQUEST)).code == CODE
    ((method, path, headers, body),) = stub.seen
    assert (method, path) == ("PUT", f"/v2/cob/{TXID}")
    assert headers["Authorization"] == "Bearer um-token"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["chave"] == KEY
    await client.close()


async def test_one_token_serves_many_calls(stub: StubBank, make: MakeClient) -> None:
    client = make(stub.config)
    for _ in range(3):
        await client.get(TXID)
    assert stub.tokens_asked == 1
    await client.close()


async def test_expired_token_is_renewed_once_and_the_call_repeated(
    stub: StubBank, make: MakeClient
) -> None:
    stub.answers = [(401, {}), (200, charge())]
    client = make(stub.config)
    assert (await client.get(TXID)).txid == TXID
    assert (stub.tokens_asked, len(stub.seen)) == (2, 2)
    await client.close()


async def test_repeated_charge_that_is_refused_is_looked_up(
    stub: StubBank, make: MakeClient
) -> None:
    stub.answers = [TAKEN, (200, charge())]
    client = make(stub.config)
    assert (await client.create(REQUEST)).code == CODE
    assert [method for method, *_ in stub.seen] == ["PUT", "GET"]
    await client.close()


async def test_other_charge_under_the_txid_is_refused(stub: StubBank, make: MakeClient) -> None:
    stub.answers = [TAKEN, (200, charge(valor={"original": "1.00"}))]
    client = make(stub.config)
    with pytest.raises(ProviderRefused, match="another amount"):
        await client.create(REQUEST)
    await client.close()


async def test_payments_are_read(stub: StubBank, make: MakeClient) -> None:
    stub.answers = [(200, charge(status="CONCLUIDA", pix=[payment()]))]
    client = make(stub.config)
    found = await client.get(TXID)
    assert (found.status, [item.amount for item in found.payments]) == (
        "CONCLUIDA",
        [Decimal("37.00")],
    )
    await client.close()


@pytest.mark.parametrize("status", [302, 429, 500, 503])
async def test_busy_failing_or_moved_bank_is_unavailable(
    stub: StubBank, make: MakeClient, status: int
) -> None:
    stub.answers = [(status, {})]
    stub.charge_headers = {"Location": f"{stub.url}/v2/cob/outra", "Retry-After": "1"}
    client = make(stub.config)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert len(stub.seen) == 1
    await client.close()


async def test_bank_that_nobody_answers_for_is_unavailable(make: MakeClient) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = make(PixConfig(f"http://127.0.0.1:{port}", "cliente", SECRET, KEY))
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    await client.close()


async def test_late_answer_is_unavailable(stub: StubBank, make: MakeClient) -> None:
    stub.stall = True
    client = make(stub.config, read_seconds=0.2)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert len(stub.seen) == 1
    await client.close()


async def test_dropped_connection_is_unavailable(stub: StubBank, make: MakeClient) -> None:
    stub.drop = True
    client = make(stub.config)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    await client.close()


async def test_answer_that_trickles_in_is_given_up_in_time(
    stub: StubBank, make: MakeClient
) -> None:
    stub.trickle = True
    stub.token = (200, {"access_token": "t" * 5000, "expires_in": 3600})
    client = make(stub.config, connect_seconds=0.3, read_seconds=0.5)
    began = time.monotonic()
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert time.monotonic() - began < 5
    await client.close()


async def test_endless_answer_is_given_up(stub: StubBank, make: MakeClient) -> None:
    stub.answers = [(200, b" " * (2 * 1024 * 1024))]
    client = make(stub.config)
    with pytest.raises(ProviderUnavailable):
        await client.get(TXID)
    await client.close()


async def test_page_in_place_of_an_answer_is_unavailable(stub: StubBank, make: MakeClient) -> None:
    stub.answers = [(200, b"<html>Em manuten\xc3\xa7\xc3\xa3o</html>")]
    client = make(stub.config)
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    await client.close()


async def test_login_of_a_netrc_does_not_take_the_tokens_place(
    stub: StubBank, make: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login alguem password outra\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client = make(stub.config)
    await client.create(REQUEST)
    assert stub.seen[0][2]["Authorization"] == "Bearer um-token"
    await client.close()


async def test_nothing_secret_or_personal_is_logged_or_raised(
    stub: StubBank, make: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = make(stub.config)
    await client.create(REQUEST)
    stub.answers = [(400, {"title": "Não", "detail": "CPF 12345678909"}), (404, {})]
    with pytest.raises(ProviderRefused) as refused:
        await client.create(REQUEST)
    stub.drop = True
    with pytest.raises(ProviderUnavailable) as unavailable:
        await client.create(REQUEST)
    said = caplog.text + str(refused.value) + str(unavailable.value)
    for hidden in (SECRET, "um-token", "12345678909", "Francisco"):
        assert hidden not in said
    await client.close()


async def test_client_that_was_never_used_can_be_closed_twice(make: MakeClient) -> None:
    client = make(PixConfig("https://pix.exemplo.com.br", "cliente", SECRET, KEY))
    await client.close()
    await client.close()


async def test_many_charges_at_once_share_one_client(stub: StubBank) -> None:
    stub.answers = [(200, charge())]
    client = AsyncPixClient(stub.config)
    found = await asyncio.gather(*(client.get(TXID) for _ in range(20)))
    assert {item.txid for item in found} == {TXID}
    await client.close()


async def test_slash_at_the_end_of_the_address_changes_nothing(
    stub: StubBank, make: MakeClient
) -> None:
    client = make(replace(stub.config, api_url=stub.url + "/v2/"))
    await client.create(REQUEST)
    assert stub.seen[0][1] == f"/v2/cob/{TXID}"
    await client.close()


async def test_answer_in_chunks_is_read_whole(stub: StubBank, make: MakeClient) -> None:
    raw = json.dumps(charge()).encode()
    parts = [raw[at : at + 100] for at in range(0, len(raw), 100)] + [b""]
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    stub.answers = [(200, chunked)]
    stub.charge_headers = {"Transfer-Encoding": "chunked"}
    client = make(stub.config)
    assert (await client.get(TXID)).code == CODE
    await client.close()


async def test_compressed_answer_is_read(stub: StubBank, make: MakeClient) -> None:
    stub.answers = [(200, gzip.compress(json.dumps(charge()).encode()))]
    stub.charge_headers = {"Content-Encoding": "gzip"}
    client = make(stub.config)
    assert (await client.get(TXID)).code == CODE
    await client.close()
