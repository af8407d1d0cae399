"""The gateway's posts to us, and the API that makes links."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from quita.adapters.sms.profiles import (
    Reply,
    Report,
    answer_of,
    json_signature,
    post_of,
    read_post,
    signed,
    twilio_signature,
)
from quita.bootstrap import Container
from quita.domain.errors import MalformedWebhook
from quita.domain.records import OutboxState
from quita.services.ports.sms import SmsMessage, Taken
from quita.settings import SmsSettings
from tests.builders import MARIA, MARIAS_PHONE
from tests.conftest import FakeClock
from tests.connectors.sms_link.chatting import conversation
from tests.connectors.sms_link.conftest import FakeDispatcher

TOKEN = "a gateway token"
TWILIO = SmsSettings("https://api.twilio.com", TOKEN, "twilio", "AC123", "+15005550006")
MESSAGE = SmsMessage("m1", "k", MARIAS_PHONE, "ola")


async def post(browser: ClientSession, told: Any, signature: bytes | None = None) -> int:
    body = json.dumps(told).encode()
    sent = {"X-Sms-Signature": (signature or json_signature(TOKEN, body)).decode()}
    async with browser.post("/webhooks/sms/status", data=body, headers=sent) as answer:
        return answer.status


async def test_a_signed_report_is_recorded_and_a_forged_one_is_not(
    browser: ClientSession, core: Container
) -> None:
    sent = core.sms.send_link(MARIAS_PHONE, None, "test")
    report = {"type": "status", "id": "gw-1", "ref": sent.message_id, "status": "delivered"}
    assert await post(browser, report, b"sha256=00") == 403
    assert core.sms.messages(sent.made.link.id)[0].state is OutboxState.QUEUED
    assert await post(browser, report) == 200
    assert core.sms.messages(sent.made.link.id)[0].state is OutboxState.DELIVERED


async def test_a_reply_opens_a_conversation_once(
    browser: ClientSession, core: Container, dispatcher: FakeDispatcher
) -> None:
    reply = {"type": "reply", "id": "in-1", "from": MARIAS_PHONE, "text": "quem fala?"}
    assert [await post(browser, reply) for _ in range(2)] == [200, 200]
    assert conversation(core).address == MARIAS_PHONE
    assert dispatcher.told == 1


async def test_while_the_database_is_away_the_gateway_is_asked_to_tell_again(
    browser: ClientSession, core: Container
) -> None:
    with core.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE addresses RENAME TO gone")
    reply = {"type": "reply", "id": "in-1", "from": MARIAS_PHONE, "text": "SAIR"}
    assert await post(browser, reply) == 503


@pytest.mark.parametrize("told", [[], {}, {"type": "status"}, {"type": "reply"}, "x"])
async def test_a_signed_post_of_no_shape_is_malformed(browser: ClientSession, told: Any) -> None:
    assert await post(browser, told) == 400


def test_the_json_gateway_is_told_our_id_and_where_to_report() -> None:
    sent = post_of(MESSAGE, SmsSettings("https://sms.example/v1", TOKEN), "https://q.example")
    assert sent.url == "https://sms.example/v1/messages"
    assert sent.headers == {"Authorization": f"Bearer {TOKEN}"}
    assert sent.json == {
        "id": "m1", "to": MARIAS_PHONE, "text": "ola",
        "callback": "https://q.example/webhooks/sms/status",
    }  # fmt: skip


def test_twilio_takes_a_form_and_signs_its_own() -> None:
    sent = post_of(MESSAGE, TWILIO, "https://q.example")
    assert sent.url == "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json"
    assert sent.form is not None and sent.form["From"] == "+15005550006"
    url = sent.form["StatusCallback"]
    body = urlencode({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"})
    signature = twilio_signature(TOKEN, url, body.encode()).decode()
    assert signed(TWILIO, url, body.encode(), {"x-twilio-signature": signature})
    assert not signed(TWILIO, url + "x", body.encode(), {"x-twilio-signature": signature})
    told = read_post("twilio", body.encode(), "m1")
    assert told == Report("SM1", "m1", OutboxState.FAILED, "gateway: 30003")


def test_twilios_own_example_of_a_signature_holds() -> None:
    form = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234",
            "From": "+14158675309", "To": "+18005551212"}  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    signature = twilio_signature("12345", url, urlencode(form).encode())
    assert signature == b"RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_twilio_reply_is_read() -> None:
    body = urlencode({"MessageSid": "SM2", "SmsStatus": "received", "From": "+5551", "Body": "oi"})
    assert read_post("twilio", body.encode(), None) == Reply("SM2", "+5551", "oi")
    with pytest.raises(MalformedWebhook):
        read_post("twilio", b"", None)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (202, b'{"id": "1"}', Taken.TAKEN),
        (200, b"", Taken.UNCLEAR),
        (200, b"[]", Taken.UNCLEAR),
        (200, b"<html>", Taken.UNCLEAR),
        (429, b"", Taken.BUSY),
        (503, b"", Taken.BUSY),
        (400, b'{"code": 21211}', Taken.REFUSED),
        (401, b"", Taken.REFUSED),
    ],
)
def test_a_gateways_answer_says_what_to_do(status: int, body: bytes, outcome: Taken) -> None:
    assert answer_of(status, body, "json").outcome is outcome


async def test_the_api_makes_and_sends_a_link_for_whoever_has_the_token(
    browser: ClientSession, core: Container
) -> None:
    body = {"person": MARIA.cpf, "sms": MARIAS_PHONE, "days": 3}
    for wrong in ({}, {"Authorization": "Bearer another"}):
        async with browser.post("/api/links", json=body, headers=wrong) as refused:
            assert refused.status == 401
    allowed = {"Authorization": "Bearer an api token"}
    async with browser.post("/api/links", json=body, headers=allowed) as made:
        told = await made.json()
        assert made.status == 201
    cost = {"encoding": "gsm7", "units": told["sms"]["units"], "parts": 1}
    assert told["sms"] == {**cost, "not_before": None, "waits_for": None}
    assert core.links.show(told["id"])[0].link.created_by == "api"
    for bad, status in (({"person": "1"}, 400), ({"person": "11144477735", "days": 0}, 400),
                        ({"person": "39053344705"}, 404)):  # fmt: skip
        async with browser.post("/api/links", json=bad, headers=allowed) as refused:
            assert refused.status == status
    core.sms.reply(MARIAS_PHONE, "sair", "x")
    async with browser.post("/api/links", json=body, headers=allowed) as refused:
        assert refused.status == 409
        assert (await refused.json())["rule"] == "suppressed_address"


async def test_the_api_says_when_an_sms_leaves_and_sends_at_once_what_was_asked_for(
    browser: ClientSession, core: Container, clock: FakeClock
) -> None:
    clock.advance(hours=12)  # midnight
    allowed = {"Authorization": "Bearer an api token"}
    body: dict[str, Any] = {"person": MARIA.cpf, "sms": MARIAS_PHONE}
    told = []
    for asked in (False, True):
        body["requested"] = asked
        async with browser.post("/api/links", json=body, headers=allowed) as made:
            assert made.status == 201
            told.append((await made.json())["sms"])
    assert (told[0]["not_before"], told[0]["waits_for"]) == ("2026-11-24T11:00:00+00:00", "hours")
    assert (told[1]["not_before"], told[1]["waits_for"]) == (None, None)
    body["requested"] = "yes"
    async with browser.post("/api/links", json=body, headers=allowed) as refused:
        assert refused.status == 400
