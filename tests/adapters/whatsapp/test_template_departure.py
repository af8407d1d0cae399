"""Templates are looked at again when they leave, and what Meta answers of one is kept."""

from __future__ import annotations

from typing import Any

import pytest

from quita.domain.records import OutboxState
from quita.domain.templates import TemplateStatus
from tests.adapters.whatsapp.sending import Sending
from tests.conftest import FakeClock

TEMPLATE: dict[str, Any] = {"kind": "template", "name": "retomar", "language": "pt_BR",
                            "text": "Oi", "parameters": []}  # fmt: skip
JOSE = "+5511987654321"


@pytest.mark.parametrize(
    ("status", "category", "why"),
    [
        ("PAUSED", "UTILITY", "is paused"),
        ("APPROVED", "MARKETING", "marketing, not utility"),
        (None, "MARKETING", "marketing, not utility"),
    ],
)
def test_what_may_no_longer_be_sent_does_not_leave(
    sending: Sending, clock: FakeClock, status: str | None, category: str, why: str
) -> None:
    chat = sending.chat()
    sending.write_payloads(chat, TEMPLATE)
    with sending.database() as tx:
        told = TemplateStatus("retomar", "pt_BR", status, clock(), category=category)
        tx.templates.told(told)
    sending.run_out()
    [message] = sending.outbox(chat)
    assert message.state is OutboxState.FAILED and why in str(message.error)
    assert sending.graph.posted == []


def test_a_template_that_the_company_took_away_does_not_leave(sending: Sending) -> None:
    chat = sending.chat()
    sending.write_payloads(chat, {**TEMPLATE, "name": "taken_away"})
    sending.templates.taken_away.add("taken_away")
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED]
    assert sending.graph.posted == []


@pytest.mark.parametrize("code", [132015, 132016])
def test_a_template_that_meta_refuses_as_stopped_is_not_posted_again(
    sending: Sending, clock: FakeClock, code: int
) -> None:
    first, second = sending.chat(), sending.chat(JOSE)
    sending.write_payloads(first, TEMPLATE)
    sending.graph.refuses(code)
    sending.run_out()
    sending.write_payloads(second, TEMPLATE, {**TEMPLATE, "name": "novidade"})
    sending.run_out()
    assert [body["template"]["name"] for body in sending.graph.posted] == ["retomar", "novidade"]
    assert sending.states(first) == [OutboxState.FAILED]
    assert sending.states(second) == [OutboxState.FAILED, OutboxState.SENT]


def test_a_template_that_goes_on_is_posted_again(sending: Sending, clock: FakeClock) -> None:
    chat = sending.chat()
    sending.write_payloads(chat, TEMPLATE)
    sending.graph.refuses(132015)
    sending.run_out()
    with sending.database() as tx:
        at = clock.advance(hours=3)
        tx.templates.told(TemplateStatus("retomar", "pt_BR", "UNPAUSED", at))
    sending.write_payloads(chat, TEMPLATE)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED, OutboxState.SENT]
