"""Claiming, answering, handing back, ending: by one owner, once."""

from __future__ import annotations

import asyncio

import pytest

from quita.bootstrap import Container
from quita.domain.conversation import Conversation, Owner
from quita.domain.records import OutboxMessage
from tests.adapters.database.samples import draft
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

WRITES = "Escreva sua resposta"
ACTIONS = ["claim", "reply", "give-back", "close"]


def now(core: Container, chat: str) -> Conversation:
    with core.database() as tx:
        found = tx.conversations.get(chat)
    assert found is not None
    return found


def outbox(core: Container, chat: str) -> list[OutboxMessage]:
    with core.database() as tx:
        return tx.outbox.of_conversation(chat)


def events(core: Container) -> list[str]:
    with core.database() as tx:
        return [event.type for event in tx.events.unpublished(core.clock(), 100)]


async def test_claiming_opens_the_reply_box(ana: Browser, core: Container, chat: str) -> None:
    page = f"/desk/conversations/{chat}"
    await ana.get(page)
    assert WRITES not in ana.text
    answer = await ana.post(f"{page}/claim")
    assert (answer.status, answer.headers["Location"]) == (303, page)
    await ana.get(page)
    assert WRITES in ana.text
    assert (now(core, chat).owner, now(core, chat).agent_id) == (Owner.HUMAN, "ana")


async def test_of_two_who_claim_at_once_the_second_gets_a_kind_409(
    ana: Browser, bia: Browser, core: Container, chat: str
) -> None:
    both = [ana, bia]
    for browser in both:
        await browser.get(f"/desk/conversations/{chat}")
    claims = [browser.post(f"/desk/conversations/{chat}/claim") for browser in both]
    answers = await asyncio.gather(*claims)
    assert sorted(answer.status for answer in answers) == [303, 409]
    loser = both[[answer.status for answer in answers].index(409)]
    assert "Outra pessoa a assumiu" in loser.text
    assert events(core) == ["quita.handoff.accepted.v1"]


async def test_a_double_click_sends_a_reply_once_and_at_once(
    ana: Browser, core: Container, held: str, woken: list[str]
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    send = f"/desk/conversations/{held}/reply"
    clicks = [ana.post(send, text="Olá,\r\nsou a Ana.") for _ in range(2)]
    answers = await asyncio.gather(*clicks)
    assert [answer.status for answer in answers] == [303, 303]
    [message] = outbox(core, held)
    assert message.author == "agent:ana"
    assert message.payload == {"kind": "text", "text": "Olá,\nsou a Ana."}
    assert set(woken) == {held}


async def test_other_words_from_a_page_that_the_browser_kept_are_sent_too(
    ana: Browser, core: Container, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    for text in ("um", "dois"):
        await ana.post(f"/desk/conversations/{held}/reply", text=text)
    assert [message.payload["text"] for message in outbox(core, held)] == ["um", "dois"]


async def test_the_same_words_twice_from_two_pages_are_two_replies(
    ana: Browser, core: Container, held: str
) -> None:
    for _ in range(2):
        await ana.get(f"/desk/conversations/{held}")
        await ana.post(f"/desk/conversations/{held}/reply", text="sim")
    assert len(outbox(core, held)) == 2


@pytest.mark.parametrize("action", ["reply", "give-back", "close"])
async def test_who_does_not_own_it_changes_nothing_and_keeps_the_draft(
    bia: Browser, core: Container, held: str, woken: list[str], action: str
) -> None:
    await bia.get(f"/desk/conversations/{held}")
    answer = await bia.post(
        f"/desk/conversations/{held}/{action}", text="meu rascunho", key="uma chave"
    )
    assert answer.status == 409
    assert "meu rascunho" in bia.text
    assert (now(core, held).owner, now(core, held).agent_id) == (Owner.HUMAN, "ana")
    assert (outbox(core, held), woken) == ([], [])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("", 400, id="empty"),
        pytest.param(" \r\n ", 400, id="blank"),
        pytest.param("a" * 4096, 303, id="longest"),
        pytest.param("a" * 4097, 400, id="too long"),
        pytest.param("\r\n".join("a" * 2048), 303, id="many lines"),
        pytest.param("😀" * 4096, 303, id="longest in emoji"),
        pytest.param("a" * 3_000_000, 413, id="three megabytes"),
    ],
)
async def test_a_reply_has_between_one_and_4096_characters(
    ana: Browser, core: Container, held: str, text: str, status: int
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    answer = await ana.post(f"/desk/conversations/{held}/reply", text=text)
    assert answer.status == status
    assert len(outbox(core, held)) == (1 if status == 303 else 0)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("token", ["", "forged", "ç"])
async def test_a_form_without_its_token_does_nothing(
    ana: Browser, core: Container, held: str, action: str, token: str
) -> None:
    before = now(core, held)
    await ana.get(f"/desk/conversations/{held}")
    answer = await ana.post(f"/desk/conversations/{held}/{action}", text="oi", csrf=token)
    assert answer.status == 403
    assert (now(core, held), outbox(core, held)) == (before, [])


@pytest.mark.parametrize("action", ACTIONS)
async def test_another_agent_s_token_is_not_taken(
    ana: Browser, bia: Browser, core: Container, held: str, action: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await bia.get("/desk")
    taken = bia.fields["csrf"]
    answer = await ana.post(f"/desk/conversations/{held}/{action}", text="oi", csrf=taken)
    assert answer.status == 403
    assert outbox(core, held) == []


@pytest.mark.parametrize("action", ACTIONS)
async def test_who_is_signed_out_does_nothing(
    ana: Browser, core: Container, held: str, action: str, clock: FakeClock
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    clock.advance(hours=9)
    answer = await ana.post(f"/desk/conversations/{held}/{action}", text="oi")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/desk/sign-in")
    assert (now(core, held).owner, outbox(core, held)) == (Owner.HUMAN, [])


@pytest.mark.parametrize("login", ["aud", "des"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_a_role_that_may_not_act_does_nothing(
    browser: Browser, core: Container, chat: str, login: str, action: str
) -> None:
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk")
    answer = await browser.post(f"/desk/conversations/{chat}/{action}", text="oi", key="k")
    assert answer.status == 403
    assert "Seu perfil não faz isto" in browser.text
    assert now(core, chat).owner is Owner.QUEUED


@pytest.mark.parametrize("login", ["sol", "adm"])
async def test_supervisors_and_admins_may_act(
    browser: Browser, core: Container, chat: str, login: str
) -> None:
    await browser.sign_in(login, PASSWORD)
    await browser.get(f"/desk/conversations/{chat}")
    assert (await browser.post(f"/desk/conversations/{chat}/claim")).status == 303
    assert now(core, chat).agent_id == login


async def test_handing_back_writes_the_event_and_the_bot_says_so_at_once(
    ana: Browser, core: Container, held: str, woken: list[str]
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    assert (await ana.post(f"/desk/conversations/{held}/give-back")).status == 303
    assert now(core, held).owner is Owner.BOT
    [message] = outbox(core, held)
    assert message.author == "bot"
    assert message.payload == core.phrases.say("utter_returned_by_agent")
    assert events(core)[-1] == "quita.handoff.returned.v1"
    assert woken == [held]


async def test_after_closing_the_person_s_next_message_opens_a_new_conversation(
    ana: Browser, core: Container, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    answer = await ana.post(f"/desk/conversations/{held}/close")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk")
    assert events(core)[-1] == "quita.handoff.closed.v1"
    core.inbox.receive([draft(core.clock(), "oi de novo")])
    closed = now(core, held)
    with core.database() as tx:
        opened = tx.conversations.open_at(closed.channel, closed.address_id)
    assert closed.owner is Owner.CLOSED
    assert opened is not None
    assert (opened.id != held, opened.owner) == (True, Owner.BOT)


async def test_a_conversation_that_is_not_there_is_a_404(ana: Browser) -> None:
    await ana.get("/desk")
    assert (await ana.post("/desk/conversations/nenhuma/claim")).status == 404
