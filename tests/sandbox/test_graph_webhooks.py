"""The web hooks that WhatsApp sends: shape, signature, statuses, and delivery until taken."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from tests.conftest import FakeClock
from tests.sandbox.world import (
    NUMBER_ID,
    PHONE,
    SECRET,
    TOKEN,
    Assistant,
    World,
    running,
    settings_for,
)

TEXT: dict[str, Any] = {"type": "text", "text": {"body": "Olá"}}


async def test_a_message_arrives_in_metas_envelope_and_signed(world: World) -> None:
    wamid = await world.say("quero negociar", name="Ana Souza")
    received = await world.assistant.next_message()
    expected = hmac.new(SECRET.encode(), received.raw, hashlib.sha256).hexdigest()
    assert received.path == "/webhooks/whatsapp/webhook"
    assert received.headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert received.body["object"] == "whatsapp_business_account"
    assert received.body["entry"][0]["changes"][0]["field"] == "messages"
    value = received.value
    user_id = value["contacts"][0]["user_id"]
    assert value["metadata"] == {
        "display_phone_number": "551140000000",
        "phone_number_id": NUMBER_ID,
    }
    assert value["contacts"] == [
        {"profile": {"name": "Ana Souza"}, "wa_id": PHONE, "user_id": user_id}
    ]
    assert user_id.startswith("BR.") and PHONE not in user_id
    assert value["messages"] == [
        {
            "from": PHONE,
            "from_user_id": user_id,
            "id": wamid,
            "timestamp": str(int(world.clock().timestamp())),
            "type": "text",
            "text": {"body": "quero negociar"},
        }
    ]


WRITINGS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "button": (
        {"type": "button_reply", "id": "sim", "title": "Sim", "context_id": "wamid.x"},
        "interactive",
        {"type": "button_reply", "button_reply": {"id": "sim", "title": "Sim"}},
    ),
    "list": (
        {"type": "list_reply", "id": "a", "title": "A", "description": "B"},
        "interactive",
        {"type": "list_reply", "list_reply": {"id": "a", "title": "A", "description": "B"}},
    ),
    "template button": (
        {"type": "button", "payload": "parar", "text": "Parar"},
        "button",
        {"payload": "parar", "text": "Parar"},
    ),
    "reaction": (
        {"type": "reaction", "message_id": "wamid.x", "emoji": "👍"},
        "reaction",
        {"message_id": "wamid.x", "emoji": "👍"},
    ),
    "reaction taken back": (
        {"type": "reaction", "message_id": "wamid.x"},
        "reaction",
        {"message_id": "wamid.x"},
    ),
}


@pytest.mark.parametrize(("said", "kind", "content"), WRITINGS.values(), ids=WRITINGS)
async def test_replies_have_metas_shapes(
    world: World, said: dict[str, Any], kind: str, content: dict[str, Any]
) -> None:
    await world.write(said)
    message = (await world.assistant.next_message()).value["messages"][0]
    assert (message["type"], message[kind]) == (kind, content)
    if "context_id" in said:
        assert message["context"] == {"from": "551140000000", "id": "wamid.x"}


@pytest.mark.parametrize("kind", ["image", "audio", "document", "sticker"])
async def test_media_can_be_fetched_by_its_id_with_the_token(world: World, kind: str) -> None:
    await world.write({"type": kind})
    media = (await world.assistant.next_message()).value["messages"][0][kind]
    token = {"Authorization": f"Bearer {TOKEN}"}
    described = await world.client.get(f"/graph/v23.0/{media['id']}", headers=token)
    url = (await described.json())["url"].removeprefix(world.settings.public_url)
    assert (await world.client.get(url)).status == 401
    data = await (await world.client.get(url, headers=token)).read()
    assert (await described.json())["sha256"] == hashlib.sha256(data).hexdigest()
    world.clock.advance(seconds=301)
    assert (await world.client.get(url, headers=token)).status == 404


async def test_a_person_without_a_visible_number_has_only_a_user_id(world: World) -> None:
    await world.client.put(f"/sandbox/phones/{PHONE}", json={"hidden": True})
    await world.say("oi")
    value = (await world.assistant.next_message()).value
    assert "wa_id" not in value["contacts"][0]
    assert "from" not in value["messages"][0]
    assert value["messages"][0]["from_user_id"] == value["contacts"][0]["user_id"]


async def test_a_message_goes_from_sent_to_delivered_and_echoes_the_callback_data(
    world: World,
) -> None:
    await world.say("oi")
    _, answer = await world.send({**TEXT, "biz_opaque_callback_data": "outbox-7"})
    sent, delivered = await world.assistant.next_status(), await world.assistant.next_status()
    assert [sent["status"], delivered["status"]] == ["sent", "delivered"]
    assert {sent["id"], delivered["id"]} == {answer["messages"][0]["id"]}
    assert sent["biz_opaque_callback_data"] == "outbox-7"
    assert sent["recipient_id"] == PHONE


async def test_a_phone_that_is_off_gets_its_messages_when_it_is_turned_on(world: World) -> None:
    await world.say("oi")
    await world.client.put(f"/sandbox/phones/{PHONE}", json={"on": False})
    await world.send(TEXT)
    assert (await world.assistant.next_status())["status"] == "sent"
    assert [one["status"] for one in await world.messages()] == ["sent"]
    await world.client.put(f"/sandbox/phones/{PHONE}", json={"on": True})
    assert (await world.assistant.next_status())["status"] == "delivered"


async def test_what_arrives_in_an_open_chat_is_read(world: World) -> None:
    await world.say("oi")
    async with world.client.get("/phone/api/events", params={"open": PHONE, "after": "0"}):
        await world.send(TEXT)
        seen = [(await world.assistant.next_status())["status"] for _ in range(3)]
    assert seen == ["sent", "delivered", "read"]


async def test_the_business_marks_a_message_and_those_before_it_as_read(world: World) -> None:
    first, second = await world.say("oi"), await world.say("tudo bem?")
    await world.assistant.next_message()
    await world.assistant.next_message()
    await until_delivered(world, second)
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    status, answer = await world.graph({**read, "typing_indicator": {"type": "text"}})
    unknown, _ = await world.graph({**read, "message_id": "wamid.outra"})
    assert (status, answer, unknown) == (200, {"success": True}, 400)
    assert [await state_of(world, one) for one in (first, second)] == ["read", "read"]


async def test_a_web_hook_is_repeated_until_it_is_answered_with_200(world: World) -> None:
    world.assistant.answers = [500, 403, 204]
    wamid = await world.say("oi")
    arrived = [await world.assistant.next_message() for _ in range(4)]
    assert len({one.raw for one in arrived}) == 1
    await until_delivered(world, wamid)
    health = await (await world.client.get("/sandbox/health")).json()
    assert health == {"webhook": "connected", "waiting": 0}


async def test_messages_of_one_phone_arrive_in_order(world: World) -> None:
    written = [await world.say(f"mensagem {n}") for n in range(8)]
    arrived = [await world.assistant.next_message() for _ in written]
    assert [one.value["messages"][0]["id"] for one in arrived] == written


async def test_a_failed_message_lets_the_next_one_pass(world: World) -> None:
    world.assistant.answers = [500]
    first, second = await world.say("a"), await world.say("b")
    arrived = [await world.assistant.next_message() for _ in range(3)]
    assert [one.value["messages"][0]["id"] for one in arrived] == [first, second, first]


async def test_web_hooks_can_be_told_to_arrive_twice(world: World) -> None:
    await world.fault(kind="webhook_duplicates", times=1)
    await world.say("oi")
    first, again = await world.assistant.next_message(), await world.assistant.next_message()
    assert first.raw == again.raw


async def test_web_hooks_can_be_told_to_arrive_out_of_order(world: World) -> None:
    await world.fault(kind="webhook_disorder", times=1)
    first, second = await world.say("a"), await world.say("b")
    arrived = [await world.assistant.next_message() for _ in range(2)]
    assert [one.value["messages"][0]["id"] for one in arrived] == [second, first]


async def test_a_restart_keeps_the_queue(tmp_path: Path, clock: FakeClock) -> None:
    nobody = settings_for(tmp_path, "http://127.0.0.1:9")
    async with running(nobody, clock) as client:
        body = {"type": "text", "text": "alguém aí?"}
        written = await client.post(f"/sandbox/phones/{PHONE}/messages", json=body)
        wamid = (await written.json())["id"]
        assert (await (await client.get("/sandbox/health")).json())["waiting"] == 1
    assistant = Assistant()
    async with TestServer(assistant.app()) as server:
        somebody = settings_for(tmp_path, str(server.make_url("")).rstrip("/"))
        async with running(somebody, clock):
            received = await assistant.next_message()
    assert received.value["messages"][0]["id"] == wamid


async def test_the_sandbox_verifies_the_web_hook_at_start(world: World) -> None:
    async with world.client.get("/phone/api/events", params={"after": "0"}) as stream:
        while b"connected" not in await asyncio.wait_for(stream.content.readline(), 5):
            continue
    health = await (await world.client.get("/sandbox/health")).json()
    assert health["webhook"] == "connected"


@pytest.mark.parametrize(
    "said",
    [
        {"type": "text"},
        {"type": "text", "text": "  "},
        {"type": "fax", "text": "oi"},
        {"type": "image", "data_base64": "%%%"},
        {"type": "text", "text": "oi", "timestamp": "ontem"},
        {"type": "document", "data_base64": "aGk=", "mime_type": "text/html"},
        {"type": "button_reply", "id": "x"},
        [],
    ],
)
async def test_what_a_person_cannot_write_is_refused(world: World, said: object) -> None:
    response = await world.client.post(f"/sandbox/phones/{PHONE}/messages", json=said)
    assert response.status == 400
    assert "error" in await response.json()


async def state_of(world: World, wamid: str) -> str:
    response = await world.client.get(
        "/sandbox/messages", params={"phone": PHONE, "direction": "all"}
    )
    found = {one["id"]: one["status"] for one in (await response.json())["messages"]}
    return str(found[wamid])


async def until_delivered(world: World, wamid: str) -> None:
    """Follow the phone's own stream until it shows that the web hook was taken."""
    async with world.client.get("/phone/api/events", params={"after": "0"}) as stream:
        while await state_of(world, wamid) == "pending":
            await asyncio.wait_for(stream.content.readline(), 5)
