"""Media that the business uploads and sends."""

from __future__ import annotations

from typing import Any

from aiohttp import FormData

from sandbox.graph import placeholders
from tests.sandbox.world import NUMBER_ID, TOKEN, World

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def upload(world: World, data: bytes, kind: str, **fields: str) -> tuple[int, dict[str, Any]]:
    form = FormData(fields or {"messaging_product": "whatsapp"})
    form.add_field("file", data, content_type=kind, filename="arquivo")
    response = await world.client.post(
        f"/graph/v23.0/{NUMBER_ID}/media", data=form, headers=HEADERS
    )
    return response.status, await response.json()


async def test_an_uploaded_pdf_is_sent_and_shown_in_the_phone(world: World) -> None:
    await world.say("oi")
    pdf = placeholders.document()
    _, stored = await upload(world, pdf, "application/pdf")
    document = {"id": stored["id"], "filename": "acordo.pdf", "caption": "Seu acordo"}
    status, _ = await world.send({"type": "document", "document": document})
    shown = await world.client.get(f"/phone/media/{stored['id']}")
    assert (status, await shown.read()) == (200, pdf)
    assert shown.headers["Content-Type"] == "application/pdf"
    part = await world.client.get(f"/phone/media/{stored['id']}", headers={"Range": "bytes=0-7"})
    assert (part.status, await part.read()) == (206, pdf[:8])


async def test_a_pdf_is_no_image_and_no_audio(world: World) -> None:
    _, stored = await upload(world, placeholders.document(), "application/pdf")
    for kind in ("image", "audio"):
        _, answer = await world.send({"type": kind, kind: {"id": stored["id"]}})
        assert answer["error"]["code"] == 131053


async def test_a_type_that_whatsapp_does_not_take_is_refused(world: World) -> None:
    status, answer = await upload(world, b"<html>", "text/html")
    assert (status, answer["error"]["code"]) == (400, 100)


async def test_an_image_above_5_megabytes_is_refused(world: World) -> None:
    status, answer = await upload(world, bytes(5 * 1024 * 1024 + 1), "image/png")
    assert (status, answer["error"]["code"]) == (400, 131053)


async def test_an_upload_without_the_product_is_refused(world: World) -> None:
    status, _ = await upload(world, placeholders.document(), "application/pdf", type="x")
    assert status == 400


async def test_a_deleted_file_is_gone(world: World) -> None:
    _, stored = await upload(world, placeholders.receipt_picture(), "image/png")
    path = f"/graph/v23.0/{stored['id']}"
    assert (await world.client.delete(path, headers=HEADERS)).status == 200
    assert (await world.client.get(path, headers=HEADERS)).status == 400


async def test_the_business_number_describes_itself(world: World) -> None:
    response = await world.client.get(f"/graph/v23.0/{NUMBER_ID}", headers=HEADERS)
    assert (await response.json())["display_phone_number"] == "551140000000"


def test_the_samples_are_what_they_say() -> None:
    assert placeholders.receipt_picture().startswith(b"\x89PNG\r\n\x1a\n")
    assert placeholders.voice_note(2).count(b"OggS") == 4
    assert placeholders.document().startswith(b"%PDF-1.4")
    assert placeholders.sticker()[8:12] == b"WEBP"
