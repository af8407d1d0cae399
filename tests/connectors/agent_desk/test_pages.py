"""A pane shows pages: older messages and contacts come on demand, to whoever may read them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from quita.bootstrap import Container
from quita.domain.conversation import Channel, Owner
from quita.domain.handoff_records import Callback, Handoff
from quita.services.desk import PAGE
from tests.builders import MARIA, draft, open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser
from tests.connectors.agent_desk.test_reading import verify

_MORE = re.compile(r'data-more="([^"]+)"')
_TEXT = re.compile(r'<p class="text">m(\d+)</p>')


@pytest.fixture
def long(core: Container, held: str, clock: FakeClock) -> str:
    """Ana's conversation, with two pages and a bit."""
    with core.database() as tx:
        for n in range(2 * PAGE + 7):
            tx.messages.add(held, draft(clock(), f"m{n}"), clock.advance(minutes=1))
    return held


async def test_older_messages_come_page_by_page_each_once(ana: Browser, long: str) -> None:
    await ana.get(f"/desk/conversations/{long}")
    found = [int(n) for n in _TEXT.findall(ana.text)]
    assert len(found) == PAGE
    while "mensagens anteriores" in ana.text:
        more = next(url for url in _MORE.findall(ana.text) if "/messages?" in url)
        await ana.get(more)
        found = [int(n) for n in _TEXT.findall(ana.text)] + found
    assert found == list(range(2 * PAGE + 7))


async def test_without_a_script_the_same_link_leads_to_a_page_and_back(
    ana: Browser, long: str
) -> None:
    await ana.get(f"/desk/conversations/{long}")
    [link] = re.findall(r'href="([^"]+\?before=[^"]+)" data-more="[^"]+/messages', ana.text)
    await ana.get(link)
    assert "m7<" in ana.text and f"m{PAGE + 7}<" not in ana.text
    assert "Ir para as últimas mensagens" in ana.text


async def test_a_page_names_its_first_day_though_an_older_page_begins_it(
    ana: Browser, long: str
) -> None:
    await ana.get(f"/desk/conversations/{long}")
    top = ana.text[ana.text.index('class="log"') : ana.text.index("m67<")]
    assert top.count('<p class="day">23/11/2026</p>') == 1
    await ana.get(next(url for url in _MORE.findall(ana.text) if "/messages?" in url))
    assert ana.text.count('<p class="day">') == 1


@pytest.mark.parametrize("part", ["messages", "contacts"])
async def test_a_stranger_s_pages_are_as_closed_as_the_conversation(
    bia: Browser, core: Container, chat: str, part: str
) -> None:
    core.ownership.claim(chat, "ana")
    core.ownership.give_back(chat, "ana", {"kind": "text", "text": "Até logo."})
    assert (await bia.get(f"/desk/conversations/{chat}/{part}")).status == 403
    assert "Quero falar" not in bia.text


@pytest.mark.parametrize("path", ["?before=x", "/messages?before=x", "/contacts?before=1-1-1"])
async def test_what_is_no_page_is_refused(ana: Browser, held: str, path: str) -> None:
    assert (await ana.get(f"/desk/conversations/{held}{path}")).status == 400


async def test_contacts_of_other_channels_show_once_identity_is_proven(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    with core.database() as tx:
        tx.people.save(MARIA)
        web = open_conversation(
            tx, clock(), "+5581987650008", channel=Channel.SMS_LINK, owner=Owner.CLOSED,
            person_id=MARIA.id,
        )  # fmt: skip
        told = {"kind": "text", "text": "sua dívida com a Loja do Povo"}
        tx.outbox.add(web.id, told, "bot", "k", clock())
    await ana.get(f"/desk/conversations/{held}")
    assert "<b>Chat do SMS</b>" not in ana.text
    assert "aparecem quando a identidade for confirmada" in ana.text
    verify(core, held)
    await ana.get(f"/desk/conversations/{held}")
    assert '<b>Chat do SMS</b></span>\n  <span class="what">robô · texto livre</span>' in ana.text
    assert "Loja do Povo" not in ana.text


async def test_contacts_go_on_on_a_page_of_their_own(ana: Browser, long: str) -> None:
    await ana.get(f"/desk/conversations/{long}")
    [more] = [url for url in _MORE.findall(ana.text) if "/contacts?" in url]
    assert (await ana.get(more)).status == 200
    assert "Voltar à conversa" in ana.text
    assert '<span class="what">pessoa · 40 mensagens</span>' in ana.text


async def test_an_hour_that_was_promised_stands_among_the_promises(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    with core.database() as tx:
        due = clock() + timedelta(hours=2)
        tx.handoffs.add(Handoff("h", held, "geral", "requested", "intent", 4, clock()))
        tx.callbacks.promise(Callback("c", held, "h", "geral", due, clock(), "person"))
    await ana.get(f"/desk/conversations/{held}")
    block = ana.text[ana.text.index("<h3>Promessas") :]
    assert "Retorno na hora combinada" in block
    assert "23/11/2026 14:00" in block
    assert "em aberto" in block


async def test_a_reply_after_the_window_is_refused_and_nothing_is_written(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    clock.advance(hours=23, minutes=58)
    await ana.sign_in("ana", PASSWORD)
    await ana.get(f"/desk/conversations/{held}")
    fields = dict(ana.fields)
    clock.advance(minutes=1)
    told = await ana.post_for_script(f"/desk/conversations/{held}/reply", **fields, text="Oi?")
    assert (told["ok"], told["problem"]) == (False, "window")
    with core.database() as tx:
        assert tx.outbox.of_conversation(held) == []
