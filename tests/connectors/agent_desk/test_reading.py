"""What is shown, to whom, and that nobody's words become a script."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quita.bootstrap import Container
from quita.domain.conversation import Owner
from quita.domain.records import Case, OutboxState
from tests.adapters.database.samples import MARIA, draft, open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

SCRIPT = "<script>alert('x')</script>"


def queue(core: Container, number: int, reason: str, priority: int) -> str:
    with core.database() as tx:
        phone = f"+55119876543{number:02}"
        made = open_conversation(tx, core.clock(), phone=phone, protocol=f"20261123{number:08}")
        tx.conversations.set_owner(
            made.id, Owner.QUEUED, reason=reason, priority=priority, at=core.clock()
        )
    return made.id


def verify(core: Container, chat: str, name: str = MARIA.name) -> None:
    with core.database() as tx:
        tx.people.save(replace(MARIA, name=name))
        tx.conversations.set_verified(chat, "maria", core.clock() + timedelta(minutes=30))


async def test_an_empty_queue_says_so(ana: Browser) -> None:
    assert (await ana.get("/desk")).status == 200
    assert "Ninguém esperando" in ana.text


async def test_the_list_shows_who_waits_the_most_urgent_first_and_others_in_a_tray_of_their_own(
    ana: Browser, core: Container, clock: FakeClock
) -> None:
    taken = queue(core, 1, "life_risk", 0)
    queue(core, 2, "requested", 4)
    queue(core, 3, "fraud", 1)
    core.ownership.claim(taken, "bia")
    clock.advance(minutes=7)
    await ana.get("/desk")
    rows = ana.text[ana.text.index('id="rows"') :]
    places = [rows.index(mark) for mark in ["Relata fraude", "Pediu uma pessoa"]]
    assert places == sorted(places)
    assert "protocolo 2026112300000003" in rows
    assert "há 7 min" in rows
    assert "WhatsApp" in rows
    assert "com Bia Rocha" not in rows
    await ana.get("/desk?tray=others")
    assert "com Bia Rocha" in ana.text


async def test_the_queue_names_people_by_masked_names_only(
    ana: Browser, core: Container, chat: str
) -> None:
    await ana.get("/desk")
    assert "Pessoa não identificada" in ana.text
    verify(core, chat)
    await ana.get("/desk")
    assert "Maria C." in ana.text
    assert "Conceição" not in ana.text


async def test_a_conversation_shows_both_sides_with_times_and_delivery(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    with core.database() as tx:
        for key, author in [("b", "bot"), ("a", "agent:ana"), ("o", "agent:bia")]:
            tx.outbox.add(held, {"kind": "text", "text": f"de {key}"}, author, key, clock())
        first, second, _ = tx.outbox.of_conversation(held)
        for message, state in [(first, OutboxState.READ), (second, OutboxState.FAILED)]:
            tx.outbox.sent(message.id, f"wamid.{message.id}", clock())
            tx.outbox.advance(state, external_id=f"wamid.{message.id}", message_id=None, error=None)
    await ana.get(f"/desk/conversations/{held}")
    shown = ["Pessoa", "Robô", "Você", "Bia Rocha", "23/11/2026", "12:00", "lida", "não entregue"]
    for words in [*shown, "na fila de envio", "Quero falar com alguém"]:
        assert words in ana.text


async def test_a_message_without_words_shows_what_it_was(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    with core.database() as tx:
        tx.messages.add(held, draft(clock(), None, kind="voice"), clock())
    await ana.get(f"/desk/conversations/{held}")
    assert "Mensagem de voz" in ana.text
    assert "[voice]" not in ana.text


async def test_a_conversation_shows_its_cases_with_their_protocols(
    ana: Browser, core: Container, held: str
) -> None:
    with core.database() as tx:
        case = Case(
            "c", "2026112312345678", "claim_fraud", held, None, None, core.clock(), "não fui eu"
        )
        tx.cases.add(case, "k")
    await ana.get(f"/desk/conversations/{held}")
    assert "Fraude" in ana.text
    assert "2026112312345678" in ana.text
    assert "não fui eu" in ana.text


async def test_until_identity_is_verified_the_page_says_not_to_speak_of_debts(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    warning = "não fale de dívidas"
    await ana.get(f"/desk/conversations/{held}")
    assert warning in ana.text
    verify(core, held)
    await ana.get(f"/desk/conversations/{held}")
    assert warning not in ana.text
    assert "identidade confirmada" in ana.text
    clock.advance(minutes=31)
    await ana.get(f"/desk/conversations/{held}")
    assert warning in ana.text


async def test_the_reply_window_is_counted_down_and_then_closes_the_box(
    ana: Browser, held: str, clock: FakeClock
) -> None:
    clock.advance(hours=3)
    await ana.get(f"/desk/conversations/{held}")
    assert "fecha em 21 h" in ana.text
    assert "12:00 de 24/11" in ana.text
    clock.advance(hours=21)
    await ana.sign_in("ana", PASSWORD)
    await ana.get(f"/desk/conversations/{held}")
    assert "A janela de 24 horas do WhatsApp fechou" in ana.text
    assert "Escreva sua resposta" not in ana.text


async def test_a_script_in_a_message_comes_out_as_text(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    with core.database() as tx:
        tx.messages.add(held, draft(clock(), SCRIPT), clock())
        tx.outbox.add(held, {"kind": "text", "text": SCRIPT}, "agent:ana", "k", clock())
        tx.cases.add(Case("c", "1", "claim_fraud", held, None, None, clock(), SCRIPT), "k")
    await ana.get(f"/desk/conversations/{held}")
    assert SCRIPT not in ana.text
    assert ana.text.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 3


@pytest.mark.parametrize("path", ["/desk?tray=mine", "/desk/conversations/{}"])
async def test_a_script_in_a_name_comes_out_as_text(
    ana: Browser, core: Container, held: str, path: str
) -> None:
    verify(core, held, name="<script>alert(1)</script>")
    await ana.get(path.format(held))
    assert "<script>alert(1)</script>" not in ana.text
    assert "&lt;script&gt;" in ana.text


async def test_an_unknown_conversation_is_a_kind_404(ana: Browser) -> None:
    assert (await ana.get("/desk/conversations/nenhuma")).status == 404
    assert "Conversa não encontrada" in ana.text


@pytest.mark.parametrize("path", ["/desk", "/desk/conversations/{}"])
async def test_a_designer_reads_nobody_s_conversations(
    browser: Browser, held: str, path: str
) -> None:
    await browser.sign_in("des", PASSWORD)
    assert (await browser.get(path.format(held))).status == 403
    assert "Quero falar" not in browser.text


async def test_an_auditor_reads_and_gets_nothing_to_press(browser: Browser, chat: str) -> None:
    await browser.sign_in("aud", PASSWORD)
    assert (await browser.get(f"/desk/conversations/{chat}")).status == 200
    assert "Quero falar com alguém" in browser.text
    assert "Assumir" not in browser.text
    assert f"{chat}/" not in browser.text  # no form's address
