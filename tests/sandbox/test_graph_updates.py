"""What WhatsApp tells beside messages, and every kind of message: the channel reads it all."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.whatsapp.signature import valid_signature
from connectors.whatsapp.template_types import TemplateCategory, TemplateQuality, TemplateStatus
from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import (
    AccountUpdate,
    GroupMessage,
    MessageKind,
    QualityUpdate,
    ReportedError,
    SystemChange,
    SystemKind,
    Update,
    UserIdUpdate,
    UserPreference,
)
from tests.sandbox.world import PHONE, SECRET, World

NEW = "5511999990009"


async def read(world: World) -> Update:
    """Read the next web hook as the channel does."""
    received = await world.assistant.next()
    assert valid_signature(SECRET, received.raw, received.headers["X-Hub-Signature-256"])
    [update] = parse_webhook(received.raw).updates
    return update


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"kind": "user_preferences", "phone": PHONE}, UserPreference),
        ({"kind": "user_preferences", "phone": PHONE, "value": "resume"}, UserPreference),
        ({"kind": "user_id_update", "phone": PHONE, "previous": "BR.7"}, UserIdUpdate),
        ({"kind": "identity", "phone": PHONE}, SystemChange),
        ({"kind": "value_error", "code": 131056}, ReportedError),
        ({"kind": "template", "event": "DISABLED"}, TemplateStatus),
        ({"kind": "template_category"}, TemplateCategory),
        ({"kind": "template_quality", "to": "YELLOW"}, TemplateQuality),
        ({"kind": "account", "event": "DISABLED_UPDATE"}, AccountUpdate),
        ({"kind": "quality"}, QualityUpdate),
    ],
)
async def test_each_update_is_signed_and_read_as_what_it_is(
    world: World, said: dict[str, Any], expected: type[Update]
) -> None:
    response = await world.client.post("/sandbox/updates", json=said)
    assert response.status == 204, await response.text()
    assert isinstance(await read(world), expected)


@pytest.mark.parametrize(
    "said", [{}, {"kind": "x"}, {"kind": "user_preferences"}, {"kind": "value_error", "code": "x"},
             {"kind": "user_preferences", "phone": PHONE, "value": "maybe"}],
)  # fmt: skip
async def test_an_update_that_says_too_little_is_refused(
    world: World, said: dict[str, Any]
) -> None:
    assert (await world.client.post("/sandbox/updates", json=said)).status == 400


async def test_a_person_changes_number_and_is_gone_from_the_old_one(world: World) -> None:
    moved = await world.client.post(f"/sandbox/phones/{PHONE}/moves", json={"to": NEW})
    assert (await moved.json())["phone"] == NEW
    told = await read(world)
    assert isinstance(told, SystemChange)
    assert told.kind is SystemKind.CHANGED_NUMBER
    assert (told.old_wa_id, told.new_wa_id) == (PHONE, NEW)
    assert told.old_user_id and told.new_user_id and told.old_user_id != told.new_user_id
    phones = (await (await world.client.get("/sandbox/phones")).json())["phones"]
    assert {one["phone"]: one["on_whatsapp"] for one in phones} == {PHONE: False, NEW: True}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"type": "text", "text": "oi"}, MessageKind.TEXT),
        ({"type": "button_reply", "id": "x", "title": "X"}, MessageKind.BUTTON_REPLY),
        ({"type": "list_reply", "id": "x", "title": "X"}, MessageKind.LIST_REPLY),
        ({"type": "flow_reply", "answers": {"a": 1}}, MessageKind.FLOW_REPLY),
        ({"type": "button", "text": "Parar"}, MessageKind.TEMPLATE_BUTTON),
        ({"type": "audio"}, MessageKind.VOICE),
        ({"type": "audio", "voice": False}, MessageKind.AUDIO),
        ({"type": "image"}, MessageKind.IMAGE),
        ({"type": "document"}, MessageKind.DOCUMENT),
        ({"type": "video"}, MessageKind.VIDEO),
        ({"type": "sticker"}, MessageKind.STICKER),
        ({"type": "location"}, MessageKind.LOCATION),
        ({"type": "contacts"}, MessageKind.CONTACTS),
        ({"type": "order"}, MessageKind.ORDER),
        ({"type": "reaction", "message_id": "wamid.1", "emoji": "👍"}, MessageKind.REACTION),
        ({"type": "reaction", "message_id": "wamid.1"}, MessageKind.REACTION),
        ({"type": "edit", "message_id": "wamid.1", "text": "ou melhor"}, MessageKind.EDIT),
        ({"type": "revoke", "message_id": "wamid.1"}, MessageKind.REVOKE),
        ({"type": "unsupported"}, MessageKind.UNSUPPORTED),
    ],
)
async def test_every_kind_of_message_is_read_as_what_it_is_and_shown(
    world: World, said: dict[str, Any], kind: MessageKind
) -> None:
    await world.write(said)
    [message] = parse_webhook((await world.assistant.next_message()).raw).messages
    assert message.kind is kind
    assert (await world.client.get(f"/phone/api/chats/{PHONE}")).status == 200


async def test_what_comes_around_a_message_is_read(world: World) -> None:
    await world.say("oi", forwarded=True, ad="120")
    [message] = parse_webhook((await world.assistant.next_message()).raw).messages
    assert message.forwarded
    assert message.referral is not None and message.referral["source_id"] == "120"
    await world.say("oi", group_id="G1")
    in_a_group = parse_webhook((await world.assistant.next_message()).raw)
    assert in_a_group.updates == (GroupMessage(),)
