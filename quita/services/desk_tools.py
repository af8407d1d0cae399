"""What agents do beside answering: notes, labels, snoozes, drafts, presence, unmasking."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from quita.domain.conversation import Conversation, Owner
from quita.domain.disclosure import amounts_in, creditors_in
from quita.domain.errors import InvalidInput, NotOwner
from quita.domain.records import User
from quita.services.access import check_readable, conversation_of, verified_person
from quita.services.ports import Clock, NewId, Note, SavedView, UnitOfWork, UnitOfWorkFactory

MAX_NOTE, MAX_DRAFT, MAX_LABEL, MAX_REASON = 2000, 4096, 30, 200  # characters
MIN_REASON = 5
LONGEST_SNOOZE = timedelta(days=30)
PRESENT_FOR = timedelta(seconds=25)
_CALLED = re.compile(r"@([a-z0-9][a-z0-9._+-]*)", re.IGNORECASE)


class DeskTools:
    """Writes beside conversations; nothing here reaches the debtor."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def note(self, conversation_id: str, user: User, text: str) -> list[str]:
        """Keep a private note; give the ids of the colleagues that it calls by @login.

        Raises:
            InvalidInput: empty or too long. NotFound: there is no such conversation.
        """
        text = _fit(text, MAX_NOTE)
        with self._uow() as tx:
            conversation_of(tx, conversation_id)
            logins = dict.fromkeys(found.rstrip(".").casefold() for found in _CALLED.findall(text))
            called = [user.id for user in map(tx.users.by_login, logins) if user and user.active]
            note = Note(self._new_id(), conversation_id, user.id, text, self._clock())
            tx.desk_notes.add_note(note, called)
        return called

    def label(self, conversation_id: str, label: str, *, on: bool = True) -> None:
        """Put a label on a conversation, or take it off.

        Raises:
            InvalidInput: empty or too long. NotFound: there is no such conversation.
        """
        label = " ".join(_fit(label, MAX_LABEL).casefold().split())
        with self._uow() as tx:
            conversation_of(tx, conversation_id)
            (tx.desk_notes.add_label if on else tx.desk_notes.drop_label)(conversation_id, label)

    def snooze(self, conversation_id: str, user: User, until: datetime) -> None:
        """Take one's own conversation out of sight until a moment, or until the person writes.

        Raises:
            InvalidInput: not in the future, or too far. NotOwner: somebody else's.
        """
        now = self._clock()
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput("a snooze ends within 30 days")
        with self._uow() as tx:
            _own(conversation_of(tx, conversation_id), user)
            tx.desk_notes.snooze(conversation_id, user.id, now, until)

    def wake(self, conversation_id: str, user: User) -> None:
        """Bring a conversation back at once.

        Raises:
            NotOwner: somebody else's.
        """
        with self._uow() as tx:
            _own(conversation_of(tx, conversation_id), user)
            tx.desk_notes.wake(conversation_id)

    def wake_due(self) -> list[str]:
        """Bring back every conversation whose time has come; give their ids."""
        now = self._clock()
        with self._uow() as tx:
            due = tx.desk_notes.due_snoozes(now)
            for conversation_id in due:
                tx.desk_notes.wake(conversation_id)
        return due

    def save_draft(self, conversation_id: str, user: User, text: str) -> None:
        """Keep what an agent is writing, so that no closed tab loses it.

        Raises:
            InvalidInput: too long.
        """
        if len(text) > MAX_DRAFT:
            raise InvalidInput("a draft has 4096 characters at most")
        with self._uow() as tx:
            conversation_of(tx, conversation_id)
            tx.desk_notes.save_draft(user.id, conversation_id, text, self._clock())

    def present(self, conversation_id: str, user: User, *, typing: bool) -> None:
        """Note that somebody reads, or types."""
        with self._uow() as tx:
            conversation_of(tx, conversation_id)
            doing = "typing" if typing else "reading"
            tx.desk_notes.present(user.id, conversation_id, doing, self._clock())
            tx.desk_access.seen(user.id, self._clock())

    def seen(self, user: User) -> None:
        """Note that somebody is at the desk."""
        with self._uow() as tx:
            tx.desk_access.seen(user.id, self._clock())

    def save_view(self, user: User, name: str, query: str) -> None:
        """Keep a filter under a name.

        Raises:
            InvalidInput: the name is empty or too long.
        """
        with self._uow() as tx:
            view = SavedView(self._new_id(), _fit(name, MAX_LABEL), query[:500])
            tx.desk_notes.save_view(user.id, view)

    def drop_view(self, user: User, view_id: str) -> None:
        """Forget a filter."""
        with self._uow() as tx:
            tx.desk_notes.drop_view(user.id, view_id)

    def see_mentions(self, user: User, conversation_id: str) -> None:
        """Note that somebody looked where they were called."""
        with self._uow() as tx:
            tx.desk_notes.see_mentions(user.id, conversation_id, self._clock())

    def unmask(self, conversation_id: str, user: User, reason: str) -> str:
        """Give a verified person's CPF whole; the reason is kept (LGPD art. 6 X).

        Raises:
            InvalidInput: no reason. NotReadable: they may not read this conversation.
            NotVerified: identity is not proven.
        """
        reason = _fit(reason, MAX_REASON)
        if len(reason) < MIN_REASON:
            raise InvalidInput("a reason of a few words is needed")
        now = self._clock()
        with self._uow() as tx:
            check_readable(tx, conversation_of(tx, conversation_id), user)
            _, person = verified_person(tx, conversation_id, now)
            details = {"reason": reason}
            tx.events.audit(f"agent:{user.id}", "cpf_unmasked", conversation_id, details, now)
        return person.cpf

    def reveals(self, conversation_id: str, text: str) -> list[str]:
        """Give what of a reply must not be said yet: amounts, creditors; nothing once verified."""
        now = self._clock()
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            if conversation.verified(now):
                return []
            names = self._creditors_behind(tx, conversation)
        found = ["amount"] if amounts_in(text) else []
        return found + (["creditor"] if creditors_in(text, names) else [])

    def audit_disclosure(self, conversation_id: str, user: User, kinds: list[str]) -> None:
        """Note that an agent said it all the same."""
        with self._uow() as tx:
            tx.events.audit(
                f"agent:{user.id}",
                "disclosed_unverified",
                conversation_id,
                {"kinds": kinds},
                self._clock(),
            )

    def _creditors_behind(self, tx: UnitOfWork, conversation: Conversation) -> set[str]:
        people = tx.people.at_address(conversation.address_id)
        debts = [debt for person in people for debt in tx.debts.of_person(person.id)]
        return {debt.creditor.name for debt in debts}


def _own(conversation: Conversation, user: User) -> None:
    if conversation.owner is not Owner.HUMAN or conversation.agent_id != user.id:
        raise NotOwner("Esta conversa não está com você.")


def _fit(text: str, longest: int) -> str:
    text = text.strip()
    if not text or len(text) > longest:
        raise InvalidInput(f"between 1 and {longest} characters")
    return text
