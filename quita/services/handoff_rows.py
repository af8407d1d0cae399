"""How the moves of a conversation are written down as handoffs; ownership alone calls these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation
from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import CallbackState, Ending, Handoff
from quita.domain.queues import Queue, patience_ends
from quita.services.ports import NewId, UnitOfWork

KEPT = ("language", "confidence", "ranking", "summary")  # of what the event told


def begin(
    tx: UnitOfWork,
    conversation: Conversation,
    decision: Decision,
    queue: Queue,
    told: Mapping[str, Any],
    now: datetime,
    new_id: NewId,
) -> Handoff:
    """Store a handoff, or let the one that runs rise; one that a person has stays in its queue."""
    asked = Handoff(
        id=new_id(),
        conversation_id=conversation.id,
        queue=queue.name,
        reason=decision.reason.value,
        rule=decision.rule,
        priority=decision.priority,
        requested_at=now,
        language=told["language"],
        context={name: told[name] for name in KEPT},
        times_out_at=patience_ends(queue, now),
    )
    running = tx.handoffs.running(conversation.id)
    if running is None:
        tx.handoffs.add(asked)
        return asked
    risen = replace(
        running,
        queue=running.queue if running.accepted_at else asked.queue,
        reason=asked.reason,
        rule=asked.rule,
        priority=asked.priority,
        context=asked.context,
    )
    tx.handoffs.raise_to(risen)
    return risen


def pass_on(
    tx: UnitOfWork,
    conversation: Conversation,
    queue: Queue,
    agent_id: str | None,
    now: datetime,
    new_id: NewId,
    *,
    keep_time: bool = False,
) -> None:
    """End the handoff that runs, and begin the next one with what was known.

    `keep_time` counts the waiting from when it began, and does not tell again that it takes long.
    """
    before = end(tx, conversation.id, Ending.TRANSFERRED, now)
    known = before or Handoff(
        id="",
        conversation_id=conversation.id,
        queue=queue.name,
        reason=conversation.handoff_reason or Reason.REQUESTED.value,
        rule="transferred",
        priority=conversation.priority,
        requested_at=now,
    )
    tx.handoffs.add(
        replace(
            known,
            id=new_id(),
            queue=queue.name,
            requested_at=known.requested_at if keep_time else now,
            accepted_at=now if agent_id else None,
            agent_id=agent_id,
            times_out_at=_patience(known, queue, agent_id, now, keep_time),
            timed_out_at=known.timed_out_at if keep_time else None,
        )
    )


def _patience(
    known: Handoff, queue: Queue, agent_id: str | None, now: datetime, keep_time: bool
) -> datetime | None:
    if keep_time:
        return known.times_out_at  # of an hour that was promised
    return None if agent_id else patience_ends(queue, now)


def accept(tx: UnitOfWork, conversation_id: str, agent_id: str, now: datetime) -> None:
    """Note that a person has it: the first time ends the waiting and keeps the promised hour."""
    tx.callbacks.settle(conversation_id, CallbackState.KEPT)
    running = tx.handoffs.running(conversation_id)
    if running is not None:
        tx.handoffs.accept(running.id, agent_id, running.accepted_at or now)


def end(tx: UnitOfWork, conversation_id: str, how: Ending, now: datetime) -> Handoff | None:
    """End the handoff that runs, give it; a promised hour that nobody kept holds no more."""
    if how is not Ending.TRANSFERRED:
        tx.callbacks.settle(conversation_id, CallbackState.WITHDRAWN)
    running = tx.handoffs.running(conversation_id)
    if running is not None:
        tx.handoffs.end(running.id, how, now)
    return running
