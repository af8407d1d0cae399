"""What follows a deal: who may be written to, reminders, news that wait, letters, delisting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from quita.domain.contact_policy import Permission, Purpose, Silence
from quita.domain.conversation import Channel
from quita.domain.follow_up import About, Consent, Delisting, Letter, News, Reminder, Source
from quita.domain.records import Payload

if TYPE_CHECKING:  # it holds these ports, so neither can import the other when it runs
    from quita.services.ports.unit_of_work import UnitOfWork


class Contacts(Protocol):
    """Words on being written to, what was started, and who is to be left alone."""

    def note(self, consent: Consent) -> None:
        """Keep a yes or no with its words; nothing is ever overwritten."""

    def words_of(self, person_id: str) -> list[Consent]:
        """Give all that a person said about it, newest first."""

    def words_at(self, address_ids: Sequence[str], source: Source) -> list[Consent]:
        """Give all that was said so about being written to at any of some addresses."""

    def reminder_address(self, person_id: str) -> Consent | None:
        """Give the newest yes to reminders that no later no at that address takes back."""

    def permission(self, person_id: str, address_id: str, about: About) -> Permission | None:
        """Give the last word of a person on that, at that address."""

    def started(
        self, person_id: str, address_id: str, channel: Channel, purpose: Purpose, key: str,
        at: datetime,
    ) -> None:  # fmt: skip
        """Note that the company wrote first; once for each key."""

    def not_started(self, key: str) -> None:
        """Forget that the company wrote first: it never left."""

    def starts_of(
        self, person_id: str, since: datetime, apart_from: str | None = None
    ) -> list[datetime]:
        """Give when the company wrote first to a person since a moment, news and one key apart."""

    def silence(self, scope: Silence, subject_id: str, reason: str, at: datetime) -> None:
        """Leave a person or a debt alone, once for each reason."""

    def lift(self, scope: Silence, subject_id: str, at: datetime) -> None:
        """Lift whatever silences a person or a debt."""

    def silenced(self, scope: Silence, subject_ids: Sequence[str]) -> set[str]:
        """Give the reasons for which any of those people or debts is left alone."""

    def list_do_not_disturb(self, phones: Iterable[str], at: datetime) -> int:
        """Put a list of phones in E.164 in the place of the one before; give how many."""

    def on_do_not_disturb(self, phone: str) -> bool:
        """Say whether a phone is listed, be it under its other form."""


@dataclass(frozen=True)
class Due:
    """An unpaid installment of a running agreement whose day is near."""

    installment_id: str
    agreement_id: str
    person_id: str
    due_date: date


class Reminders(Protocol):
    """Reminders of payments."""

    def near(self, first: date, last: date, after_id: str, limit: int) -> list[Due]:
        """Give unpaid installments of running agreements due between two days, by id."""

    def add(self, reminder: Reminder) -> bool:
        """Insert, once for each key; say whether it was new."""

    def get(self, reminder_id: str) -> Reminder | None:
        """Give one, locked against other transactions that would change it."""

    def due(self, now: datetime, limit: int) -> list[Reminder]:
        """Give those that are to be looked at now."""

    def put_off(self, reminder_id: str, until: datetime, why: str) -> None: ...

    def over(self, reminder_id: str, *, sent: bool, why: str) -> None:
        """End one: it was sent, or dropped for a reason."""

    def of_agreement(self, agreement_id: str) -> list[Reminder]: ...


class WaitingNews(Protocol):
    """Messages that wait until their person may be told."""

    def keep(self, news: News) -> None:
        """Insert, once for each key."""

    def untold(self, person_id: str) -> list[News]:
        """Give what waits for a person, oldest first."""

    def told(self, key: str, at: datetime) -> None: ...

    def to_hint(self, now: datetime, limit: int) -> list[News]:
        """Give what waits and whose neutral hint is due, the oldest of each person."""

    def hint_at(self, person_id: str, at: datetime | None) -> None:
        """Say when a hint is tried again for all that waits for a person; None: no more."""


class Letters(Protocol):
    """Settlement letters."""

    def add(self, letter: Letter) -> Letter:
        """Insert; where the agreement has one already, give that."""

    def of_agreement(self, agreement_id: str) -> Letter | None: ...

    def get(self, letter_id: str) -> Letter | None: ...

    def by_code(self, code: str) -> Letter | None: ...

    def withdraw(self, letter_id: str, at: datetime) -> None: ...


class Delistings(Protocol):
    """Requests to creditors to take a listing back."""

    def add(self, request: Delisting) -> bool:
        """Insert, once for each agreement and debt; say whether it was new."""

    def waiting(self) -> list[Delisting]:
        """Give those that no creditor has confirmed, the most pressing first."""

    def done(self, request_id: str, at: datetime) -> bool:
        """Note that the creditor did it; False where there is none that waits."""


class TemplateRegistry(Protocol):
    """Which message templates may be sent outside an open window."""

    def usable(self, tx: UnitOfWork, name: str) -> bool:
        """Say whether a template was approved and is not paused."""


class FilledTemplates(Protocol):
    """Templates with their values, ready to be written to the outbox."""

    def filled(
        self, tx: UnitOfWork, name: str, values: Mapping[str, str], presses: Sequence[str]
    ) -> Payload | None:
        """Give a template, its buttons saying `presses` in order; None where it may not be sent."""
