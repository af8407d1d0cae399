"""What somebody sees who opens the link of an SMS, and what they cannot see."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from aiohttp import ClientSession

from quita.bootstrap import Container
from quita.domain.links import Step
from tests.builders import JOSE, MARIA
from tests.conftest import FakeClock
from tests.connectors.sms_link.conftest import browsing

DEBT_WORDS = ("dívida", "divida", "débito", "credor", "cobrança", "acordo", "boleto", "atraso")


def steps(core: Container, code: str) -> dict[Step, int]:
    return dict(core.links.show(code)[0].steps)


async def test_the_page_says_who_writes_and_how_to_check_and_nothing_of_anybody(
    browser: ClientSession, code: str
) -> None:
    async with browser.get(f"/l/{code}") as answer:
        text, headers = await answer.text(), answer.headers
    assert answer.status == 200
    for told in ("Acerto Amigo Ltda.", "11.222.333/0001-81", "/verificar", "/privacidade"):
        assert told in text
    for hidden in (*DEBT_WORDS, MARIA.name.split()[0].lower(), MARIA.cpf):
        assert hidden not in text.lower()
    assert len(text.encode()) < 60_000
    assert "<script" not in text
    assert "noindex" in headers["X-Robots-Tag"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


async def test_two_people_see_the_same_page(browser: ClientSession, core: Container) -> None:
    pages = []
    for person in (MARIA, JOSE):
        made = core.links.create(person.id, "test")
        async with browser.get(f"/l/{made.code}") as answer:
            pages.append((await answer.text()).replace(made.code, "CODE"))
    assert pages[0] == pages[1]


async def test_an_opened_page_counts_and_a_preview_or_a_prefetch_does_not(
    address: str, core: Container, code: str
) -> None:
    robots = [
        {"User-Agent": "WhatsApp/2.23.20.0 A"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"Sec-Purpose": "prefetch;prerender"},
    ]
    for headers in ({}, *robots):
        async with browsing(address, **headers) as opened, opened.get(f"/l/{code}") as answer:
            assert answer.status == 200
    async with browsing(address) as opened, opened.head(f"/l/{code}") as answer:
        assert answer.status == 200
    assert steps(core, code) == {Step.PAGE: 1, Step.ROBOT: 5}


async def test_the_whatsapp_button_opens_a_message_with_a_reference_that_names_nobody(
    browser: ClientSession, core: Container, code: str
) -> None:
    async with browser.get(f"/l/{code}/whatsapp", allow_redirects=False) as answer:
        url = unquote(answer.headers["Location"])
    assert answer.status == 302
    assert re.fullmatch(r"https://wa\.me/551140000000\?text=.*\(ref\. \w{10}\)", url)
    assert code not in url
    assert steps(core, code) == {Step.WHATSAPP: 1}


async def test_an_expired_or_revoked_link_explains_itself_and_offers_a_way_on(
    browser: ClientSession, core: Container, clock: FakeClock
) -> None:
    expired, revoked = (core.links.create(MARIA.id, "test").code for _ in range(2))
    core.links.revoke(revoked, "test")
    clock.advance(days=15)
    for gone, said in ((expired, "venceu"), (revoked, "cancelado")):
        async with browser.get(f"/l/{gone}") as answer:
            text = await answer.text()
        assert answer.status == 410
        assert said in text
        assert 'action="/chat/open"' in text
        assert "wa.me" in text
        assert gone not in text


async def test_a_revoked_link_gives_no_reference(
    browser: ClientSession, core: Container, code: str
) -> None:
    core.links.revoke(code, "test")
    async with browser.get(f"/l/{code}/whatsapp", allow_redirects=False) as answer:
        assert answer.status == 410


@pytest.mark.parametrize("wrong", ["abcdefgh23", "curta", "x" * 400, "%F0%9F%98%80", "..%2f.."])
async def test_a_code_that_is_none_is_not_found(browser: ClientSession, wrong: str) -> None:
    async with browser.get(f"/l/{wrong}") as answer:
        assert answer.status == 404


async def test_whoever_guesses_codes_is_slowed_down_and_others_are_not(
    address: str, browser: ClientSession, code: str, clock: FakeClock
) -> None:
    statuses = []
    for number in range(25):
        async with browser.get(f"/l/abcdefgh{number + 22}") as answer:
            statuses.append(answer.status)
    assert statuses == [404] * 20 + [429] * 5
    assert answer.headers["Retry-After"] == "30"
    async with browser.get(f"/l/{code}") as answer:
        assert answer.status == 429  # also a code that exists: nothing is learnt
    clock.advance(seconds=31)
    async with browser.get(f"/l/{code}") as answer:
        assert answer.status == 200


async def test_only_our_own_proxies_say_who_asks(core: Container, address: str, code: str) -> None:
    for number in range(21):
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}"}
        async with browsing(address, **spoofed) as opened, opened.get("/l/abcdefgh22") as answer:
            pass
    assert answer.status == 429
