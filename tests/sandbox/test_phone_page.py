"""What the phone's scripts are told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from quita.domain.pix_building import build_dynamic
from tests.conftest import FakeClock
from tests.sandbox.world import PHONE, World, running, settings_for

ANA = {
    "name": "Ana Souza",
    "phone": PHONE,
    "cpf": "52998224725",
    "birth_date": "1987-03-09",
    "note": "Cartão",
}


async def bubbles(world: World) -> list[dict[str, Any]]:
    response = await world.client.get(f"/phone/api/chats/{PHONE}")
    return list((await response.json())["messages"])


async def state(world: World) -> dict[str, Any]:
    return dict(await (await world.client.get("/phone/api/state")).json())


async def test_the_root_leads_to_the_phone(world: World) -> None:
    response = await world.client.get("/")
    assert (response.status, response.url.path) == (200, "/phone")
    assert "Telefone de teste" in await response.text()


async def test_a_pix_code_can_be_opened_in_the_bank(world: World) -> None:
    await world.say("oi")
    code = build_dynamic("127.0.0.1:5090/bank/qr/v2/abc", "Loja", "Recife")
    await world.send({"type": "text", "text": {"body": code}})
    await world.send({"type": "text", "text": {"body": f"Pague com {code}"}})
    alone, within = (await bubbles(world))[1:]
    assert alone["pix"] == code
    assert alone["pay_url"].startswith("/bank/pagar?codigo=0002")
    assert "pix" not in within


async def test_a_boletos_line_can_be_copied(world: World) -> None:
    await world.say("oi")
    line = "00190.50095 40144.816069 06809.350314 3 37370000000100"
    await world.send({"type": "text", "text": {"body": line}})
    assert (await bubbles(world))[1]["boleto"] == line


async def test_only_what_reached_the_phone_is_visible(world: World) -> None:
    await world.say("oi")
    await world.client.put(f"/sandbox/phones/{PHONE}", json={"on": False})
    await world.send({"type": "text", "text": {"body": "Olá"}})
    assert (await world.assistant.next_status())["status"] == "sent"
    assert [one["visible"] for one in await bubbles(world)] == [True, False]
    assert [(one["held"], one["unread"]) for one in (await state(world))["phones"]] == [(1, 0)]


async def test_the_stream_resumes_after_the_last_event_that_was_seen(world: World) -> None:
    await world.say("primeira")
    await world.assistant.next_message()
    seen = (await state(world))["after"]
    await world.say("segunda")
    resumed = {"Last-Event-ID": str(seen)}
    async with world.client.get("/phone/api/events", headers=resumed) as stream:
        told = await next_bubble(stream)
        while told["message"]["text"] == "primeira":  # its tick may come late
            told = await next_bubble(stream)
    assert told["message"]["text"] == "segunda"
    assert told["listed"]["last"] == "segunda"


async def test_the_demonstrations_people_are_read_at_each_request(
    tmp_path: Path, clock: FakeClock
) -> None:
    file = tmp_path / "demo.json"
    settings = replace(settings_for(tmp_path, "http://127.0.0.1:9"), demo_file=file)
    async with running(settings, clock) as client:
        before = await (await client.get("/phone/api/state")).json()
        file.write_text(json.dumps([ANA]))
        after = await (await client.get("/phone/api/state")).json()
    assert before["people"] == []
    assert [one["name"] for one in after["phones"]] == ["Ana Souza"]
    assert after["people"][0] | {"note": ""} == {
        "name": "Ana Souza",
        "phone": PHONE,
        "cpf": "529.982.247-25",
        "cpf_parts": ["529", "982", "247"],
        "birth_date": "09/03/1987",
        "note": "",
    }


async def test_a_person_of_the_demonstration_is_on_whatsapp_before_writing(
    tmp_path: Path, clock: FakeClock, assistant: tuple[Any, str]
) -> None:
    file = tmp_path / "demo.json"
    file.write_text(json.dumps([ANA]))
    listening, url = assistant
    settings = replace(settings_for(tmp_path, url), demo_file=file)
    async with running(settings, clock) as client:
        world = World(settings, clock, client, listening)
        template = {"name": "lembrete", "language": {"code": "pt_BR"}}
        await world.send({"type": "template", "template": template})
        assert (await listening.next_status())["status"] == "sent"


async def next_bubble(stream: Any) -> dict[str, Any]:
    while True:
        line = await asyncio.wait_for(stream.content.readline(), 5)
        if line.startswith(b"data:") and b'"message"' in line:
            return dict(json.loads(line.removeprefix(b"data:")))
