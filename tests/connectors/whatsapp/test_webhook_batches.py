"""Batches: everything in a POST is read, in order, each message with its own sender."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import (
    InboundMessage,
    ParsedWebhook,
    ReportedError,
    StatusUpdate,
)

NUMBER = {"display_phone_number": "551130000000", "phone_number_id": "770000000000001"}


def text(wamid: str, **sender: str) -> dict[str, Any]:
    said = {"timestamp": "1795456800", "type": "text", "text": {"body": wamid}}
    return {"id": wamid, **said, **sender}


def parse(*values: dict[str, Any]) -> ParsedWebhook:
    changes = [{"field": "messages", "value": {"metadata": NUMBER, **value}} for value in values]
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return parse_webhook(json.dumps(body).encode())


def test_all_samples_in_one_post_give_what_each_gives_alone(samples: dict[str, Any]) -> None:
    alone = [
        update
        for body in samples.values()
        for update in parse_webhook(json.dumps(body).encode()).updates
    ]
    whole = {
        "object": "whatsapp_business_account",
        "entry": [entry for body in samples.values() for entry in body["entry"]],
    }
    together = parse_webhook(json.dumps(whole).encode())
    assert list(together.updates) == alone
    assert len(together.messages) + len(together.statuses) > 20
    assert together.unreadable == ()


def test_messages_statuses_and_errors_of_one_value_are_all_read() -> None:
    status = {"id": "wamid.O", "status": "read", "timestamp": "1795456801", "recipient_id": "5511"}
    read = parse(
        {
            "messages": [text("a", **{"from": "5511981230001"}), text("b", **{"from": "5511981"})],
            "statuses": [status, {**status, "id": "wamid.P"}],
            "errors": [{"code": 130429}, {"code": 131056}],
        },
        {"messages": [text("c", **{"from": "5511981230001"})]},
    )
    kinds = [type(update) for update in read.updates]
    assert kinds == [InboundMessage] * 2 + [StatusUpdate] * 2 + [ReportedError] * 2 + [
        InboundMessage
    ]
    assert [message.external_id for message in read.messages] == ["a", "b", "c"]


def test_each_message_gets_the_contact_of_its_own_sender() -> None:
    read = parse(
        {
            "contacts": [
                {"profile": {"name": "Bia"}, "wa_id": "5511981230002", "user_id": "BR.2"},
                {"profile": {"name": "Ana"}, "wa_id": "5511981230001", "user_id": "BR.1"},
                {"profile": {"name": "Caio"}, "user_id": "BR.3"},
            ],
            "messages": [
                text("a", **{"from": "5511981230001"}),
                text("b", **{"from": "5511981230002"}),
                text("c", from_user_id="BR.3"),
                text("d", **{"from": "5511981230004"}),
            ],
        }
    )
    assert [(one.profile_name, one.sender_user_id) for one in read.messages] == [
        ("Ana", "BR.1"),
        ("Bia", "BR.2"),
        ("Caio", "BR.3"),
        (None, None),
    ]


def test_brazilian_contact_matches_with_and_without_the_ninth_digit() -> None:
    contact = {"profile": {"name": "Ana"}, "wa_id": "555181230001"}
    read = parse(
        {"contacts": [contact], "messages": [text("a", **{"from": "5551981230001"})]}
    ).messages[0]
    assert (read.profile_name, read.sender_wa_id) == ("Ana", "5551981230001")


def test_only_contact_of_somebody_else_lends_neither_name_nor_id() -> None:
    contact = {"profile": {"name": "Bia"}, "wa_id": "5511981230002", "user_id": "BR.2"}
    read = parse(
        {"contacts": [contact], "messages": [text("a", **{"from": "5511981230001"})]}
    ).messages[0]
    assert (read.profile_name, read.sender_user_id) == (None, None)


def test_contact_without_ids_is_nobodys_when_two_people_write() -> None:
    senders = [text("a", **{"from": "5511981230001"}), text("b", **{"from": "5511981230002"})]
    read = parse({"contacts": [{"profile": {"name": "Ana"}}], "messages": senders})
    assert [one.profile_name for one in read.messages] == [None, None]


def test_message_without_any_sender_takes_the_only_contact() -> None:
    contact = {"profile": {"name": "Caio"}, "user_id": "BR.3"}
    read = parse({"contacts": [contact], "messages": [text("a")]}).messages[0]
    assert (read.sender_wa_id, read.sender_user_id) == (None, "BR.3")


def test_user_id_in_the_place_of_the_phone_is_no_phone() -> None:
    read = parse({"messages": [text("a", **{"from": "BR.4400000000001"})]}).messages[0]
    assert (read.sender_wa_id, read.sender_user_id) == (None, "BR.4400000000001")


def test_thousand_updates_are_read_well_within_metas_second(samples: dict[str, Any]) -> None:
    value = deepcopy(samples["text"]["entry"][0]["changes"][0]["value"])
    message, contact = value["messages"][0], value["contacts"][0]
    value["messages"] = [
        {**message, "id": f"wamid.{n}", "from": f"55119812{n:05}"} for n in range(1000)
    ]
    value["contacts"] = [{**contact, "wa_id": f"55119812{n:05}"} for n in range(1000)]
    began = time.process_time()
    read = parse(value)
    assert len({one.external_id for one in read.messages}) == 1000
    assert all(one.profile_name == "Ana Souza" for one in read.messages)
    assert time.process_time() - began < 1
