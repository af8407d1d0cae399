"""The sandbox's SMS gateway: what it takes, shows on the phone, reports and passes on."""

from __future__ import annotations

from typing import Any

from quita.adapters.sms.profiles import json_signature
from tests.sandbox.world import PHONE, World

SMS = {"id": "m1", "to": f"+{PHONE}", "text": "Veja: http://127.0.0.1:5005/l/abcdefgh23"}
TOKEN = "sandbox-sms-token"


async def send(world: World, **changes: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await world.client.post("/sms/messages", json={**SMS, **changes}, headers=headers)
    return answer.status, await answer.json()


async def on_phone(world: World) -> list[str]:
    answer = await world.client.get(f"/sms/phones/{PHONE}")
    return [one["text"] for one in (await answer.json())["messages"]]


async def test_a_message_is_shown_on_the_phone_and_its_delivery_is_reported(world: World) -> None:
    status, taken = await send(world)
    assert status == 202
    assert await on_phone(world) == [SMS["text"]]
    report = await world.assistant.next()
    assert report.path == "/webhooks/sms/status"
    assert report.body == {"type": "status", "id": taken["id"], "ref": "m1", "status": "delivered"}
    assert report.headers["X-Sms-Signature"] == json_signature(TOKEN, report.raw).decode()


async def test_the_same_message_is_taken_once(world: World) -> None:
    assert await send(world) == await send(world)
    assert len(await on_phone(world)) == 1


async def test_what_a_gateway_would_refuse_is_refused(world: World) -> None:
    assert (await send(world, to="123"))[0] == 400
    assert (await send(world, text=""))[0] == 400
    answer = await world.client.post("/sms/messages", json=SMS)
    assert answer.status == 401


async def test_a_reply_is_passed_on(world: World) -> None:
    await world.client.post(f"/sms/phones/{PHONE}", json={"text": "SAIR"})
    told = (await world.assistant.next()).body
    assert (told["type"], told["from"], told["text"]) == ("reply", f"+{PHONE}", "SAIR")
