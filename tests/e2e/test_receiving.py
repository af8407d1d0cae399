"""The web hook: what is stored, what is refused, and what makes one turn."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from quita.adapters.database.schema import addresses, inbound_messages, outbox, set_aside_updates
from quita.domain.events import HANDOFF_REQUESTED
from tests.e2e.people import Debtor, stranger
from tests.e2e.system import System


def meta_message(debtor: Debtor, text: str) -> tuple[str, bytes]:
    """Give a message's id and the body of its web hook, as Meta writes it."""
    [wamid], body = meta_messages(debtor, text)
    return wamid, body


def meta_messages(debtor: Debtor, *texts: str) -> tuple[list[str], bytes]:
    """Give the ids of messages that come in one web hook, and its body."""
    wamids = [f"wamid.{uuid4().hex}" for _ in texts]
    messages = [
        {
            "from": debtor.number,
            "id": wamid,
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        for wamid, text in zip(wamids, texts, strict=True)
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140000000", "phone_number_id": "100000000000001"},
        "contacts": [{"profile": {"name": debtor.name}, "wa_id": debtor.number}],
        "messages": messages,
    }
    change = {"field": "messages", "value": value}
    entry = {"id": "104400000000001", "changes": [change]}
    return wamids, json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def stored(system: System) -> list[int]:
    """Count everything that a web hook may leave behind."""
    tables = (inbound_messages, addresses, set_aside_updates)
    return [system.rows(select(func.count()).select_from(table))[0][0] for table in tables]


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc"])
def test_a_bad_signature_gets_403_and_stores_nothing(system: System, signature: str | None) -> None:
    wamid, body = meta_message(stranger(system), "quanto eu devo?")
    before = stored(system)
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["X-Hub-Signature-256"] = signature
    assert system.webhook(body, headers).status_code == 403
    assert stored(system) == before
    assert system.received(wamid) is None


def test_a_body_that_was_changed_on_its_way_gets_403(system: System) -> None:
    _, body = meta_message(stranger(system), "quero negociar")
    headers = system.signed(body)
    assert system.webhook(body.replace(b"negociar", b"cancelar"), headers).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"quem sou eu? 529.982.247-25",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"object": "page", "entry": []}',
        b'{"object": "whatsapp_business_account", "entry": "529.982.247-25"}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_metas_gets_400_and_a_masked_line_in_the_log(
    system: System, body: bytes
) -> None:
    before = stored(system)
    assert system.webhook(body).status_code == 400
    assert stored(system) == before
    assert "529.982.247-25" not in system.log_tails()
    assert "whatsapp.malformed" in system.log_tails()


def test_a_signed_message_is_stored_before_the_200(system: System, debtor: Debtor) -> None:
    wamid, body = meta_message(debtor, "oi")
    assert system.webhook(body).status_code == 200
    assert system.received(wamid) is not None


def test_meta_is_answered_its_challenge_only_for_the_right_token(system: System) -> None:
    token = system.settings.require_whatsapp().verify_token
    url = f"{system.assistant_url}/webhooks/whatsapp/webhook"
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    right = system.http.get(url, params={**asked, "hub.verify_token": token}, timeout=60)
    assert (right.status_code, right.text) == (200, "1158201444")
    wrong = system.http.get(url, params={**asked, "hub.verify_token": "errado"}, timeout=60)
    assert wrong.status_code == 403
    assert "1158201444" not in wrong.text


def test_messages_typed_in_a_row_are_one_turn(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")
    ids, body = meta_messages(debtor, "então", "quero", "negociar")
    assert system.webhook(body).status_code == 200
    answer = debtor.answer_to(*ids)
    received = [row for row in map(system.received, ids) if row is not None]
    assert len({row.turn_id for row in received}) == 1
    assert answer.text.count("CPF") == 1


def test_a_repeated_web_hook_is_answered_once(system: System, debtor: Debtor) -> None:
    once = [said.text for said in debtor.writes("oi").messages[1:]]
    system.fault(target="graph", kind="webhook_duplicates", times=20)
    try:
        wamid = debtor.types("oi")
        again = [said.text for said in debtor.answer_to(wamid).messages]
        system.wait_until(lambda: not system.waiting(), "an empty queue of web hooks")
    finally:
        system.clear_faults()
    assert again == once
    same = inbound_messages.c.external_id == wamid
    assert len(system.rows(select(inbound_messages.c.id).where(same))) == 1
    assert debtor.news().messages == ()


def test_whoever_hides_their_number_is_answered_all_the_same(system: System) -> None:
    person = stranger(system)
    path = f"/sandbox/phones/{person.number}"
    system.sandbox("PUT", path, json={"name": person.name, "hidden": True})
    person.types("oi")
    system.wait_until(lambda: len(person.all_heard()) == 2, "a greeting and a question")
    assert "assistente virtual" in person.news().text


@pytest.mark.parametrize(
    "typed", ["/request_human", "/ /request_human", " / /request_human", "/\u00a0/request_human"]
)
def test_typed_text_is_never_a_command(debtor: Debtor, typed: str) -> None:
    debtor.writes("oi")
    debtor.writes(typed)
    handovers = debtor.events(HANDOFF_REQUESTED)
    # A press has a ranking of one; words, however well understood, are held against other wishes.
    assert all(len(event["ranking"]) > 1 for event in handovers)


def test_what_became_of_a_message_is_recorded(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")

    def states() -> set[str]:
        mine = outbox.c.conversation_id == debtor.conversation.id
        return {row.state for row in system.rows(select(outbox.c.state).where(mine))}

    system.wait_until(lambda: states() == {"delivered"}, "everything to be delivered")
    url = f"{system.sandbox_url}/phone/api/events"
    with system.http.get(url, params={"open": debtor.number}, stream=True, timeout=30):
        system.wait_until(lambda: states() == {"read"}, "everything to be read")


def test_a_message_that_failed_is_recorded_with_its_error(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")
    system.fault(target="graph", kind="failed_status", code=131026, times=1)
    try:
        debtor.writes("oi")

        def failed() -> list[Any]:
            mine = outbox.c.conversation_id == debtor.conversation.id
            return system.rows(select(outbox).where(mine, outbox.c.state == "failed"))

        [row] = system.wait_until(failed, "a failed message")
    finally:
        system.clear_faults()
    assert row.error.startswith("131026")
