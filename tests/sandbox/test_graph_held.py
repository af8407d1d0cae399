"""What the Graph API remembers when it takes a message: recipients, orders, files."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.graph import placeholders
from tests.sandbox.test_graph_media import upload
from tests.sandbox.test_graph_sending import TEXT, buttons, order
from tests.sandbox.world import PHONE, World

PDF, PNG, OTHER = placeholders.document(), placeholders.receipt_picture(), "5511912345678"


async def media(world: World, data: bytes, kind: str) -> str:
    return str((await upload(world, data, kind))[1]["id"])


def headed(kind: str, held: object) -> dict[str, Any]:
    return buttons("Sim", header={"type": kind, kind: held})


async def test_where_both_are_given_the_phone_wins_over_the_user_id(world: World) -> None:
    status, answer = await world.send({**TEXT, "recipient": "BR.44"})
    assert (status, answer["contacts"]) == (200, [{"input": PHONE, "wa_id": PHONE}])


@pytest.mark.parametrize("recipient", ["zzz", "BR.", "br.44", "BR.4 4", "5511987654321"])
async def test_what_is_no_user_id_is_refused(world: World, recipient: str) -> None:
    status, answer = await world.send({**TEXT, "to": None, "recipient": recipient})
    assert (status, answer["error"]["code"]) == (400, 131009)


@pytest.mark.parametrize("key", [" sim", "sim ", " "])
async def test_id_of_a_button_has_no_spaces_around_it(world: World, key: str) -> None:
    status, answer = await world.send(buttons("Sim", ids=[key]))
    assert (status, answer["error"]["code"]) == (400, 131009)


async def test_reference_of_an_order_is_taken_once(world: World) -> None:
    assert (await world.send(order()))[0] == 200
    for to in (PHONE, OTHER):
        status, answer = await world.send(order(), to=to)
        assert (status, answer["error"]["code"]) == (400, 131009)
    assert (await world.send(order(reference_id="outra")))[0] == 200


async def test_file_is_of_the_type_that_it_is_sent_as(world: World) -> None:
    pdf = await media(world, PDF, "application/pdf")
    png = await media(world, PNG, "image/png")
    right = [
        {"type": "document", "document": {"id": pdf}},
        headed("document", {"id": pdf}),
        headed("image", {"id": png}),
        headed("image", {"link": "https://quita.example/a.png"}),
    ]
    wrong = [
        {"type": "document", "document": {"id": png}},
        {"type": "image", "image": {"id": pdf}},
        headed("document", {"id": png}),
        headed("image", {"id": pdf}),
        headed("video", {"id": png}),
    ]
    assert [(await world.send(body))[0] for body in right] == [200] * len(right)
    codes = [(await world.send(body))[1]["error"]["code"] for body in wrong]
    assert codes == [131053] * len(wrong)


@pytest.mark.parametrize(
    ("held", "code"), [({}, 131008), ("nonsense", 100), ({"id": "nobodys"}, 100)]
)
async def test_header_without_a_file_is_refused(world: World, held: object, code: int) -> None:
    status, answer = await world.send(headed("image", held))
    assert (status, answer["error"]["code"]) == (400, code)
