"""One agent at a time has a conversation, however many want it; and how it is passed on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from quita.domain.conversation import Owner
from quita.domain.errors import InvalidInput, NotAllowed, NotFound, NotOwner
from quita.domain.events import HANDOFF_ACCEPTED, HANDOFF_TRANSFERRED
from quita.domain.handoff_records import Handoff
from quita.domain.queues import HandoffBook, Queue
from quita.domain.records import User
from quita.services.ownership import Ownership
from quita.settings import ROOT
from tests.services.turn_world import World

PROCESSES, IN_EACH = 4, 5
CLAIM = (sys.executable, "-m", "tests.services.claiming")
BYE = {"kind": "text", "text": "Até logo."}


def user(name: str, role: str = "agent") -> User:
    return User(name, name, name.title(), role, "x")


ANA, BIA, RUI = user("ana"), user("bia"), user("rui", "supervisor")


@pytest.fixture
def chat(with_human: World) -> World:
    """A conversation that Ana has, among colleagues, at a company with two queues."""
    with with_human.database() as tx:
        for one in (ANA, BIA, RUI, user("aud", "auditor")):
            tx.users.save(one)
    with_human.ownership.book = HandoffBook(queues=(Queue("geral", "G"), Queue("juridico", "J")))
    return with_human


def running(world: World) -> Handoff:
    chat = world.conversation().id
    with world.database() as tx:
        found = tx.handoffs.running(chat)
    assert found is not None
    return found


def test_of_twenty_who_claim_at_once_in_four_processes_exactly_one_gets_it(
    queued: World, database_url: str
) -> None:
    chat = queued.conversation().id
    agents = [f"a{number}" for number in range(PROCESSES * IN_EACH)]
    processes = [
        subprocess.Popen(
            [*CLAIM, database_url, queued.clock().isoformat(), chat, *some],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for some in (agents[start::PROCESSES] for start in range(PROCESSES))
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    won = " ".join(process.communicate(timeout=120)[0] for process in processes).split()
    assert len(won) == 1
    assert queued.conversation().agent_id == won[0]
    assert len(queued.events(HANDOFF_ACCEPTED)) == 1
    assert running(queued).agent_id == won[0]


def test_an_agent_passes_a_conversation_on_to_a_colleague(chat: World) -> None:
    chat.ownership.transfer(chat.conversation().id, ANA, to_agent="bia", note="sabe do caso")
    now = chat.conversation()
    assert (now.owner, now.agent_id, now.handoff_reason) == (Owner.HUMAN, "bia", "requested")
    (event,) = chat.events(HANDOFF_TRANSFERRED)
    assert (event["by"], event["from"], event["agent"]) == ("ana", "ana", "bia")
    assert "note" not in event
    with pytest.raises(NotOwner):
        chat.ownership.reply(now.id, "ana", BYE, "k")
    assert running(chat).agent_id == "bia"


def test_into_a_queue_it_waits_again_for_whoever_claims_it(chat: World) -> None:
    chat.ownership.transfer(chat.conversation().id, ANA, to_queue="juridico")
    now = chat.conversation()
    assert (now.owner, now.agent_id) == (Owner.QUEUED, None)
    assert (running(chat).queue, running(chat).accepted_at) == ("juridico", None)
    chat.ownership.claim(now.id, "bia")
    assert chat.conversation().agent_id == "bia"


@pytest.mark.parametrize(
    "to",
    [
        {},
        {"to_agent": "bia", "to_queue": "geral"},
        {"to_queue": "nenhuma"},
        {"to_agent": "ninguem"},
        {"to_agent": "aud"},
    ],
)
def test_a_target_that_cannot_take_it_changes_nothing(chat: World, to: dict[str, str]) -> None:
    before = chat.conversation()
    with pytest.raises(InvalidInput):
        chat.ownership.transfer(before.id, ANA, **to)
    assert chat.conversation() == before


def test_another_agent_passes_nothing_on_and_a_supervisor_does(chat: World) -> None:
    with pytest.raises(NotOwner):
        chat.ownership.transfer(chat.conversation().id, BIA, to_agent="bia")
    chat.ownership.transfer(chat.conversation().id, RUI, to_agent="bia")
    assert chat.conversation().agent_id == "bia"


def test_a_supervisor_takes_over_and_it_is_told_from_whom(chat: World) -> None:
    chat.ownership.take_over(chat.conversation().id, RUI)
    assert chat.conversation().agent_id == "rui"
    assert chat.events(HANDOFF_ACCEPTED)[-1]["from"] == "ana"
    with pytest.raises(NotOwner):
        chat.ownership.give_back(chat.conversation().id, "ana", BYE)
    chat.ownership.take_over(chat.conversation().id, RUI)
    assert len(chat.events(HANDOFF_ACCEPTED)) == 2


def test_an_agent_takes_nothing_from_a_colleague(chat: World) -> None:
    with pytest.raises(NotAllowed):
        chat.ownership.take_over(chat.conversation().id, BIA)
    assert chat.conversation().agent_id == "ana"


def test_what_the_bot_answers_is_not_taken_over(chat: World) -> None:
    chat.ownership.give_back(chat.conversation().id, "ana", BYE)
    with pytest.raises(NotAllowed):
        chat.ownership.take_over(chat.conversation().id, RUI)
    with pytest.raises(NotOwner):
        chat.ownership.transfer(chat.conversation().id, RUI, to_agent="bia")


def test_an_unknown_conversation_is_not_found(chat: World) -> None:
    acts: list[Callable[[Ownership], None]] = [
        lambda ownership: ownership.take_over("nenhuma", RUI),
        lambda ownership: ownership.transfer("nenhuma", RUI, to_agent="bia"),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act(chat.ownership)
