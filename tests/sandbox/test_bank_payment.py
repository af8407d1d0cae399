"""Paying a code, on the page and for tests, and the bank's call to the receiver."""

from __future__ import annotations

from typing import Any

import pytest

from quita.domain.pix_building import build_static
from tests.sandbox.test_bank_charges import COB, COBV, TXID
from tests.sandbox.world import KEY, World


async def charge(world: World, kind: str = "cob", body: dict[str, Any] | None = None) -> str:
    default = COB if kind == "cob" else COBV
    _, made = await world.bank("PUT", f"/{kind}/{TXID}", body or default)
    return str(made["pixCopiaECola"])


async def pay(world: World, code: str, **more: str) -> tuple[int, dict[str, Any]]:
    response = await world.client.post("/bank/test/pay", json={"codigo": code, **more})
    return response.status, await response.json()


async def hooked(world: World) -> None:
    body = {"webhookUrl": f"{world.settings.assistant_url}/webhooks/psp"}
    assert (await world.bank("PUT", f"/webhook/{KEY}", body))[0] == 200


async def test_a_payment_concludes_the_charge_and_calls_the_receiver(world: World) -> None:
    await hooked(world)
    status, pix = await pay(world, await charge(world), recado="obrigada")
    called = await world.assistant.next()
    _, concluded = await world.bank("GET", f"/cob/{TXID}")
    assert status == 200
    assert called.path == "/webhooks/psp/pix"
    assert called.body == {"pix": [pix]}
    assert (concluded["status"], concluded["pix"]) == ("CONCLUIDA", [pix])
    assert pix["endToEndId"].startswith("E99999004202611231500")
    assert (len(pix["endToEndId"]), pix["txid"], pix["valor"]) == (32, TXID, "123.45")
    assert (pix["infoPagador"], pix["chave"]) == ("obrigada", KEY)
    assert pix["horario"] == "2026-11-23T15:00:00.000Z"


async def test_the_callback_is_repeated_until_it_is_taken(world: World) -> None:
    await hooked(world)
    world.assistant.answers = [500, 503]
    await pay(world, await charge(world))
    arrived = [await world.assistant.next() for _ in range(3)]
    assert len({one.raw for one in arrived}) == 1


async def test_a_false_callback_and_a_repeated_one_can_be_ordered(world: World) -> None:
    await hooked(world)
    await world.fault(target="bank", kind="wrong_webhook")
    await world.fault(target="bank", kind="webhook_duplicates", times=2)
    _, pix = await pay(world, await charge(world))
    arrived = [(await world.assistant.next()).body["pix"][0] for _ in range(4)]
    assert [one["endToEndId"] == pix["endToEndId"] for one in arrived] == [False] * 2 + [True] * 2
    assert (arrived[0]["txid"], arrived[0]["valor"]) == (TXID, "246.90")
    unknown, _ = await world.bank("GET", f"/pix/{arrived[0]['endToEndId']}")
    assert unknown == 404


async def test_a_late_payment_carries_fine_and_interest(world: World) -> None:
    code = await charge(world, "cobv")
    world.clock.advance(days=10)
    _, pix = await pay(world, code)
    assert pix["valor"] == "102.10"
    assert pix["componentesValor"] == {
        "original": {"valor": "100.00"},
        "multa": {"valor": "2.00"},
        "juros": {"valor": "0.10"},
    }


async def test_a_received_pix_is_found_by_id_and_by_time(world: World) -> None:
    _, pix = await pay(world, await charge(world))
    listed = "/pix?inicio=2026-11-23T00:00:00Z&fim=2026-11-23T23:59:59Z"
    assert await world.bank("GET", f"/pix/{pix['endToEndId']}") == (200, pix)
    _, found = await world.bank("GET", listed)
    assert (found["pix"], found["parametros"]["paginacao"]["quantidadeTotalDeItens"]) == ([pix], 1)
    _, none = await world.bank("GET", listed.replace("11-23", "11-22"))
    assert none["pix"] == []


@pytest.mark.parametrize("query", ["", "?inicio=2026-11-23T00:00:00Z", "?inicio=x&fim=y"])
async def test_a_search_without_its_times_is_refused(world: World, query: str) -> None:
    status, problem = await world.bank("GET", "/pix" + query)
    assert (status, problem["type"].rsplit("/")[-1]) == (400, "PixConsultaInvalida")


async def test_a_code_is_paid_once(world: World) -> None:
    code = await charge(world)
    await pay(world, code)
    status, answer = await pay(world, code)
    assert (status, answer["error"]) == (409, "paid")


async def test_an_expired_code_is_not_paid(world: World) -> None:
    code = await charge(world)
    world.clock.advance(seconds=3600)
    assert (await pay(world, code))[0] == 200
    world.clock.advance(seconds=1)
    other = await world.bank("PUT", f"/cob/{TXID}x", COB)
    world.clock.advance(seconds=3601)
    assert (await pay(world, other[1]["pixCopiaECola"]))[1]["error"] == "expired"


async def test_a_code_past_its_validity_is_not_paid(world: World) -> None:
    code = await charge(world, "cobv")
    world.clock.advance(days=17)
    assert (await world.client.get("/bank/pagar", params={"codigo": code})).status == 200
    world.clock.advance(days=1)
    assert (await pay(world, code))[1]["error"] == "expired"


async def test_a_removed_code_is_not_paid(world: World) -> None:
    code = await charge(world)
    await world.bank("PATCH", f"/cob/{TXID}", {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"})
    assert (await pay(world, code))[1]["error"] == "removed"


async def test_codes_that_are_not_this_banks_are_named_as_such(world: World) -> None:
    code = await charge(world)
    static = build_static(KEY, "Loja", "São Paulo")
    reasons = [(await pay(world, one))[1]["error"] for one in (code[:-1] + "Z", static)]
    assert reasons == ["invalid", "elsewhere"]


async def test_another_sum_is_paid_only_where_the_charge_lets_the_payer_choose(
    world: World,
) -> None:
    code = await charge(world)
    assert (await pay(world, code, valor="100.00"))[1]["error"] == "amount"
    free = {**COB, "valor": {"original": "123.45", "modalidadeAlteracao": 1}}
    _, made = await world.bank("PUT", f"/cob/{TXID}x", free)
    assert (await pay(world, made["pixCopiaECola"], valor="100.00"))[1]["valor"] == "100.00"


async def test_the_page_shows_who_receives_and_the_button_pays(world: World) -> None:
    code = await charge(world)
    shown = await (await world.client.get("/bank/pagar", params={"codigo": code})).text()
    for text in ("Loja Girassol", "12.345.678/0001-95", "R$ 123,45", "Acordo 17", "1 de 3"):
        assert text in shown
    paid = await world.client.post("/bank/pagar", data={"codigo": code, "recado": "oi"})
    assert "Pix enviado" in await paid.text()
    again = await world.client.get("/bank/pagar", params={"codigo": code})
    assert (again.status, "já está paga" in await again.text()) == (409, True)


async def test_what_a_payer_sees_is_text_and_never_markup(world: World) -> None:
    code = await charge(world, body={**COB, "solicitacaoPagador": "<b>x</b>"})
    shown = await (await world.client.get("/bank/pagar", params={"codigo": code})).text()
    assert "&lt;b&gt;x&lt;/b&gt;" in shown


async def test_a_camera_that_reads_the_code_is_led_to_the_page(world: World) -> None:
    _, made = await world.bank("PUT", f"/cob/{TXID}", COB)
    path = made["location"].partition("/")[2]
    assert "Pagar este Pix" in await (await world.client.get(f"/{path}")).text()
    assert (await world.client.get("/bank/qr/v2/outro")).status == 409


@pytest.mark.parametrize(
    ("key", "url"),
    [("outra", "https://example.com"), (KEY, "ftp://example.com"), (KEY, "http://example.com")],
)
async def test_a_web_hook_needs_the_receivers_key_and_a_safe_address(
    world: World, key: str, url: str
) -> None:
    status, problem = await world.bank("PUT", f"/webhook/{key}", {"webhookUrl": url})
    assert (status, problem["type"].rsplit("/")[-1]) == (400, "WebhookOperacaoInvalida")


async def test_a_web_hook_is_shown_and_removed(world: World) -> None:
    await hooked(world)
    _, shown = await world.bank("GET", f"/webhook/{KEY}")
    assert (shown["chave"], shown["criacao"]) == (KEY, "2026-11-23T15:00:00.000Z")
    assert (await world.bank("DELETE", f"/webhook/{KEY}"))[0] == 204
    assert (await world.bank("GET", f"/webhook/{KEY}"))[0] == 404
