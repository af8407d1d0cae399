"""Receipts in the web chat: what is taken, what is refused, and who may see it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from quita.bootstrap import Container
from tests.connectors.sms_link.chatting import conversation, history
from tests.connectors.sms_link.conftest import browsing

PDF = b"%PDF-1.4\n% a receipt\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
MEGABYTE = 1024 * 1024


async def send(browser: ClientSession, data: bytes, name: str, client_id: str = "file-0001") -> int:
    async with browser.post(f"/chat/files?id={client_id}&name={name}", data=data) as answer:
        return answer.status


async def test_a_receipt_is_a_message_that_its_sender_can_open_again(
    chatting: ClientSession, core: Container
) -> None:
    assert await send(chatting, PDF, "comprovante.pdf") == 200
    [message] = await history(chatting)
    assert (message["kind"], message["filename"]) == ("document", "comprovante.pdf")
    async with chatting.get(f"/chat/files/{message['upload']}") as given:
        assert await given.read() == PDF
        assert given.headers["Content-Security-Policy"] == "sandbox"
    chat = conversation(core)
    with core.database() as tx:
        [stored] = tx.messages.of_conversation(chat.id)
    assert stored.media is not None and stored.media["mime_type"] == "application/pdf"
    assert PDF not in b"".join(one.read_bytes() for one in core.settings.var.rglob("media/*/*"))


async def test_nobody_else_can_open_it(address: str, chatting: ClientSession) -> None:
    await send(chatting, PNG, "foto.png")
    [message] = await history(chatting)
    async with browsing(address) as stranger:
        path = f"/chat/files/{message['upload']}"
        async with stranger.get(path) as refused:
            assert refused.status == 401
        async with stranger.post("/chat/open") as opened:
            assert opened.status == 200
        async with stranger.get(path) as missing:
            assert missing.status == 404


async def test_a_file_sent_again_is_one_message(chatting: ClientSession) -> None:
    for _ in range(2):
        assert await send(chatting, PDF, "a.pdf", "the-same-file") == 200
    assert len(await history(chatting)) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "boleto.pdf"),
        (b"\x7fELF" + b"\x00" * 100, "foto.png"),
        (b"<html><script>alert(1)</script>", "comprovante.pdf"),
        (b"#!/bin/sh\nrm -rf /", "comprovante.pdf"),
        (b"", "vazio.pdf"),
    ],
)
async def test_a_program_that_is_called_pdf_is_refused(
    chatting: ClientSession, data: bytes, name: str
) -> None:
    assert await send(chatting, data, name) == 415
    assert await history(chatting) == []


async def test_fifty_megabytes_are_refused_before_they_are_read(chatting: ClientSession) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield PDF.ljust(MEGABYTE, b" ")

    try:
        async with chatting.post("/chat/files?id=file-0001&name=a.pdf", data=pieces()) as answer:
            assert answer.status == 413
    except (ConnectionError, OSError):
        pass  # the server closed the connection while the rest was being sent
    assert sent < 50
    assert await history(chatting) == []


async def test_a_length_that_is_too_large_is_refused_by_its_word(chatting: ClientSession) -> None:
    headers = {"Content-Length": str(50 * MEGABYTE)}
    path = "/chat/files?id=file-0001&name=a.pdf"
    async with chatting.post(path, data=PDF, headers=headers) as answer:
        assert answer.status == 413
