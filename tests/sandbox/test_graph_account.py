"""The sandbox's business account: numbers rated and banned, templates paused, each told of."""

from __future__ import annotations

from pathlib import Path

from connectors.whatsapp.template_types import TemplateStatus
from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import AccountUpdate, QualityUpdate
from tests.conftest import FakeClock
from tests.sandbox.world import NUMBER_ID, PHONE, TOKEN, Assistant, World, running, settings_for

TEXT = {"type": "text", "text": {"body": "oi"}}
TEMPLATE = {"type": "template", "template": {"name": "retomar", "language": {"code": "pt_BR"}}}
OTHER = "200000000000002"


async def change(world: World, path: str, **body: object) -> int:
    response = await world.client.put(f"/sandbox/{path}", json=body)
    return int(response.status)


async def told(world: World) -> object:
    """Read the next web hook as the channel does."""
    [update] = parse_webhook((await world.assistant.next()).raw).updates
    return update


async def test_a_number_tells_its_quality_and_tier_when_asked(world: World) -> None:
    assert await change(world, f"numbers/{NUMBER_ID}", quality="YELLOW", tier="TIER_1K") == 200
    response = await world.client.get(
        f"/graph/v23.0/{NUMBER_ID}", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    said = await response.json()
    assert (said["quality_rating"], said["messaging_limit_tier"]) == ("YELLOW", "TIER_1K")


async def test_a_red_number_is_told_of_as_flagged(world: World) -> None:
    await change(world, f"numbers/{NUMBER_ID}", quality="RED")
    update = await told(world)
    assert isinstance(update, QualityUpdate) and update.event == "FLAGGED"


async def test_a_banned_number_sends_nothing_until_it_is_forgiven(world: World) -> None:
    await world.say("oi")
    await world.assistant.next()
    await change(world, f"numbers/{NUMBER_ID}", banned=True)
    assert isinstance(await told(world), AccountUpdate)
    status, said = await world.send(TEXT)
    assert (status, said["error"]["code"]) == (403, 131031)
    await change(world, f"numbers/{NUMBER_ID}", banned=False)
    assert (await world.send(TEXT))[0] == 200


async def test_a_paused_template_is_refused_and_told_of(world: World) -> None:
    await world.say("oi")
    await world.assistant.next()
    assert await change(world, "templates/retomar", status="PAUSED") == 200
    update = await told(world)
    assert isinstance(update, TemplateStatus) and update.event == "PAUSED"
    assert (await world.send(TEMPLATE))[1]["error"]["code"] == 132015
    await change(world, "templates/retomar", status="DISABLED")
    assert (await world.send(TEMPLATE))[1]["error"]["code"] == 132016
    await change(world, "templates/retomar", status="APPROVED")
    assert (await world.send(TEMPLATE))[0] == 200


async def test_more_than_eighty_messages_in_a_second_are_too_many(world: World) -> None:
    statuses = [(await world.send(TEXT, to=f"55119{n:08}"))[0] for n in range(81)]
    assert statuses.count(200) == 80
    world.clock.advance(seconds=1)
    assert (await world.send(TEXT))[0] == 200


async def test_what_the_sandbox_cannot_do_is_refused_with_a_reason(world: World) -> None:
    assert await change(world, f"numbers/{NUMBER_ID}", quality="PURPLE") == 400
    assert await change(world, "templates/retomar") == 400


async def test_each_number_of_several_reports_its_own_messages(
    tmp_path: Path, assistant: tuple[Assistant, str], clock: FakeClock
) -> None:
    listening, url = assistant
    settings = settings_for(tmp_path, url, whatsapp_number_ids=(NUMBER_ID, OTHER))
    async with running(settings, clock) as client:
        world = World(settings, clock, client, listening)
        await world.say("oi", number=OTHER)
        received = await listening.next()
        assert received.value["metadata"]["phone_number_id"] == OTHER
        response = await client.post(
            f"/graph/v23.0/{OTHER}/messages",
            json={"messaging_product": "whatsapp", "to": PHONE, **TEXT},
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        assert response.status == 200
        sent = await listening.next()
        assert sent.value["metadata"]["phone_number_id"] == OTHER
