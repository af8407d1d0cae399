"""Decides what leaves next: one transaction from the claim to the note that it is about to leave.

Everything that forbids or delays a message is looked at here, before Meta is asked: what is in
doubt, the window, the template, the number, the pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

import structlog

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.consequences import next_probe
from quita.adapters.whatsapp.health_watch import HealthWatch
from quita.adapters.whatsapp.paces import PATIENCE, Buckets, buckets, starting_buckets
from quita.adapters.whatsapp.payloads import Payload, Recipient
from quita.domain.conversation import Channel
from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.number_health import BusinessNumber, choose_number
from quita.domain.reconciling import sends_again_at
from quita.domain.records import OutboxMessage, OutboxState
from quita.domain.window import TEMPLATE_LASTS, Window, template_name
from quita.services.ports import Clock, LastLook, UnitOfWork, UnitOfWorkFactory
from quita.services.reaching import RESUME_TEMPLATE

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
MALFORMED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
LOOK_AGAIN = timedelta(minutes=30)  # where a number's health or warm-up says: nothing now


@dataclass(frozen=True)
class Departure:
    """One body to be posted after a wait; `probing` tries whether a stopped number works again."""

    message: OutboxMessage
    number_id: str
    piece: int
    pieces: int
    body: dict[str, Any]
    wait: timedelta
    probing: bool = False

    @property
    def last(self) -> bool:
        """Say whether nothing of the message follows it."""
        return self.piece == self.pieces


@dataclass(frozen=True)
class PutOff:
    """Something was claimed, and nothing of it may leave now."""


class Templates(Protocol):
    """Which templates may be sent."""

    def check(self, tx: UnitOfWork, name: str) -> None:
        """Let one be sent; NotAllowed where it may not be."""


class Departures:
    """Takes what is due, one piece at a time; safe to run in any number of processes."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        worker: str,
        numbers: Sequence[tuple[str, int]],
        templates: Templates,
        last_look: LastLook,
    ) -> None:
        """Wire the ports; `numbers` are ours with their weights, `worker` names this process."""
        self._uow, self._clock, self._worker = uow, clock, worker
        self._numbers, self._templates = tuple(numbers), templates
        self._last_look = last_look
        self._ours = {number for number, _ in self._numbers}
        self._health = HealthWatch(self._ours)

    def next(self, conversation_id: str | None = None) -> Departure | PutOff | None:
        """Give the next piece of one conversation, of any where none is named; None if none is due.

        A piece that is given is marked as leaving, its conversation stays leased; of what is put
        off the lease is given back.
        """
        now = self._clock()
        with self._uow() as tx:
            due = tx.outbox.claim(now, self._worker, now + LEASE, conversation_id, Channel.WHATSAPP)
            if not due:
                return None
            found = self._decide(tx, due[0], now)
            if isinstance(found, PutOff):
                tx.outbox.release(due[0].conversation_id, self._worker)
            return found

    def _decide(self, tx: UnitOfWork, message: OutboxMessage, now: datetime) -> Departure | PutOff:
        number = self._number_of(tx, message, now)
        if message.state is OutboxState.UNCLEAR:
            left_at = message.sending_at or message.created_at
            unread = tx.held_hooks.unread_since() is not None
            heard_at, tried = number.heard_at, message.attempts
            again = sends_again_at(left_at, heard_at, now, attempts=tried, unread=unread)
            if again > now:
                return _put_off(tx, message, again)
        if not self._last_look.lets_go(tx, message):
            return PutOff()
        try:
            bodies = bodies_of(message)
            self._check(tx, message, now)
        except (InvalidInput, NotAllowed) as error:
            log.error("outbox.unsendable", message=message.id, reason=str(error))
            tx.outbox.failed(message.id, str(error))
            return PutOff()
        charged = self._buckets(tx, message, number, now)
        if not charged:
            return _put_off(tx, message, now + LOOK_AGAIN)
        wait = tx.slots.take(charged, now, PATIENCE)
        if wait > PATIENCE:
            return _put_off(tx, message, now + wait)
        probing = number.stopped
        if probing and not tx.numbers.probe(number.id, now, now + next_probe(number.probes)):
            return _put_off(tx, message, number.probe_at or now)
        piece = message.pieces_sent + 1
        tx.outbox.sending(
            message.id, now + wait, number.id, template_name(message.payload), pieces=len(bodies)
        )
        body = bodies[piece - 1]
        return Departure(message, number.id, piece, len(bodies), body, wait, probing)

    def _number_of(self, tx: UnitOfWork, message: OutboxMessage, now: datetime) -> BusinessNumber:
        """Give the number that the conversation is held on; a new one goes by weight.

        A number that is ours no more takes its window along: the next one needs a template.
        """
        if message.number_id is not None:
            if message.number_id in self._ours:
                return tx.numbers.ensure(message.number_id, now)
            tx.conversations.close_window(message.conversation_id, now)
        stopped = {number.id for number in tx.numbers.all() if number.stopped}
        working = [one for one in self._numbers if one[0] not in stopped]
        chosen = choose_number(working or self._numbers, message.address_id)
        assert chosen is not None  # settings demand a number
        tx.numbers.assign(message.conversation_id, chosen)
        return tx.numbers.ensure(chosen, now)

    def _check(self, tx: UnitOfWork, message: OutboxMessage, now: datetime) -> None:
        self._window(message).check(str(message.payload.get("kind")), now)
        name = template_name(message.payload)
        if name is None:
            return
        if now - message.created_at > TEMPLATE_LASTS:
            raise NotAllowed("a template that waited too long to be news")
        if tx.people.suppressed(message.address_id):
            raise NotAllowed("silence was asked for before it left")
        if tx.reach.is_lost(message.address_id, message.channel):
            raise NotAllowed("nothing reaches this address on this channel")
        written = message.heard_at is not None and message.heard_at > message.created_at
        if written and name == RESUME_TEMPLATE:
            raise NotAllowed("they wrote before it left: nothing is to be opened")
        self._templates.check(tx, name)

    def _window(self, message: OutboxMessage) -> Window:
        left = message.number_id is not None and message.number_id not in self._ours
        return Window(message.channel, None if left else message.heard_at)

    def _buckets(
        self, tx: UnitOfWork, message: OutboxMessage, number: BusinessNumber, now: datetime
    ) -> Buckets:
        if template_name(message.payload) is None:
            return buckets(number.id, message.address_id)
        if number.answers_only(now) and not self._window(message).open(now):
            return []
        if not self._health.may_start(tx, number, message.address_id, now):
            return []
        tally = self._health.tally(tx, number.id, now)
        return starting_buckets(number.id, message.address_id, number.quality, tally)


def translation_of(message: OutboxMessage) -> tuple[str, str] | None:
    """Give the name and language of the template that a message is, None where it is none."""
    name = template_name(message.payload)
    return None if name is None else (name, str(message.payload["language"]))


def bodies_of(message: OutboxMessage) -> list[dict[str, Any]]:
    """Give the bodies that say a message, each with its own callback data.

    Raises:
        InvalidInput: no payload that the channel can say.
    """
    recipient = Recipient.of(message.reply_to)
    try:
        bodies = to_graph_bodies(cast(Payload, message.payload), recipient, message.id)
    except MALFORMED as error:
        # Whatever is in a row, it must not stand in the way of all others.
        log.exception("outbox.malformed", message=message.id)
        raise InvalidInput(f"no payload: {type(error).__name__}") from error
    if len(bodies) <= message.pieces_sent:
        raise InvalidInput("nothing to say")
    return bodies


def _put_off(tx: UnitOfWork, message: OutboxMessage, until: datetime) -> PutOff:
    tx.outbox.wait(message.id, until)
    return PutOff()
