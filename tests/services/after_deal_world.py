"""Maria with an agreement, and everything that follows one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from quita.adapters.database.unit_of_work import Database
from quita.domain.contact_policy import Caps
from quita.domain.follow_up import Reminder
from quita.domain.letter import new_code
from quita.domain.offer import Wish
from quita.domain.records import AgreedInstallment, Agreement, OutboxMessage
from quita.services.cases import Cases
from quita.services.contact import Contact
from quita.services.delisting import DelistingService
from quita.services.governor import Governor
from quita.services.letters import LetterService
from quita.services.messenger import Messenger
from quita.services.payments import PaymentService
from quita.services.reminders import Reminders
from quita.services.settling import Settling
from quita.services.telling import Telling
from quita.services.templates import NEWS_TEMPLATE, REMINDER_TEMPLATE
from tests.builders import ApprovedTemplates, NamedPhrases
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld

PLAN = Wish(count=4)


@dataclass
class AfterDeal(DealWorld):
    """Reminders, news, letters and delisting over the world of deals."""

    approved: Sequence[str] = (REMINDER_TEMPLATE, NEWS_TEMPLATE)
    caps: Caps = field(default_factory=Caps)

    def __post_init__(self) -> None:
        """Wire the services."""
        super().__post_init__()
        phrases, parts = NamedPhrases(), (self.database, self.clock, self.new_id)
        templates = ApprovedTemplates(self.approved)
        self.governor = Governor(self.clock, self.caps)
        self.telling = Telling(self.database, self.clock, phrases, self.governor, templates)
        self.messenger = Messenger(
            phrases, self.telling.tell, "Quita", "1", lambda charge: f"link/{charge.id}"
        )
        codes = count()
        self.letters = LetterService(
            *parts, lambda: new_code(lambda letters: letters[next(codes) % len(letters)])
        )
        self.delisting = DelistingService(*parts)
        self.settling = Settling(
            phrases,
            self.telling.tell,
            self.letters,
            self.delisting,
            lambda letter: f"carta/{letter.id}",
        )
        self.payments = PaymentService(
            *parts, self.settling.payment_confirmed, self.messenger.payment_diverged
        )
        self.reminders = Reminders(*parts, self.governor, self.messenger, phrases, templates)
        self.contact = Contact(*parts)
        self.cases_of_maria = Cases(*parts, self.contact)

    def closes(self, *, yes: bool | None = True) -> Agreement:
        """Agree on four payments, and answer whether reminders are welcome."""
        made = self.agree(PLAN).agreement
        if yes is not None:
            self.contact.answer_reminders(self.chat, yes, "pode sim" if yes else "não precisa")
        return made

    def writes(self) -> None:
        """Let Maria write in her conversation without proving who she is."""
        with self.database() as tx:
            now = self.clock()
            tx.conversations.touch(self.chat, now, None, sent_at=now, ready_at=now)

    def new_chat_at_same_phone(self) -> None:
        """Let Maria prove who she is once more, in the same conversation."""
        until = self.clock() + timedelta(minutes=30)
        with self.database() as tx:
            tx.conversations.set_verified(self.chat, "maria", until)
            now = self.clock()
            tx.conversations.touch(self.chat, now, until, sent_at=now, ready_at=now)

    def at(self, day: date, hour: int = 12) -> None:
        """Move the clock to an hour of a day in São Paulo."""
        self.clock.now = datetime(
            day.year, day.month, day.day, hour + 3, tzinfo=self.clock.now.tzinfo
        )

    def sent(self, chat: str | None = None) -> list[OutboxMessage]:
        """Give what was written by the company itself, oldest first."""
        with self.database() as tx:
            found = tx.outbox.of_conversation(chat or self.chat)
        return [one for one in found if one.author == "system"]

    def said(self) -> list[str]:
        """Give the names of the responses that were said so."""
        return [
            str(one.payload.get("text") or one.payload["kind"]).split()[0] for one in self.sent()
        ]

    def reminded(self, agreement: Agreement) -> list[tuple[str, str, str]]:
        """Give kind, state and reason of an agreement's reminders."""
        with self.database() as tx:
            found: list[Reminder] = tx.reminders.of_agreement(agreement.id)
        return [(one.kind.value, one.state.value, one.why) for one in found]

    def pay_one(self) -> AgreedInstallment:
        """Pay the next installment in a new chat of Maria's, as she would some weeks later."""
        self.pay_next()
        with self.database() as tx:
            paid = [i for one in tx.agreements.of_person("maria") for i in one.paid]
        return paid[-1]


def make_after_deal(
    database: Database,
    clock: FakeClock,
    new_id: Callable[[], str],
    *approved: str,
) -> AfterDeal:
    """Make the world; without templates named, both are approved."""
    templates = approved or (REMINDER_TEMPLATE, NEWS_TEMPLATE)
    return AfterDeal(database, clock, new_id, approved=templates)
