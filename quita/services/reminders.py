"""Reminders of agreed payments: planned by the due date, sent once, each through the governor."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from quita.domain.business_days import day_begins, local_day
from quita.domain.contact_policy import Purpose
from quita.domain.conversation import Conversation
from quita.domain.debt import Debt
from quita.domain.errors import Conflict
from quita.domain.follow_up import (
    AFTER_SPAN_DAYS,
    BEFORE_DAYS,
    Consent,
    Reminder,
    ReminderState,
    days_of,
    item_of,
    kinds_on,
)
from quita.domain.money import brl
from quita.domain.records import AgreedInstallment, Payload
from quita.domain.starting import Started
from quita.services.endings import debts_of
from quita.services.governor import Governor, Whom
from quita.services.messenger import Messenger, day_text
from quita.services.ports import (
    Clock,
    Due,
    NewId,
    Phrases,
    TemplateRegistry,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.starting import start
from quita.services.templates import REMINDER_TEMPLATE, neutral

MARK, EVERY = "reminders", timedelta(hours=1)
AGAIN = timedelta(days=1)  # without a template: the person may have written by then
BATCH = 200


class Reminders:
    """Plans once an hour and sends what is due; safe to run in any number of processes."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        governor: Governor,
        messenger: Messenger,
        phrases: Phrases,
        templates: TemplateRegistry,
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id, self._governor = uow, clock, new_id, governor
        self._messenger, self._phrases, self._templates = messenger, phrases, templates

    def run(self) -> int:
        """Plan, if it is time to, and send; give how many were sent."""
        now = self._clock()
        with self._uow() as tx:
            mine = tx.marks.claim(MARK, now, now + EVERY) is not None
        if mine:
            self.plan()
        return self.send_due()

    def plan(self) -> int:
        """Write down the reminders whose days have come; give how many were new."""
        day, after_id, made = local_day(self._clock()), "", 0
        span = (day - timedelta(days=AFTER_SPAN_DAYS), day + timedelta(days=BEFORE_DAYS))
        while True:
            with self._uow() as tx:
                near = tx.reminders.near(*span, after_id, BATCH)
                made += sum(self._plan(tx, due, day) for due in near)
            if not near:
                return made
            after_id = near[-1].installment_id

    def send_due(self) -> int:
        """Send, put off or drop what is to be looked at now; give how many were sent."""
        with self._uow() as tx:
            due = tx.reminders.due(self._clock(), BATCH)
        sent = 0
        for reminder in due:
            try:
                with self._uow() as tx:
                    sent += self._send(tx, reminder.id)
            except Conflict:
                continue  # another worker is at it
        return sent

    def _plan(self, tx: UnitOfWork, due: Due, day: date) -> int:
        said = tx.contacts.reminder_address(due.person_id)
        agreement = tx.agreements.get(due.agreement_id)
        if said is None or agreement is None or local_day(said.at) >= day:
            return 0  # nobody is reminded on the day on which they said yes
        grace = debts_of(tx, agreement)[0].terms.grace_days
        now = self._clock()
        ids = (due.installment_id, due.agreement_id, due.person_id)
        return sum(
            tx.reminders.add(
                Reminder(self._new_id(), *ids, kind, due.due_date, ReminderState.WAITING, now, now)
            )
            for kind in kinds_on(day, due.due_date, grace)
        )

    def _send(self, tx: UnitOfWork, reminder_id: str) -> bool:
        now = self._clock()
        reminder = tx.reminders.get(reminder_id)
        if reminder is None or reminder.next_at is None or reminder.next_at > now:
            return False
        agreement = tx.agreements.get(reminder.agreement_id)
        item = item_of(agreement, reminder)
        if agreement is None or item is None:
            return self._drop(tx, reminder, "nothing_to_remind_of")
        debts = debts_of(tx, agreement)
        last = days_of(reminder.kind, reminder.due_date, debts[0].terms.grace_days)[1]
        said = tx.contacts.reminder_address(reminder.person_id)
        if said is None or local_day(now) > last:
            return self._drop(tx, reminder, "permission" if said is None else "too_late")
        whom = Whom(reminder.person_id, said.address_id, said.channel)
        conversation = _conversation(tx, said)
        verdict = self._governor.ask(tx, whom, Purpose.REMINDER, debts, conversation)
        if verdict.refusal is not None:
            return self._put_off(tx, reminder, verdict.next_at, verdict.refusal.rule, last)
        message = None
        if conversation is not None:
            message = self._message(tx, reminder, item, debts[0], conversation, now)
        if conversation is None or message is None:
            return self._put_off(tx, reminder, now + AGAIN, "no_template", last)
        started = Started(
            f"reminder:{reminder.key}",
            Purpose.REMINDER,
            (reminder.person_id,),
            said.address_id,
            tuple(debt.id for debt in debts),
            proven=conversation.proven(reminder.person_id, now),
            last_at=day_begins(last + timedelta(days=1)),
            reminder_id=reminder.id,
        )
        start(tx, self._governor, conversation, message, started, now)
        tx.reminders.over(reminder.id, sent=True, why="")
        details = {"kind": reminder.kind.value, "conversation": conversation.id}
        tx.events.audit("system", "reminder:sent", agreement.id, details, now)
        return True

    def _message(
        self,
        tx: UnitOfWork,
        reminder: Reminder,
        item: AgreedInstallment,
        debt: Debt,
        conversation: Conversation,
        now: datetime,
    ) -> Payload | None:
        """Say it whole only to a person whose identity is proven right now."""
        day = day_text(reminder.due_date)
        if conversation.proven(reminder.person_id, now):
            return self._phrases.say(
                "utter_reminder_whole",
                amount=brl(item.amount),
                due_date=day,
                creditor_block=self._messenger.creditor_block(debt.creditor),
            )
        free = self._phrases.say(f"utter_reminder_{reminder.kind.value}", date=day)
        parts = (tx, self._phrases, self._templates, conversation)
        return neutral(*parts, free, REMINDER_TEMPLATE, now)

    def _put_off(
        self, tx: UnitOfWork, reminder: Reminder, until: datetime | None, why: str, last: date
    ) -> bool:
        """Look again later, while the reminder still makes sense then; else drop it."""
        if until is None or local_day(until) > last:
            return self._drop(tx, reminder, why)
        tx.reminders.put_off(reminder.id, until, why)
        return False

    def _drop(self, tx: UnitOfWork, reminder: Reminder, why: str) -> bool:
        tx.reminders.over(reminder.id, sent=False, why=why)
        details = {"kind": reminder.kind.value, "why": why}
        now = self._clock()
        tx.events.audit("system", "reminder:dropped", reminder.agreement_id, details, now)
        return False


def _conversation(tx: UnitOfWork, said: Consent) -> Conversation | None:
    """Give the conversation that is open at the address, else the one where the yes was said."""
    found = tx.conversations.open_at(said.channel, said.address_id)
    if found is None and said.conversation_id is not None:
        return tx.conversations.get(said.conversation_id)
    return found
