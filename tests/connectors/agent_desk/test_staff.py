"""The team at the desk: an admin's alone, whatever is typed, and shown once what is secret."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from aiohttp import ClientTimeout

from connectors.agent_desk.channel import AgentDesk
from quita.bootstrap import Container
from quita.domain.conversation import Owner
from tests.connectors.agent_desk.conftest import PASSWORD, USERS
from tests.connectors.agent_desk.serving import Browser, serving

ACTS = {  # address: fields
    "people": {"login": "leo", "name": "Leo Reis", "role": "agent", "capacity": "4"},
    "people/bia/change": {"name": "Bia Rocha", "role": "admin", "capacity": "4"},
    "people/bia/password": {},
    "people/bia/factor-off": {},
    "people/bia/deactivate": {},
    "people/bia/reactivate": {},
}
SHOWN = re.compile(r'class="secret">([a-z0-9-]+)<')


@pytest.fixture
async def ada(browsers: Callable[[], Browser]) -> Browser:
    """The admin, with the team open."""
    browser = browsers()
    await browser.sign_in("adm", PASSWORD)
    await browser.get("/desk/admin")
    return browser


def about(core: Container, user_id: str) -> list[str]:
    """Give what others did to somebody."""
    with core.database() as tx:
        return [str(e["action"]) for e in tx.events.trail(user_id) if e["action"] != "sign_in"]


@pytest.mark.parametrize("login", sorted({*USERS} - {"adm"}))
async def test_whoever_is_no_admin_sees_no_team_and_changes_nothing(
    browser: Browser, core: Container, login: str
) -> None:
    await browser.sign_in(login, PASSWORD)
    for path in ("/desk/admin", "/desk/admin/people/bia"):
        assert (await browser.get(path)).status == 403
        assert "Bia Rocha" not in browser.text
    await browser.get("/desk/account")
    assert "/desk/admin" not in browser.text
    for path, fields in ACTS.items():
        assert (await browser.post(f"/desk/admin/{path}", **fields)).status == 403
    assert about(core, "bia") == []
    assert len(core.staff.everybody()) == len(USERS)


@pytest.mark.parametrize("path", ["/desk/admin", "/desk/admin/people/bia", "/desk/password"])
async def test_who_is_not_signed_in_is_led_to_the_entrance(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status, answer.headers["Location"][:13]) == (303, "/desk/sign-in")


@pytest.mark.parametrize("path", ACTS)
async def test_no_act_happens_without_the_form_s_token(
    ada: Browser, core: Container, path: str
) -> None:
    answer = await ada.post(f"/desk/admin/{path}", **{**ACTS[path], "csrf": "forged"})
    assert answer.status == 403
    assert about(core, "bia") == []
    assert len(core.staff.everybody()) == len(USERS)


async def test_somebody_is_added_and_comes_in_with_a_password_of_their_own(
    ada: Browser, browser: Browser, core: Container
) -> None:
    answer = await ada.post("/desk/admin/people", **ACTS["people"])
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    [password] = SHOWN.findall(ada.text)
    for path in ("/desk/admin", f"/desk/admin/people/{_id(core, 'leo')}"):
        await ada.get(path)
        assert password not in ada.text
        assert "Leo Reis" in ada.text
    await browser.sign_in("leo", password)
    for path in ("/desk", "/desk/account", "/desk/live"):
        assert (await browser.get(path)).headers["Location"] == "/desk/password"
    await browser.get("/desk/password")
    for wrong in ("curta", password):
        answer = await browser.post("/desk/password", password=wrong, again=wrong)
        assert (answer.status, 'role="alert"' in browser.text) == (400, True)
    unlike = {"password": "uma senha só minha", "again": "outra senha, por engano"}
    assert (await browser.post("/desk/password", **unlike)).status == 400
    mine = {"password": "uma senha só minha", "again": "uma senha só minha"}
    assert (await browser.post("/desk/password", **mine)).status == 303
    assert (await browser.get("/desk")).status == 200


async def test_the_form_of_a_password_needs_its_token(
    ada: Browser, browser: Browser, core: Container
) -> None:
    await ada.post("/desk/admin/people/bia/password")
    await browser.sign_in("bia", SHOWN.findall(ada.text)[0])
    mine = {"password": "uma senha só minha", "again": "uma senha só minha", "csrf": "forged"}
    await browser.get("/desk/password")
    assert (await browser.post("/desk/password", **mine)).status == 403
    assert (await browser.get("/desk")).headers["Location"] == "/desk/password"


async def test_who_chose_a_password_is_not_asked_for_another(ana: Browser, core: Container) -> None:
    await ana.get("/desk/password")
    fields = {"password": "uma senha de ladrão", "again": "uma senha de ladrão"}
    assert (await ana.post("/desk/password", **fields)).status == 303
    assert core.accounts.sign_in("ana", PASSWORD) is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"login": "ana"}, "Já existe alguém com este usuário"),
        ({"login": "a b"}, "O usuário tem de 2 a 64"),
        ({"name": "  "}, "Escreva o nome"),
        ({"role": "chefe"}, "Escolha um dos papéis"),
        ({"capacity": "muitas"}, "Um número de 0 a 50"),
        ({"capacity": "51"}, "Um número de 0 a 50"),
        ({"capacity": "-1"}, "Um número de 0 a 50"),
    ],
)
async def test_what_does_not_fit_is_told_and_nothing_typed_is_lost(
    ada: Browser, core: Container, wrong: dict[str, str], told: str
) -> None:
    fields = {**ACTS["people"], "name": "Léo <b>Reis</b>", **wrong}
    assert (await ada.post("/desk/admin/people", **fields)).status == 400
    assert told in ada.text
    if "name" not in wrong:
        assert 'value="Léo &lt;b&gt;Reis&lt;/b&gt;"' in ada.text
    assert len(core.staff.everybody()) == len(USERS)


async def test_role_and_capacity_are_changed_and_the_page_says_who_did_it(
    ada: Browser, core: Container
) -> None:
    fields = {"name": "Bia Rocha", "role": "supervisor", "capacity": "9"}
    answer = await ada.post("/desk/admin/people/bia/change", **fields)
    await ada.get(answer.headers["Location"])
    assert "Mudanças guardadas." in ada.text
    assert "Mudou papel de atendente para supervisão; conversas de 6 para 9" in ada.text
    assert "Ada Nunes" in ada.text
    assert core.staff.member("bia").profile.capacity == 9


async def test_who_is_deactivated_is_out_at_once_and_their_chats_wait(
    ada: Browser, ana: Browser, core: Container, held: str
) -> None:
    assert (await ada.post("/desk/admin/people/ana/deactivate")).status == 303
    assert (await ana.get("/desk")).headers["Location"].startswith("/desk/sign-in")
    await ana.get("/desk/sign-in")
    assert (await ana.sign_in("ana", PASSWORD)).status == 401
    with core.database() as tx:
        chat = tx.conversations.get(held)
    assert chat is not None and (chat.owner, chat.agent_id) == (Owner.QUEUED, None)
    await ada.get("/desk/admin/people/ana?done=deactivated")
    assert "1 conversa de volta à fila" in ada.text
    await ada.post("/desk/admin/people/ana/reactivate")
    assert (await ana.sign_in("ana", PASSWORD)).status == 303


async def test_an_open_stream_ends_with_its_session_however_much_happens(
    core: Container, chat: str
) -> None:
    over = asyncio.Event()

    async def much() -> None:
        while not over.is_set():
            core.desk_tools.label(chat, f"{core.new_id()[:20]}")
            await asyncio.sleep(0.05)

    admin = core.accounts.get("adm")
    assert admin is not None
    happening = asyncio.create_task(much())
    try:
        async with serving(AgentDesk(core, pulse=0.3)) as base:
            ana = Browser(base)
            await ana.sign_in("ana", PASSWORD)
            async with ana.session.get("/desk/live", timeout=ClientTimeout(total=30)) as answer:
                await answer.content.readuntil(b"event: change")
                core.staff.deactivate(admin, "ana")
                await answer.content.readuntil(b"event: signed-out")
                await answer.content.read()
                assert answer.content.at_eof()
            await ana.close()
    finally:
        over.set()
        await happening


async def test_a_new_password_and_a_lost_second_factor_end_the_sessions(
    ada: Browser, ana: Browser, bia: Browser, core: Container
) -> None:
    await ada.post("/desk/admin/people/ana/password")
    [password] = SHOWN.findall(ada.text)
    assert (await ana.get("/desk")).status == 303
    assert (await ana.sign_in("ana", PASSWORD)).status == 401
    assert (await ana.sign_in("ana", password)).status == 303
    await ada.post("/desk/admin/people/bia/factor-off")
    assert (await bia.get("/desk")).status == 303
    assert about(core, "ana") == ["password_given"]
    assert about(core, "bia") == ["factor_dropped"]


@pytest.mark.parametrize("act", ["password", "factor-off", "deactivate"])
async def test_nobody_takes_their_own_access_away(ada: Browser, core: Container, act: str) -> None:
    assert (await ada.post(f"/desk/admin/people/adm/{act}")).status == 403
    fields = {"name": "Ada Nunes", "role": "agent", "capacity": "6"}
    assert (await ada.post("/desk/admin/people/adm/change", **fields)).status == 400
    assert "Peça a outra pessoa" in ada.text
    assert about(core, "adm") == []
    assert (await ada.get("/desk/admin")).status == 200


@pytest.mark.parametrize("path", ["", "/change", "/password", "/factor-off", "/deactivate"])
async def test_somebody_who_is_not_there_is_a_page_that_says_so(ada: Browser, path: str) -> None:
    fields = {"name": "X", "role": "agent", "capacity": "6"}
    there = f"/desk/admin/people/nobody{path}"
    answer = await (ada.post(there, **fields) if path else ada.get(there))
    assert answer.status == 404


async def test_the_team_is_searched_by_name_and_login(ada: Browser) -> None:
    await ada.get("/desk/admin?q=ROCHA")
    assert "Bia Rocha" in ada.text and "Ana Lima" not in ada.text
    await ada.get("/desk/admin?q=zzz")
    assert "Ninguém com “zzz”" in ada.text


def _id(core: Container, login: str) -> str:
    return next(one.user.id for one in core.staff.everybody() if one.user.login == login)
