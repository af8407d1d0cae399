"""What can be had while the assistant is away, and what is told where it cannot."""

from __future__ import annotations

from aiohttp import ClientSession

from connectors.whatsapp.signature import HEADER, sign
from quita.bootstrap import Container
from tests.connectors.stand_in.conftest import standing_in
from tests.connectors.whatsapp.hooking import SECRET, VERIFY

HOOK = "/webhooks/whatsapp/webhook"


def held(core: Container) -> list[bytes]:
    with core.database() as tx:
        return [one.body for one in tx.held_hooks.due(core.clock(), 10)]


async def test_a_web_hook_is_acknowledged_and_held_as_it_came(
    core: Container,
) -> None:
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        answer = await session.post(HOOK, data=body, headers={HEADER: sign(SECRET, body)})
        assert (answer.status, answer.headers["Connection"]) == (200, "close")
    assert held(core) == [body]


async def test_what_is_not_metas_is_refused_and_not_held(core: Container) -> None:
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        forged = await session.post(HOOK, data=b"{}", headers={HEADER: sign("other", b"{}")})
        rubbish = await session.post(HOOK, data=b"[", headers={HEADER: sign(SECRET, b"[")})
        asked = {"hub.verify_token": VERIFY, "hub.challenge": "1234"}
        verified = await session.get(HOOK, params=asked)
        assert (forged.status, rubbish.status, await verified.text()) == (403, 400, "1234")
    assert held(core) == []


async def test_pages_that_need_no_model_are_there(core: Container) -> None:
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        for path in ("/privacidade", "/verificar", "/health/live", "/metrics"):
            assert (await session.get(path)).status == 200
        bank = await session.post("/webhooks/psp/pix", json={"pix": []})
        assert bank.status == 200


async def test_it_lives_and_is_not_ready(core: Container) -> None:
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        answer = await session.get("/health/ready")
        found = await answer.json()
    assert (answer.status, found["ready"], found["reasons"]) == (503, False, ["model: not loaded"])


async def test_a_browser_is_asked_to_wait_and_comes_back_by_itself(core: Container) -> None:
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        answer = await session.get("/chat", headers={"Accept": "text/html,*/*"})
        text = await answer.text()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "8")
    assert answer.headers["Connection"] == "close"
    assert "Um instante, por favor" in text
    assert '<meta http-equiv="refresh" content="5">' in text


async def test_a_script_is_told_what_its_page_can_show(core: Container) -> None:
    async with standing_in(core) as (_, _, url), ClientSession(url) as session:
        answer = await session.post("/chat/messages", json={"id": "1", "text": "oi"})
        told = await answer.json()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "8")
    assert (told["error"], told["title"]) == ("starting", "Um instante")
    assert "tente de novo" in told["text"]
