"""Stopped numbers: what one message that tries them spends, and what its answer says of them."""

from __future__ import annotations

import pytest

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.responses import not_sent
from quita.domain.number_health import BusinessNumber, Quality
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, Sending
from tests.conftest import FakeClock

JOSE = "+5511987654321"


def number(sending: Sending) -> BusinessNumber:
    with sending.database() as tx:
        return tx.numbers.ensure(NUMBER, sending.clock())


def stop(sending: Sending) -> None:
    with sending.database() as tx:
        tx.numbers.ensure(NUMBER, sending.clock())
        tx.numbers.stop(NUMBER, 190, "token", sending.clock(), sending.clock())


def test_a_message_that_its_pace_puts_off_spends_no_probe(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write(chat, *(f"mensagem {n}" for n in range(limits.PAIR_BURST + 1)))
    for n in range(limits.PAIR_BURST):
        sending.run_out()
        sending.status(f"wamid.{n}", OutboxState.DELIVERED)
    stop(sending)
    clock.advance(seconds=1)
    sending.run_out()
    assert len(sending.graph.posted) == limits.PAIR_BURST
    assert number(sending).probes == 0
    clock.advance(seconds=limits.PAIR_SECONDS)
    sending.run_out()
    assert len(sending.graph.posted) == limits.PAIR_BURST + 1


def test_a_template_that_may_not_start_now_spends_no_probe(sending: Sending, chat: str) -> None:
    with sending.database() as tx:
        tx.numbers.told(NUMBER, sending.clock(), quality=Quality.RED)  # five people on this day
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "text": "Oi"}
    for n in range(5):
        sending.write_payloads(sending.chat(f"+55119876{n:05}"), payload)
    for _ in range(10):
        sending.run_out()
        sending.clock.advance(seconds=1)
    stop(sending)
    sending.write_payloads(chat, payload)
    sending.run_out()
    assert len(sending.graph.posted) == 5
    assert number(sending).probes == 0


@pytest.mark.parametrize("code", [131026, 131047, 131050, 131049, 131056, 131009, 132015])
def test_a_probe_refused_for_that_message_alone_lets_the_number_go_on(
    sending: Sending, chat: str, code: int
) -> None:
    stop(sending)
    sending.write(chat, "um")
    sending.write(sending.chat(JOSE), "dois")
    sending.graph.refuses(code)
    sending.run_out()
    assert not number(sending).stopped
    assert sending.graph.texts == ["um", "dois"]


@pytest.mark.parametrize("code", [190, 131000, 131016, 131057])
def test_a_probe_refused_for_more_than_that_message_leaves_the_number_stopped(
    sending: Sending, chat: str, code: int
) -> None:
    stop(sending)
    sending.write(chat, "um")
    sending.graph.refuses(code)
    sending.run_out()
    assert number(sending).stopped


def test_a_probe_that_nobody_answers_leaves_the_number_stopped(sending: Sending, chat: str) -> None:
    stop(sending)
    sending.write(chat, "um")
    sending.graph.answers = [not_sent("ClientConnectorError")]
    sending.run_out()
    assert number(sending).stopped
