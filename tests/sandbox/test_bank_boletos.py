"""The bank's boletos as a payer and a beneficiary see them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.world import World

BODY: dict[str, Any] = {
    "valor": "123.45",
    "vencimento": "2026-11-30",
    "pagador": {"nome": "Maria da Conceicao", "cpf": "52998224725"},
    "instrucoes": ["Parcela 1 de 3"],
    "bolepix": True,
}
API = "/bank/boleto"


async def call(
    world: World, method: str, path: str, body: object = None, token: str | None = None
) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token or world.settings.boleto_api_token}"}
    response = await world.client.request(method, API + path, json=body, headers=headers)
    return response.status, await response.json() if await response.read() else {}


async def registered(world: World, **changes: Any) -> dict[str, Any]:
    status, boleto = await call(world, "PUT", "/boletos/N1", {**BODY, **changes})
    assert status == 201
    return boleto


async def pay(world: World, line: str, **more: str) -> tuple[int, dict[str, Any]]:
    response = await world.client.post("/bank/test/pay-boleto", json={"linha": line, **more})
    return response.status, await response.json()


async def test_a_payment_on_the_page_calls_the_beneficiary(world: World) -> None:
    boleto = await registered(world)
    hook = {"webhookUrl": f"{world.settings.assistant_url}/webhooks/psp"}
    assert (await call(world, "PUT", "/webhook", hook))[0] == 204
    page = await world.client.get(f"{API}/pagar", params={"linha": boleto["linhaDigitavel"]})
    assert "R$ 123,45" in await page.text()
    receipt = await world.client.post(f"{API}/pagar", data={"linha": boleto["linhaDigitavel"]})
    assert "Boleto pago" in await receipt.text()
    called = await world.assistant.next()
    _, shown = await call(world, "GET", "/boletos/N1")
    assert called.path == "/webhooks/psp/boleto"
    [told] = called.body["boletos"]
    assert (told["numero"], [told["pagamento"]]) == ("N1", shown["pagamentos"])
    assert shown["situacao"] == "PAGO"


async def test_the_pix_of_a_boleto_leads_to_the_same_boleto(world: World) -> None:
    boleto = await registered(world)
    by_code = await world.client.get("/bank/pagar", params={"codigo": boleto["pixCopiaECola"]})
    assert "Pagar este boleto" in await by_code.text()
    path = boleto["pixCopiaECola"].split("/bank/qr/boleto/")[1][:32]
    scanned = await world.client.get(f"/bank/qr/boleto/{path}")
    assert "Pagar este boleto" in await scanned.text()
    assert (await world.client.get("/bank/qr/boleto/outro")).status == 409


async def test_false_and_repeated_callbacks_can_be_ordered(world: World) -> None:
    boleto = await registered(world)
    hook = {"webhookUrl": f"{world.settings.assistant_url}/webhooks/psp"}
    await call(world, "PUT", "/webhook", hook)
    await world.fault(target="boleto", kind="wrong_webhook")
    await world.fault(target="boleto", kind="webhook_duplicates", times=2)
    await pay(world, boleto["linhaDigitavel"])
    arrived = [(await world.assistant.next()).body["boletos"][0] for _ in range(4)]
    amounts = [one["pagamento"]["valor"] for one in arrived]
    assert amounts == ["246.90", "246.90", "123.45", "123.45"]


async def test_another_amount_can_be_paid_for_a_test(world: World) -> None:
    boleto = await registered(world)
    assert (await pay(world, boleto["linhaDigitavel"], valor="100.00"))[1]["valor"] == "100.00"


@pytest.mark.parametrize(
    ("line", "reason"), [("123", "invalid"), ("00190500954014481606906809350314337370000000100",
                                              "unknown")]
)  # fmt: skip
async def test_what_no_bank_registered_cannot_be_paid(world: World, line: str, reason: str) -> None:
    assert await pay(world, line) == (409, {"error": reason})
    page = await world.client.get(f"{API}/pagar", params={"linha": line})
    assert page.status == 409
    assert f'data-reason="{reason}"' in await page.text()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"valor": 1}, "valor"),
        ({"valor": "1.005"}, "valor"),
        ({"valor": "0.00"}, "valor"),
        ({"vencimento": "2026-02-31"}, "vencimento"),
        ({"vencimento": "2026-11-22"}, "vencimento"),
        ({"vencimento": None}, "vencimento"),
        ({"pagador": None}, "pagador"),
        ({"pagador": {"nome": "", "cpf": "52998224725"}}, "pagador.nome"),
        ({"pagador": {"nome": "Maria", "cpf": "52998224726"}}, "pagador.cpf"),
        ({"instrucoes": ["x"] * 6}, "instrucoes"),
        ({"instrucoes": ["x" * 81]}, "instrucoes"),
        ({"instrucoes": "x"}, "instrucoes"),
        ({"bolepix": "sim"}, "bolepix"),
        ({"desconto": "1.00"}, "desconto"),
    ],
)
async def test_a_broken_rule_is_named(world: World, changes: dict[str, Any], named: str) -> None:
    status, problem = await call(world, "PUT", "/boletos/N1", {**BODY, **changes})
    assert status == 422
    assert named in problem["detail"]


async def test_a_number_is_taken_once(world: World) -> None:
    first = await registered(world)
    assert await call(world, "PUT", "/boletos/N1", BODY) == (201, first)
    status, _ = await call(world, "PUT", "/boletos/N1", {**BODY, "valor": "1.00"})
    assert status == 409


async def test_only_the_token_opens(world: World) -> None:
    assert (await call(world, "GET", "/boletos/N1", token="outro"))[0] == 401
    assert (await call(world, "GET", "/boletos/N1"))[0] == 404
    assert (await call(world, "PUT", "/webhook", {"webhookUrl": "http://longe.example"}))[0] == 400
