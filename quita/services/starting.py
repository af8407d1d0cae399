"""What the company starts on WhatsApp: asked about when it is queued, and again as it leaves.

Much happens in between: the person writes PARAR, the night comes, a proof of identity lapses, the
payment arrives. Whoever queues has asked the governor; the last look asks it with what is known
now. Answers to a person are marked by nothing, and nothing is asked about them.
"""

from __future__ import annotations

from datetime import datetime

from quita.domain.contact_policy import Verdict
from quita.domain.conversation import Conversation
from quita.domain.follow_up import item_of
from quita.domain.records import OutboxMessage, OutboxState, Payload
from quita.domain.starting import Started
from quita.domain.window import message_ends
from quita.services.access import conversation_of
from quita.services.governor import Governor, Whom
from quita.services.ports import Clock, UnitOfWork

BY = "system"
TOO_LATE, LAPSED, NOTHING = "too_late", "verification", "nothing_to_remind_of"


def start(
    tx: UnitOfWork,
    governor: Governor,
    conversation: Conversation,
    payload: Payload,
    started: Started,
    now: datetime,
) -> None:
    """Queue a message that the governor allowed, once for its key, and count it."""
    tx.outbox.add(conversation.id, payload, BY, started.key, now, started)
    whom = Whom(started.people[0], started.address_id, conversation.channel)
    governor.started(tx, whom, started.purpose, started.key)


class Starting:
    """Fulfils the port LastLook."""

    def __init__(self, governor: Governor, clock: Clock) -> None:
        """Wire the ports."""
        self._governor, self._clock = governor, clock

    def lets_go(self, tx: UnitOfWork, message: OutboxMessage) -> bool:
        """Let a claimed message leave, counted from now; else put it off or give it up, and say so.

        A message of which a piece has left is finished.
        """
        started, now = message.started, self._clock()
        if started is None or message.pieces_sent:
            return True
        conversation = conversation_of(tx, message.conversation_id)
        ends = self._ends(message, started, conversation)
        why = self._over(tx, started, conversation)
        if why is None and ends is not None and now >= ends:
            why = TOO_LATE
        if why is not None:
            return self._give_up(tx, message, started, why, why)
        tx.people.hold(started.people[0])  # so that no two count the same room
        verdict = self._verdict(tx, started, conversation)
        if verdict.refusal is None:
            self._count(tx, started, conversation)
            return True
        rule, until = verdict.refusal.rule, verdict.next_at
        if until is None:
            return self._give_up(tx, message, started, rule, rule)
        if ends is not None and until >= ends:
            why = f"{rule} until it makes sense no more"
            return self._give_up(tx, message, started, why, rule)
        tx.outbox.wait(message.id, until)
        details = {"rule": rule, "until": until.isoformat()}
        tx.events.audit(BY, "outbox:postponed", message.id, details, now)
        return False

    def _verdict(self, tx: UnitOfWork, started: Started, conversation: Conversation) -> Verdict:
        """Give the first refusal among all the people who may read it."""
        debts = [debt for debt in map(tx.debts.get, started.debts) if debt is not None]
        beside = conversation if started.heeds_desk else None
        verdict = Verdict()
        for person_id in started.people:
            whom = Whom(person_id, started.address_id, conversation.channel)
            verdict = self._governor.ask(tx, whom, started.purpose, debts, beside, started.key)
            if verdict.refusal is not None:
                break
        return verdict

    def _over(self, tx: UnitOfWork, started: Started, conversation: Conversation) -> str | None:
        """Say why a message has lost its reason, or its words the one whom they are for."""
        if started.proven and not conversation.proven(started.people[0], self._clock()):
            return LAPSED
        if started.reminder_id is None:
            return None
        reminder = tx.reminders.get(started.reminder_id)
        agreement = tx.agreements.get(reminder.agreement_id) if reminder else None
        return None if reminder and item_of(agreement, reminder) else NOTHING

    def _ends(
        self, message: OutboxMessage, started: Started, conversation: Conversation
    ) -> datetime | None:
        kind = str(message.payload.get("kind"))
        ends = message_ends(message.channel, kind, message.heard_at, message.created_at)
        proof = conversation.verified_until if started.proven else None
        known = [one for one in (ends, proof, started.last_at) if one is not None]
        return min(known, default=None)

    def _count(self, tx: UnitOfWork, started: Started, conversation: Conversation) -> None:
        """Count it from when it leaves, not from when it was queued."""
        tx.contacts.not_started(started.key)
        whom = Whom(started.people[0], started.address_id, conversation.channel)
        self._governor.started(tx, whom, started.purpose, started.key)

    def _give_up(
        self, tx: UnitOfWork, message: OutboxMessage, started: Started, why: str, rule: str
    ) -> bool:
        tx.outbox.failed(message.id, f"not allowed: {why}")
        if message.state is not OutboxState.UNCLEAR:  # that one may have arrived
            tx.contacts.not_started(started.key)
        if started.reminder_id is not None:
            tx.reminders.over(started.reminder_id, sent=False, why=rule)
        details = {"rule": rule, "purpose": started.purpose.value}
        tx.events.audit(BY, "outbox:refused", message.id, details, self._clock())
        return False
