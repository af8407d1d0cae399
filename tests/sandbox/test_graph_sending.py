"""What the Graph API accepts and what it refuses."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sandbox.graph.errors import GraphError
from sandbox.graph.templates import Templates
from tests.sandbox.world import NUMBER_ID, PHONE, World

TEXT: dict[str, Any] = {"type": "text", "text": {"body": "Olá"}}


def buttons(*titles: str, ids: list[str] | None = None, **more: Any) -> dict[str, Any]:
    keys = ids or [f"b{n}" for n in range(len(titles))]
    replies = [
        {"type": "reply", "reply": {"id": key, "title": title}}
        for key, title in zip(keys, titles, strict=True)
    ]
    content = {"type": "button", "body": {"text": "Escolha"}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": {**content, **more}}


def listed(rows: int = 1, sections: int = 1, **row: str) -> dict[str, Any]:
    made = [
        {
            "title": f"Seção {s}",
            "rows": [{"id": f"{s}-{n}", "title": "Opção", **row} for n in range(rows)],
        }
        for s in range(sections)
    ]
    content = {
        "type": "list",
        "body": {"text": "Escolha"},
        "action": {"button": "Ver", "sections": made},
    }
    return {"type": "interactive", "interactive": content}


def link(text: str = "Abrir", url: str = "https://example.com") -> dict[str, Any]:
    action = {"name": "cta_url", "parameters": {"display_text": text, "url": url}}
    content = {"type": "cta_url", "body": {"text": "Veja"}, "action": action}
    return {"type": "interactive", "interactive": content}


def order(total: int = 14990, **parameters: Any) -> dict[str, Any]:
    def cents(value: int) -> dict[str, int]:
        return {"value": value, "offset": 100}

    pix = {"code": "0002", "merchant_name": "Loja", "key": "1" * 14, "key_type": "CNPJ"}
    item = {"retailer_id": "1", "name": "Parcela 1", "amount": cents(14990), "quantity": 1}
    action = {
        "name": "review_and_pay",
        "parameters": {
            "reference_id": "acordo-1.2",
            "type": "digital-goods",
            "payment_type": "br",
            "currency": "BRL",
            "total_amount": cents(total),
            "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": pix}],
            "order": {
                "status": "pending",
                "items": [item],
                "subtotal": cents(14990),
                "tax": cents(0),
            },
            **parameters,
        },
    }
    content = {"type": "order_details", "body": {"text": "Pague"}, "action": action}
    return {"type": "interactive", "interactive": content}


ACCEPTED = {
    "a text of 4096": {"type": "text", "text": {"body": "x" * 4096}},
    "three buttons with titles of 20": buttons("a" * 20, "b" * 20, "c" * 20),
    "a button id of 256": buttons("Sim", ids=["i" * 256]),
    "ten rows": listed(rows=10, title="t" * 24, description="d" * 72),
    "a link": link("x" * 20),
    "an order whose sums agree": order(),
    "a document by link": {
        "type": "document",
        "document": {"link": "https://example.com/a.pdf", "filename": "a.pdf"},
    },
    "a template": {
        "type": "template",
        "template": {"name": "lembrete_1", "language": {"code": "pt_BR"}},
    },
    "callback data of 512": {**TEXT, "biz_opaque_callback_data": "x" * 512},
}
REFUSED = {
    "a text of 4097": ({"type": "text", "text": {"body": "x" * 4097}}, 100),
    "an empty text": ({"type": "text", "text": {"body": " "}}, 100),
    "a text without body": ({"type": "text", "text": {}}, 131008),
    "a type without its content": ({"type": "text"}, 131008),
    "an unknown type": ({"type": "poll", "poll": {}}, 131009),
    "an unknown field": ({**TEXT, "priority": 1}, 100),
    "no recipient": ({**TEXT, "to": None}, 100),
    "no messaging product": ({**TEXT, "messaging_product": None}, 100),
    "a group as recipient type": ({**TEXT, "recipient_type": "group"}, 131009),
    "callback data of 513": ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 131009),
    "four buttons": (buttons("a", "b", "c", "d"), 131009),
    "no buttons": (buttons(), 131009),
    "a button title of 21": (buttons("a" * 21), 131009),
    "equal button titles": (buttons("Sim", "Sim"), 131009),
    "equal button ids": (buttons("Sim", "Não", ids=["x", "x"]), 131009),
    "a button id of 257": (buttons("Sim", ids=["i" * 257]), 131009),
    "a body of 1025": (buttons("Sim", body={"text": "x" * 1025}), 131009),
    "a footer of 61": (buttons("Sim", footer={"text": "x" * 61}), 131009),
    "a header of 61": (buttons("Sim", header={"type": "text", "text": "x" * 61}), 131009),
    "eleven rows in a section": (listed(rows=11), 131009),
    "twelve rows in two sections": (listed(rows=6, sections=2), 131009),
    "a row title of 25": (listed(title="t" * 25), 131009),
    "a row description of 73": (listed(description="d" * 73), 131009),
    "a row id of 201": (listed(id="i" * 201), 131009),
    "equal row ids": (listed(rows=2, id="x"), 131009),
    "a link's text of 21": (link("x" * 21), 131009),
    "a link to nowhere": (link(url="javascript:alert(1)"), 131009),
    "an order whose total is wrong": (order(total=14991), 131009),
    "an order with a bad reference": (order(reference_id="a b"), 131009),
    "an order in dollars": (order(currency="USD"), 131009),
    "media with neither id nor link": ({"type": "image", "image": {"caption": "x"}}, 131008),
    "media that does not exist": ({"type": "image", "image": {"id": "1"}}, 100),
    "a template with a bad name": (
        {"type": "template", "template": {"name": "Olá", "language": {"code": "pt_BR"}}},
        131009,
    ),
    "a message to itself": ({**TEXT, "to": "+55 11 4000-0000"}, 131021),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
async def test_what_fits_the_limits_is_accepted(world: World, body: dict[str, Any]) -> None:
    status, answer = await world.send(body, to="+55 (11) 98765-4321")
    assert status == 200
    assert answer["contacts"] == [{"input": "+55 (11) 98765-4321", "wa_id": PHONE}]
    assert answer["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED)
async def test_what_breaks_a_limit_gets_metas_code(
    world: World, body: dict[str, Any], code: int
) -> None:
    status, answer = await world.send(body)
    assert (status, answer["error"]["code"]) == (400, code)
    assert {"message", "type", "code", "fbtrace_id"} <= set(answer["error"])
    assert await world.messages() == []


async def test_a_wrong_token_gets_401_and_190(world: World) -> None:
    status, answer = await world.graph({"messaging_product": "whatsapp"}, token="outro")
    assert (status, answer["error"]["code"]) == (401, 190)


async def test_another_business_number_is_unknown(world: World) -> None:
    response = await world.client.post(
        "/graph/v23.0/999/messages", json=TEXT, headers={"Authorization": "Bearer token-de-teste"}
    )
    error = (await response.json())["error"]
    assert (response.status, error["code"], error["error_subcode"]) == (400, 100, 33)
    assert error["type"] == "GraphMethodException"
    assert NUMBER_ID not in error["message"]


async def test_a_person_is_reached_with_or_without_the_ninth_digit(world: World) -> None:
    await world.say("oi", "553187651234")
    status, answer = await world.send(TEXT, to="5531987651234")
    assert status == 200
    assert answer["contacts"] == [{"input": "5531987651234", "wa_id": "553187651234"}]


async def test_a_person_is_reached_by_business_scoped_user_id(world: World) -> None:
    await world.say("oi")
    received = await world.assistant.next_message()
    user_id = received.value["contacts"][0]["user_id"]
    status, answer = await world.send({**TEXT, "to": None, "recipient": user_id})
    assert (status, answer["contacts"][0]["user_id"]) == (200, user_id)
    assert [one["phone"] for one in await world.messages()] == [PHONE]


@pytest.mark.parametrize("phone", ["5511900000009", "12025550123"])
async def test_an_unknown_number_is_accepted_and_then_fails_with_131026(
    world: World, phone: str
) -> None:
    status, _ = await world.send(TEXT, to=phone)
    failed = await world.assistant.next_status()
    assert status == 200
    assert (failed["status"], failed["recipient_id"]) == ("failed", phone)
    assert failed["errors"][0]["code"] == 131026


async def test_after_24_hours_only_a_template_arrives(world: World) -> None:
    await world.say("oi")
    world.clock.advance(hours=24, seconds=1)
    await world.send(TEXT)
    await world.send(ACCEPTED["a template"])
    late, sent = await world.assistant.next_status(), await world.assistant.next_status()
    assert (late["status"], late["errors"][0]["code"]) == ("failed", 131047)
    assert (sent["status"], sent["pricing"]["billable"]) == ("sent", True)


async def test_one_person_gets_45_at_once_and_then_one_in_6_seconds(world: World) -> None:
    await world.say("oi")
    for _ in range(45):
        assert (await world.send(TEXT))[0] == 200
    assert (await world.send(TEXT))[1]["error"]["code"] == 131056
    world.clock.advance(seconds=6)
    assert (await world.send(TEXT))[0] == 200


def test_templates_of_a_list_are_checked_by_name_and_count(tmp_path: Path) -> None:
    file = tmp_path / "templates.json"
    file.write_text('[{"name": "lembrete", "language": "pt_BR", "body": "Oi {{1}}"}]')
    templates = Templates(file)
    known = {"name": "lembrete", "language": {"code": "pt_BR"}}
    filled = [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]
    with pytest.raises(GraphError) as unknown:
        templates.check({**known, "name": "outro"})
    with pytest.raises(GraphError) as short:
        templates.check(known)
    assert (unknown.value.code, short.value.code) == (132001, 132000)
    templates.check({**known, "components": filled})
    assert templates.render({**known, "components": filled}) == ("Oi Ana", [])


async def test_faults_hit_the_next_calls_and_then_stop(world: World) -> None:
    await world.say("oi")
    await world.fault(target="graph", kind="rate_limit", times=1)
    await world.fault(target="graph", kind="error_code", code=131031, times=1)
    limited, locked, well = [await world.send(TEXT) for _ in range(3)]
    assert (limited[0], limited[1]["error"]["code"]) == (429, 130429)
    assert (locked[0], locked[1]["error"]["code"]) == (403, 131031)
    assert well[0] == 200
    assert len(await world.messages()) == 1


async def test_a_timeout_may_hide_a_message_that_was_accepted(world: World) -> None:
    await world.say("oi")
    await world.fault(target="graph", kind="timeout", accepted=True)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(world.send({**TEXT, "biz_opaque_callback_data": "outbox-1"}), 0.3)
    assert (await world.assistant.next_status())["biz_opaque_callback_data"] == "outbox-1"


async def test_a_message_can_be_told_to_fail_later(world: World) -> None:
    await world.say("oi")
    await world.fault(target="graph", kind="failed_status", code=131049)
    status, _ = await world.send(TEXT)
    assert status == 200
    assert (await world.assistant.next_status())["errors"][0]["code"] == 131049


@pytest.mark.parametrize(
    "fault",
    [{"kind": "melt"}, {"kind": "error_code"}, {"kind": "timeout", "times": 0}, {"colour": "red"}],
)
async def test_a_fault_that_means_nothing_is_refused(world: World, fault: dict[str, Any]) -> None:
    response = await world.client.post("/sandbox/faults", json=fault)
    assert response.status == 400
