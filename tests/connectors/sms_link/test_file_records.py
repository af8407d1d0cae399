"""What becomes of a file that a browser sent: for agents, for a turn, and by retention."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from quita.bootstrap import Container
from quita.domain.errors import NotFound
from quita.domain.media import MediaItem, MediaState
from quita.domain.records import User
from quita.services.inbox import Claimed
from quita.services.media_intake import IDENTITY_LASTS
from tests.connectors.sms_link.chatting import conversation, history, write
from tests.connectors.sms_link.test_files import PDF, PNG, send

SOL = User("sol", "sol", "Sol Dias", "supervisor", "")  # reads along


def files_of(core: Container) -> list[MediaItem]:
    return core.media.of_conversation(conversation(core).id)


def stored(core: Container) -> list[Path]:
    return list(core.settings.media.folder.rglob("*/*"))


async def taken(core: Container) -> Claimed:
    """Take the next turn's files, as the dispatcher does."""
    claimed = core.inbox.claim("w")
    assert claimed is not None
    taking = core.turn_media()
    try:
        return (await taking.take(claimed)).claimed
    finally:
        await taking.close()


async def test_an_agent_sees_it_beside_its_message_and_the_look_is_written_down(
    chatting: ClientSession, core: Container
) -> None:
    await send(chatting, PNG, "comprovante.png")
    [item] = files_of(core)
    assert (item.state, item.kind, item.mime_type) == (MediaState.STORED, "image", "image/png")
    assert (item.filename, item.size) == ("comprovante.png", len(PNG))
    entry = core.desk.transcript(conversation(core).id).entries[-1]
    assert entry.media is not None and entry.media.id == item.id
    assert core.media.open(item.id, SOL).data == PNG
    chat = conversation(core).id
    with core.database() as tx:
        trail = tx.events.trail(chat)
    assert "media:opened" in [one["action"] for one in trail]


async def test_a_turn_claims_it_as_a_receipt_without_asking_anybody_for_its_bytes(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting, "segue o comprovante do pix que paguei")
    await send(chatting, PDF, "comprovante.pdf")
    await taken(core)
    [claim] = core.receipts.of_conversation(conversation(core).id)
    assert claim.claim.media_id == files_of(core)[0].id


async def test_a_picture_of_a_document_goes_within_a_day(
    chatting: ClientSession, core: Container
) -> None:
    await write(chatting, "essa é a minha identidade")
    await send(chatting, PNG, "rg.png")
    await taken(core)
    [item] = files_of(core)
    assert item.stored_at is not None
    assert (item.identity_document, item.delete_at) == (True, item.stored_at + IDENTITY_LASTS)


async def test_retention_deletes_it_and_nobody_gets_it_any_more(
    chatting: ClientSession, core: Container
) -> None:
    await send(chatting, PDF, "a.pdf")
    [item] = files_of(core)
    assert item.delete_at == core.clock() + timedelta(days=core.settings.media.retention_days)
    with core.database() as tx:
        tx.media.mark_identity(item.id, core.clock())
    assert core.media_intake.expire() == 1
    assert stored(core) == []
    assert files_of(core)[0].state is MediaState.DELETED
    with pytest.raises(NotFound):
        core.media.open(item.id, SOL)
    async with chatting.get(f"/chat/files/{item.id}") as gone:
        assert gone.status == 404
    assert await send(chatting, PDF, "a.pdf") == 200  # the same message again brings nothing back
    assert stored(core) == []


async def test_what_agents_may_have_seen_is_not_replaced_under_the_same_message(
    chatting: ClientSession, core: Container
) -> None:
    await send(chatting, PDF, "a.pdf")
    assert await send(chatting, PDF + b"other", "a.pdf") == 200
    [item] = files_of(core)
    assert core.media.open(item.id, SOL).data == PDF
    assert len(await history(chatting)) == 1
