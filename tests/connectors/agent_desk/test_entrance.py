"""Coming in and going out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from connectors.agent_desk.channel import AgentDesk
from connectors.agent_desk.session import COOKIE
from quita.bootstrap import Container, build
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser, serving


async def test_who_is_not_signed_in_is_led_to_the_entrance(browser: Browser) -> None:
    answer = await browser.get("/desk")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk/sign-in?next=/desk")
    assert (await browser.get("/desk/sign-in?next=/desk")).status == 200


async def test_sign_in_leads_on_to_the_page_that_was_asked_for(browser: Browser, chat: str) -> None:
    wanted = f"/desk/conversations/{chat}"
    entrance = (await browser.get(wanted)).headers["Location"]
    await browser.get(entrance)
    answer = await browser.post("/desk/sign-in", login="ana", password=PASSWORD)
    assert (answer.status, answer.headers["Location"]) == (303, wanted)
    assert (await browser.get(wanted)).status == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/desk/../x", "/desk\\x", "/desk/x"]
)
async def test_sign_in_never_leads_away_from_the_desk(browser: Browser, elsewhere: str) -> None:
    await browser.get("/desk/sign-in")
    answer = await browser.post("/desk/sign-in", login="ana", password=PASSWORD, next=elsewhere)
    assert (answer.status, answer.headers["Location"]) == (303, "/desk")


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(browser: Browser) -> None:
    answer = await browser.sign_in("ana", PASSWORD)
    flags = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")[1:]}
    assert flags == {"path=/desk", "max-age=28800", "httponly", "samesite=lax"}


async def test_behind_https_the_cookie_travels_over_https_only(core: Container) -> None:
    public = replace(core.settings, public_url="https://quita.example")
    async with serving(AgentDesk(build(public, clock=core.clock))) as base:
        browser = Browser(base)
        answer = await browser.get("/desk/sign-in")
        await browser.close()
    assert "secure" in answer.headers["Set-Cookie"].lower().split("; ")


@pytest.mark.parametrize("login", ["ana", "ninguem"])
async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(
    browser: Browser, login: str
) -> None:
    answer = await browser.sign_in(login, "errada demais")
    assert answer.status == 401
    assert "Usuário ou senha não conferem" in browser.text
    assert (await browser.get("/desk")).status == 303


async def test_after_five_failures_the_sixth_attempt_is_refused_kindly(
    browsers: Callable[[], Browser], clock: FakeClock
) -> None:
    guesser, colleague = browsers(), browsers()
    for _ in range(5):
        assert (await guesser.sign_in("ana", "errada demais")).status == 401
    assert (await guesser.sign_in("ana", PASSWORD)).status == 429
    assert "Espere 15 minutos" in guesser.text
    assert (await colleague.sign_in("bia", PASSWORD)).status == 303
    clock.advance(minutes=15)
    assert (await guesser.sign_in("ana", PASSWORD)).status == 303


async def test_a_session_lasts_eight_hours(ana: Browser, clock: FakeClock) -> None:
    clock.advance(hours=7, minutes=59)
    assert (await ana.get("/desk")).status == 200
    clock.advance(minutes=2)
    assert (await ana.get("/desk")).status == 303


@pytest.mark.parametrize("forged", ["", "x", "ç", "gAAAAABnQ", "." * 5000])
async def test_a_forged_cookie_opens_nothing(browser: Browser, forged: str) -> None:
    browser.set_cookie(COOKIE, forged)
    assert (await browser.get("/desk")).status == 303


async def test_a_cookie_of_another_installation_opens_nothing(
    ana: Browser, core: Container
) -> None:
    other = replace(core.settings, secret_key="another secret of some length")
    async with serving(AgentDesk(build(other, clock=core.clock))) as base:
        browser = Browser(base)
        browser.set_cookie(COOKIE, ana.cookie(COOKIE))
        answer = await browser.get("/desk")
        await browser.close()
    assert answer.status == 303


async def test_the_entrance_takes_no_form_but_its_own(browser: Browser) -> None:
    await browser.get("/desk/sign-in")
    answer = await browser.post("/desk/sign-in", login="ana", password=PASSWORD, csrf="forged")
    assert answer.status == 403
    assert (await browser.get("/desk")).status == 303


async def test_signing_out_ends_the_session_and_needs_the_token(ana: Browser) -> None:
    await ana.get("/desk")
    assert (await ana.post("/desk/sign-out", csrf="forged")).status == 403
    assert (await ana.get("/desk")).status == 200
    assert (await ana.post("/desk/sign-out")).headers["Location"] == "/desk/sign-in"
    assert (await ana.get("/desk")).status == 303


async def test_who_may_not_read_any_more_is_told_so_and_another_may_sign_in(
    ana: Browser, core: Container
) -> None:
    with core.database() as tx:
        user = tx.users.get("ana")
        assert user is not None
        tx.users.save(replace(user, role="designer"))
    assert (await ana.get("/desk")).status == 403
    assert (await ana.get("/desk/sign-in")).status == 200
    assert (await ana.post("/desk/sign-in", login="bia", password=PASSWORD)).status == 303
    assert (await ana.get("/desk")).status == 200


async def test_visiting_the_entrance_makes_no_session_longer(
    ana: Browser, clock: FakeClock
) -> None:
    clock.advance(hours=7)
    await ana.get("/desk/sign-in")
    clock.advance(hours=1, minutes=1)
    assert (await ana.get("/desk")).status == 303


async def test_signing_in_changes_the_token(browser: Browser) -> None:
    await browser.get("/desk/sign-in")
    before = browser.fields["csrf"]
    await browser.post("/desk/sign-in", login="ana", password=PASSWORD)
    await browser.get("/desk")
    assert browser.fields["csrf"] != before


async def test_a_page_is_kept_by_no_cache_and_framed_by_nobody(ana: Browser) -> None:
    headers = (await ana.get("/desk")).headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["desk.css", "desk.js", "icon.svg"])
async def test_its_files_need_no_sign_in(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/desk/static/{name}")).status == 200
