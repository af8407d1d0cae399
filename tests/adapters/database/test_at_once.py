"""Tests of what happens when several workers, agents or web hooks do the same thing at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from threading import Barrier
from typing import TypeVar

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import Conflict
from quita.domain.records import OutboxState
from quita.services.inbox import Inbox, Timing
from quita.services.ports import UnitOfWork
from tests.adapters.database.samples import (
    agreement_of,
    draft,
    open_conversation,
    store_debt,
    store_ledger,
    stored_offer,
)
from tests.conftest import FakeClock

WORKERS = 4
Result = TypeVar("Result")


def at_once(work: Callable[[str], Result]) -> list[Result]:
    """Run the same work in several threads that start together."""
    barrier = Barrier(WORKERS)

    def run(number: int) -> Result:
        barrier.wait(timeout=30)
        return work(f"w{number}")

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def flat(parts: Iterable[Iterable[Result]]) -> list[Result]:
    return list(chain.from_iterable(parts))


def open_ten(tx: UnitOfWork, clock: FakeClock) -> list[Conversation]:
    return [open_conversation(tx, clock(), phone=f"+55119876543{n}") for n in range(10, 20)]


def test_workers_that_claim_at_once_never_get_the_same_conversation(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chats = open_ten(tx, clock)
        for chat in chats:
            tx.conversations.ready_at(chat.id, clock())

    def claim_all(worker: str) -> list[str]:
        claimed = []
        while len(claimed) < len(chats):
            with database() as tx:
                found = tx.conversations.claim_ready(
                    clock(), worker, clock() + timedelta(minutes=1)
                )
            if found is None:
                break
            claimed.append(found)
        return claimed

    claimed = flat(at_once(claim_all))
    assert sorted(claimed) == sorted(chat.id for chat in chats)


def test_workers_that_deliver_at_once_never_get_the_same_message(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chats = open_ten(tx, clock)
        for chat in chats:
            for number in range(3):
                tx.outbox.add(chat.id, {"n": number}, "bot", f"{chat.id}:{number}", clock())

    def deliver_all(worker: str) -> list[tuple[str, int]]:
        delivered: list[tuple[str, int]] = []
        while True:
            with database() as tx:
                batch = tx.outbox.claim(clock(), worker, clock() + timedelta(minutes=1))
            if not batch:
                return delivered
            delivered += [(item.conversation_id, item.payload["n"]) for item in batch]
            with database() as tx:
                for item in batch:
                    tx.outbox.sent(item.id, f"wamid.{item.id}", clock())
                tx.outbox.release(batch[0].conversation_id, worker)

    delivered = flat(at_once(deliver_all))
    assert sorted(delivered) == sorted((chat.id, number) for chat in chats for number in range(3))
    with database() as tx:
        states = {item.state for chat in chats for item in tx.outbox.of_conversation(chat.id)}
    assert states == {OutboxState.SENT}


def test_two_agents_who_take_the_same_chat_at_once_do_not_both_get_it(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chats = open_ten(tx, clock)
        for chat in chats:
            tx.conversations.set_owner(chat.id, Owner.QUEUED, reason="requested", at=clock())

    def take_all(agent: str) -> list[str]:
        taken = []
        for chat in chats:
            with database() as tx:
                found = tx.conversations.get(chat.id)
                if found is not None and found.owner is Owner.QUEUED:
                    tx.conversations.set_owner(chat.id, Owner.HUMAN, agent_id=agent, at=clock())
                    taken.append(chat.id)
        return taken

    assert sorted(flat(at_once(take_all))) == sorted(chat.id for chat in chats)


def test_messages_of_one_person_that_arrive_at_once_open_one_conversation(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    inbox = Inbox(database, clock, new_id, Timing())
    same = draft(clock(), "repetida", external_id="wamid.same")
    received = at_once(lambda worker: inbox.receive([draft(clock(), worker), same]))
    assert sum(received) == WORKERS + 1
    with database() as tx:
        (chat,) = tx.conversations.with_owner([Owner.BOT])
        assert len(tx.messages.of_conversation(chat.id)) == WORKERS + 1


def test_the_same_key_written_at_once_is_written_once(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())

    def write(worker: str) -> tuple[str, str]:
        with database() as tx:
            tx.outbox.add(ledger.conversation.id, {"by": worker}, "bot", "turn:0", clock())
            offer = stored_offer(ledger.conversation.id, clock(), worker)
            return tx.offers.add(offer, "turn:offer:0").id, tx.charges.add(ledger.charge(worker)).id

    offers, charges = zip(*at_once(write), strict=True)
    assert len(set(offers)) == len(set(charges)) == 1
    with database() as tx:
        assert len(tx.outbox.of_conversation(ledger.conversation.id)) == 1


def test_two_offers_accepted_at_once_make_one_agreement(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        store_debt(tx)
        chat = open_conversation(tx, clock()).id
        for number in range(WORKERS):
            tx.offers.add(stored_offer(chat, clock(), f"w{number}"), f"w{number}")

    def accept(worker: str) -> bool:
        try:
            with database() as tx:
                offer = tx.offers.get(worker)
                assert offer is not None
                tx.agreements.add(agreement_of(offer, worker))
        except Conflict:
            return False
        return True

    assert sorted(at_once(accept)) == [False] * (WORKERS - 1) + [True]
    with database() as tx:
        assert len(tx.agreements.of_person("maria")) == 1
