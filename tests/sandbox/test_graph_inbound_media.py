"""What people send from the phone, fetched as the assistant fetches it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.whatsapp.media_client import AsyncMediaClient
from quita.domain.errors import InvalidMedia, ProviderRefused, ProviderUnavailable
from quita.domain.media import MEGABYTE, MediaItem, MediaState, checked_type
from sandbox.graph import placeholders
from tests.sandbox.world import NUMBER_ID, TOKEN, World

LIMIT = 25 * MEGABYTE
LONG_AGO = datetime(2026, 11, 23, tzinfo=timezone.utc)


@pytest.fixture
async def client(world: World) -> AsyncIterator[AsyncMediaClient]:
    made = AsyncMediaClient(f"{world.settings.public_url}/graph/v23.0", NUMBER_ID, TOKEN)
    yield made
    await made.close()


async def sent(world: World, said: dict[str, Any]) -> MediaItem:
    """Send from the phone, and give the file as the channel reads it."""
    await world.write(said)
    [message] = parse_webhook((await world.assistant.next_message()).raw).messages
    assert message.media is not None
    return item(
        message.media.id, message.media.link, kind=message.kind.value, hash=message.media.sha256
    )


def item(media_id: str, link: str | None = None, **more: Any) -> MediaItem:
    return MediaItem(
        id="m",
        message_id="i",
        conversation_id="c",
        provider_id=media_id,
        kind=more.get("kind", "image"),
        state=MediaState.WAITING,
        received_at=LONG_AGO,
        link=link,
        declared_hash=more.get("hash"),
    )


@pytest.mark.parametrize(
    ("said", "mime_type"),
    [
        ({"type": "image"}, "image/png"),
        ({"type": "document"}, "application/pdf"),
        ({"type": "audio"}, "audio/ogg"),
        ({"type": "audio", "voice": False}, "audio/ogg"),
        ({"type": "sticker"}, "image/webp"),
        ({"type": "video"}, "video/mp4"),
    ],
)
async def test_every_kind_comes_by_its_link_as_it_was_announced(
    world: World, client: AsyncMediaClient, said: dict[str, Any], mime_type: str
) -> None:
    found = await sent(world, said)
    assert found.link is not None
    data = await client.fetch(found, LIMIT)
    assert checked_type(found.kind, data, found.declared_hash, LIMIT) == mime_type


async def test_without_a_link_one_is_asked_for_by_the_id(
    world: World, client: AsyncMediaClient
) -> None:
    found = await sent(world, {"type": "image", "links": False})
    assert found.link is None
    assert await client.fetch(found, LIMIT) == placeholders.receipt_picture()


async def test_a_link_that_has_expired_is_replaced_by_a_fresh_one(
    world: World, client: AsyncMediaClient
) -> None:
    found = await sent(world, {"type": "image"})
    world.clock.advance(minutes=6)
    assert await client.fetch(found, LIMIT) == placeholders.receipt_picture()


async def test_the_token_goes_to_no_other_host(world: World, client: AsyncMediaClient) -> None:
    asked: list[str | None] = []

    async def listen(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Authorization"))
        return web.Response(body=b"x")

    stranger = web.Application()
    stranger.router.add_get("/{path:.*}", listen)
    found = await sent(world, {"type": "image"})
    async with TestServer(stranger) as server:
        elsewhere = item(found.provider_id, str(server.make_url("/file")))
        assert await client.fetch(elsewhere, LIMIT) == placeholders.receipt_picture()
    assert asked == []


async def test_an_id_that_meta_does_not_know_is_refused_for_good(client: AsyncMediaClient) -> None:
    with pytest.raises(ProviderRefused):
        await client.fetch(item("123"), LIMIT)
    with pytest.raises(ProviderRefused):
        await client.fetch(item("../../sandbox/faults?x="), LIMIT)


async def test_a_wrong_token_is_a_matter_of_ours_and_tried_later(world: World) -> None:
    other = AsyncMediaClient(f"{world.settings.public_url}/graph/v23.0", NUMBER_ID, "outro")
    found = await sent(world, {"type": "image", "links": False})
    with pytest.raises(ProviderUnavailable):
        await other.fetch(found, LIMIT)
    await other.close()


@pytest.mark.parametrize("kind", ["http_500", "rate_limit"])
async def test_a_failure_of_metas_is_tried_later(
    world: World, client: AsyncMediaClient, kind: str
) -> None:
    found = await sent(world, {"type": "image", "links": False})
    await world.fault(target="media", kind=kind)
    with pytest.raises(ProviderUnavailable):
        await client.fetch(found, LIMIT)
    assert await client.fetch(found, LIMIT)


async def test_no_answer_and_no_server_are_tried_later(world: World) -> None:
    graph = f"{world.settings.public_url}/graph/v23.0"
    hasty = AsyncMediaClient(graph, NUMBER_ID, TOKEN, total_seconds=0.2)
    nobody = AsyncMediaClient("http://127.0.0.1:1/v23.0", NUMBER_ID, TOKEN)
    found = await sent(world, {"type": "image"})
    await world.fault(target="media", kind="timeout")
    for client in (hasty, nobody):
        with pytest.raises(ProviderUnavailable):
            await client.fetch(found, LIMIT)
        await client.close()


async def test_more_bytes_than_may_be_are_not_read_to_their_end(
    world: World, client: AsyncMediaClient
) -> None:
    for links in (True, False):
        found = await sent(world, {"type": "image", "links": links})
        with pytest.raises(InvalidMedia, match="size"):
            await client.fetch(found, 100)


async def test_wrong_bytes_are_noticed_by_their_hash(
    world: World, client: AsyncMediaClient
) -> None:
    found = await sent(world, {"type": "image"})
    await world.fault(target="media", kind="wrong_bytes")
    data = await client.fetch(found, LIMIT)
    with pytest.raises(InvalidMedia, match="hash"):
        checked_type(found.kind, data, found.declared_hash, LIMIT)


async def test_one_client_fetches_side_by_side(world: World, client: AsyncMediaClient) -> None:
    found = [await sent(world, {"type": "audio", "words": f"fala {n}"}) for n in range(5)]
    data = await asyncio.gather(*(client.fetch(one, LIMIT) for one in found))
    assert [placeholders.words_in(one) for one in data] == [f"fala {n}" for n in range(5)]
