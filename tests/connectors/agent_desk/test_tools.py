"""What agents do beside answering, and what nobody does without leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.bootstrap import Container
from quita.domain.conversation import Owner
from tests.builders import MARIA, MARIAS_PHONE, save_debt, save_person, stated
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

EVERY_ACTION = [
    "claim", "reply", "give-back", "close", "take", "transfer", "note", "label", "snooze", "wake",
    "draft", "presence", "unmask", "identify", "offer", "agree", "send-code", "register", "judge",
    "ask-approval", "attach", "send-link",
    "revoke-link",
]  # fmt: skip
FIELDS = {"text": "oi", "key": "k", "reason": "um motivo", "label": "x", "minutes": "30"}


def trail(core: Container, chat: str) -> list[str]:
    with core.database() as tx:
        return [str(entry["action"]) for entry in tx.events.trail(chat)]


def owe(core: Container) -> None:
    """Let Maria, behind the chat's phone, owe R$ 1,000 to Loja do Povo."""
    with core.database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        save_debt(tx, stated("maria", id="debt"))


def verify(core: Container, chat: str) -> None:
    with core.database() as tx:
        tx.conversations.set_verified(chat, "maria", core.clock() + timedelta(minutes=30))


@pytest.mark.parametrize("action", EVERY_ACTION)
async def test_no_action_happens_without_the_form_s_token(
    ana: Browser, core: Container, held: str, action: str
) -> None:
    before = trail(core, held)
    await ana.get(f"/desk/conversations/{held}")
    fields = {**FIELDS, "csrf": "forged"}
    assert (await ana.post(f"/desk/conversations/{held}/{action}", **fields)).status == 403
    assert trail(core, held) == before


@pytest.mark.parametrize("login", ["aud", "des"])
@pytest.mark.parametrize("action", sorted({*EVERY_ACTION} - {"presence"}))
async def test_no_action_happens_for_a_role_that_may_not(
    browser: Browser, core: Container, held: str, login: str, action: str
) -> None:
    before = trail(core, held)
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk/account")
    answer = await browser.post(f"/desk/conversations/{held}/{action}", **FIELDS)
    assert answer.status == 403
    assert trail(core, held) == before


@pytest.mark.parametrize(
    "action", ["reply", "give-back", "close", "snooze", "wake", "identify", "offer", "agree",
               "send-code", "register", "judge", "ask-approval", "transfer", "attach"]
)  # fmt: skip
async def test_an_agent_does_nothing_to_another_s_conversation_by_its_id(
    bia: Browser, core: Container, held: str, action: str
) -> None:
    owe(core)
    verify(core, held)
    before = trail(core, held)
    await bia.get(f"/desk/conversations/{held}")
    fields = {**FIELDS, "to": "agent:bia", "debt": "debt", "kind": "dispute_debt", "note": "x",
              "outcome": "confirmed", "why": "x", "case": "c", "offer": "o",
              "digits": "529", "birth": "1987"}  # fmt: skip
    answer = await bia.post(f"/desk/conversations/{held}/{action}", **fields)
    assert answer.status == 409
    assert trail(core, held) == before


async def test_an_agent_does_not_read_by_its_id_what_the_bot_has(
    bia: Browser, core: Container, chat: str
) -> None:
    with core.database() as tx:
        tx.conversations.set_owner(chat, Owner.BOT, at=core.clock())
    assert (await bia.get(f"/desk/conversations/{chat}")).status == 403
    assert "Quero falar" not in bia.text


async def test_a_supervisor_takes_a_conversation_over_and_its_agent_answers_no_more(
    ana: Browser, browser: Browser, core: Container, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await browser.sign_in("sol", PASSWORD)
    await browser.get(f"/desk/conversations/{held}")
    assert (await browser.post(f"/desk/conversations/{held}/take")).status == 303
    assert (await ana.post(f"/desk/conversations/{held}/reply", text="oi")).status == 409
    with core.database() as tx:
        found = tx.conversations.get(held)
    assert found is not None and found.agent_id == "sol"


async def test_an_agent_takes_nothing_from_a_colleague(
    bia: Browser, core: Container, held: str
) -> None:
    await bia.get("/desk")
    assert (await bia.post(f"/desk/conversations/{held}/take")).status == 403


async def test_a_conversation_is_passed_to_a_colleague_and_is_theirs_from_then_on(
    ana: Browser, core: Container, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    assert (await ana.post(f"/desk/conversations/{held}/transfer", to="agent:bia")).status == 303
    with core.database() as tx:
        found = tx.conversations.get(held)
    assert found is not None and (found.owner, found.agent_id) == (Owner.HUMAN, "bia")
    assert (await ana.post(f"/desk/conversations/{held}/transfer", to="agent:ana")).status == 409


@pytest.mark.parametrize("to", ["aud", "ninguem"])
async def test_a_conversation_goes_to_nobody_who_may_not_answer(
    ana: Browser, core: Container, held: str, to: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    assert (await ana.post(f"/desk/conversations/{held}/transfer", to=f"agent:{to}")).status == 400
    with core.database() as tx:
        found = tx.conversations.get(held)
    assert found is not None and found.agent_id == "ana"


async def test_a_colleague_who_is_called_in_a_note_finds_it_in_their_tray_until_they_look(
    ana: Browser, bia: Browser, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await ana.post(f"/desk/conversations/{held}/note", text="Pode ver isto, @bia?")
    await bia.get("/desk?tray=mentions")
    assert held in bia.text
    await bia.get(f"/desk/conversations/{held}")
    assert "Pode ver isto, @bia?" in bia.text
    await bia.get("/desk?tray=mentions")
    assert held not in bia.text


async def test_a_draft_waits_on_the_server_for_its_writer_alone(
    ana: Browser, browser: Browser, core: Container, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await ana.post(f"/desk/conversations/{held}/draft", text="metade de uma frase")
    await browser.sign_in("ana", PASSWORD)  # another browser of hers
    await browser.get(f"/desk/conversations/{held}")
    assert "metade de uma frase" in browser.text
    assert core.desk.transcript(held).entries[-1].text != "metade de uma frase"
    await browser.post(f"/desk/conversations/{held}/reply", text="inteira")
    await ana.get(f"/desk/conversations/{held}")
    assert "metade de uma frase" not in ana.text


async def test_a_snoozed_conversation_leaves_the_tray_and_comes_back_in_time(
    ana: Browser, core: Container, held: str, clock: FakeClock
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await ana.post(f"/desk/conversations/{held}/snooze", minutes="30")
    await ana.get("/desk?tray=mine")
    assert held not in ana.text
    await ana.get("/desk?tray=snoozed")
    assert held in ana.text
    clock.advance(minutes=31)
    assert core.desk_tools.wake_due() == [held]
    await ana.get("/desk?tray=mine")
    assert held in ana.text


@pytest.mark.parametrize("minutes", ["0", "-5", "x", "99999", ""])
async def test_a_snooze_of_no_sense_changes_nothing(ana: Browser, held: str, minutes: str) -> None:
    await ana.get(f"/desk/conversations/{held}")
    answer = await ana.post(f"/desk/conversations/{held}/snooze", minutes=minutes)
    assert answer.status == 400


async def test_a_label_filters_the_list_and_a_saved_view_keeps_the_filter(
    ana: Browser, held: str
) -> None:
    await ana.get(f"/desk/conversations/{held}")
    await ana.post(f"/desk/conversations/{held}/label", label="  Liga Depois ")
    await ana.get("/desk?tray=mine&label=liga+depois")
    assert held in ana.text
    await ana.get("/desk?tray=mine&label=outra")
    assert held not in ana.text
    await ana.post("/desk/views?tray=mine&label=liga+depois", name="ligar")
    await ana.get("/desk")
    assert "tray=mine&amp;label=liga+depois" in ana.text


@pytest.mark.parametrize(
    "words", ["2026112300000001", "(51) 98123-4567", "529.982.247-25", "dores"]
)
async def test_a_conversation_is_found_by_protocol_phone_cpf_and_name(
    ana: Browser, core: Container, held: str, words: str
) -> None:
    owe(core)
    verify(core, held)
    await ana.get(f"/desk?q={words.replace(' ', '+')}")
    assert f'data-id="{held}"' in ana.text
    await ana.get("/desk?q=outra+coisa")
    assert f'data-id="{held}"' not in ana.text


@pytest.mark.parametrize("text", ["Fica R$ 120 no Pix", "são 3x de 45,90", "é da Loja do Povo"])
async def test_an_amount_or_a_creditor_before_identity_warns_first_and_is_audited_after(
    ana: Browser, core: Container, held: str, text: str
) -> None:
    owe(core)
    await ana.get(f"/desk/conversations/{held}")
    send = f"/desk/conversations/{held}/reply"
    answer = await ana.post(send, text=text)
    assert answer.status == 409
    assert "Você citou um valor ou um credor" in ana.text
    assert "disclosed_unverified" not in trail(core, held)
    assert (await ana.post(send, text=text, sure="yes")).status == 303
    assert "disclosed_unverified" in trail(core, held)


async def test_after_identity_an_amount_needs_no_second_thought(
    ana: Browser, core: Container, held: str
) -> None:
    owe(core)
    verify(core, held)
    await ana.get(f"/desk/conversations/{held}")
    answer = await ana.post(f"/desk/conversations/{held}/reply", text="Fica R$ 120 na Loja do Povo")
    assert answer.status == 303


async def test_a_cpf_is_masked_and_shown_whole_for_a_reason_that_is_kept(
    ana: Browser, core: Container, held: str
) -> None:
    owe(core)
    page = f"/desk/conversations/{held}"
    await ana.get(page)
    assert (await ana.post(f"{page}/unmask", reason="conferir o nome")).status == 409
    verify(core, held)
    await ana.get(page)
    assert "***.982.247-**" in ana.text
    assert "529.982.247-25" not in ana.text
    assert (await ana.post(f"{page}/unmask", reason="")).status == 400
    answer = await ana.post_for_script(f"{page}/unmask", reason="conferir no cartório")
    assert answer["cpf"] == "529.982.247-25"
    assert trail(core, held).count("cpf_unmasked") == 1


async def test_a_script_in_a_note_a_label_and_a_draft_comes_out_as_text(
    ana: Browser, held: str
) -> None:
    script = "<script>a</script>"
    await ana.get(f"/desk/conversations/{held}")
    for action, field in [("note", "text"), ("label", "label"), ("draft", "text")]:
        await ana.post(f"/desk/conversations/{held}/{action}", **{field: script})
    await ana.get(f"/desk/conversations/{held}")
    assert script not in ana.text
    assert ana.text.count("&lt;script&gt;a&lt;/script&gt;") >= 3
