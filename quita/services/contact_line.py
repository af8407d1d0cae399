"""Every contact with a person in one line of time, newest first, whatever channel it came by.

It says how and when, never what: words stay in their conversations. While identity is not proven
the line is that of the conversation alone, for others would tell of whoever is behind the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from quita.domain.business_days import local_day
from quita.domain.conversation import Conversation
from quita.domain.handoff_records import Callback, CallbackState
from quita.domain.records import OutboxMessage, OutboxState
from quita.domain.timeline import Mark
from quita.domain.window import template_name
from quita.services.access import conversation_of
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from quita.services.ports.sms import SmsMessage

PAGE = 40  # messages; those in a row make one contact
PERSON, SYSTEM = "person", "system"


class Via(str, Enum):
    """How a contact was made."""

    WHATSAPP = "whatsapp"
    WEB_CHAT = "sms_link"
    SMS = "sms"
    CALLBACK = "callback"


@dataclass(frozen=True)
class ContactMade:
    """Messages in a row of one side, or one SMS, or one promised hour.

    Attributes:
        newest, oldest: marks of its last and its first message.
        author: person, bot, system or agent.
        template: its name, where it is one; None for free words.
        state: how far the last message got, failed where any did; of an hour, what became of it.
        here: whether it is of the conversation beside which it is shown.
    """

    newest: Mark
    oldest: Mark
    conversation_id: str
    via: Via
    author: str
    count: int = 1
    template: str | None = None
    state: OutboxState | CallbackState | None = None
    here: bool = False

    @property
    def incoming(self) -> bool:
        """Say whether the person made it."""
        return self.author == PERSON and self.via is not Via.CALLBACK


@dataclass(frozen=True)
class ContactPage:
    """Contacts, newest first; `older` is where the next page begins, None at the end."""

    contacts: Sequence[ContactMade]
    older: Mark | None


class ContactLine:
    """Reads lines of contacts."""

    def __init__(self, reading: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; `reading` makes transactions that only read."""
        self._reading, self._clock = reading, clock

    def page(self, conversation_id: str, before: Mark | None = None) -> ContactPage:
        """Give a page of the contacts around a conversation.

        Raises:
            NotFound: there is no such conversation.
        """
        now = self._clock()
        with self._reading() as tx:
            return contacts_of(tx, conversation_of(tx, conversation_id), now, before)


def contacts_of(
    tx: UnitOfWork, conversation: Conversation, now: datetime, before: Mark | None = None
) -> ContactPage:
    """Give a page of the contacts around a conversation, in the caller's transaction."""
    person_id = conversation.person_id if conversation.verified(now) else None
    chats = [conversation]
    if person_id is not None:
        chats += [one for one in tx.desk_list.of_person(person_id) if one.id != conversation.id]
    ways = {one.id: Via(one.channel.value) for one in chats}
    ids, limit = list(ways), PAGE + 1
    found = [
        *(ContactMade(mark, mark, heard.conversation_id, ways[heard.conversation_id], PERSON)
          for mark, heard in tx.timeline.heard(ids, before, limit)),
        *(_said(mark, said, ways) for mark, said in tx.timeline.said(ids, before, limit)),
        *(_hour(mark, hour) for mark, hour in tx.timeline.promised(ids, now, before, limit)),
    ]  # fmt: skip
    if person_id is not None:
        found += [_sms(mark, sms) for mark, sms in tx.timeline.texted(person_id, before, limit)]
    newest = sorted(found, key=lambda one: one.newest, reverse=True)
    contacts = _in_rows(newest[:PAGE], conversation.id)
    if len(newest) <= PAGE:
        return ContactPage(contacts, None)
    if len(contacts) > 1:
        contacts.pop()  # it may go on beyond the page: the next one shows it whole
    return ContactPage(contacts, contacts[-1].oldest)


def _said(mark: Mark, said: OutboxMessage, ways: dict[str, Via]) -> ContactMade:
    return ContactMade(
        mark,
        mark,
        said.conversation_id,
        ways[said.conversation_id],
        said.author.partition(":")[0],
        template=template_name(said.payload),
        state=said.state,
    )


def _sms(mark: Mark, sms: SmsMessage) -> ContactMade:
    return ContactMade(mark, mark, "", Via.SMS, SYSTEM, state=sms.state)


def _hour(mark: Mark, hour: Callback) -> ContactMade:
    author = hour.made_by.partition(":")[0]
    return ContactMade(mark, mark, hour.conversation_id, Via.CALLBACK, author, state=hour.state)


def _in_rows(newest: Sequence[ContactMade], here: str) -> list[ContactMade]:
    """Make one contact of what one side said in a row on a day."""
    rows: list[ContactMade] = []
    for one in newest:
        last = rows[-1] if rows else None
        if last is not None and _goes_on(last, one):
            failed = OutboxState.FAILED in (one.state, last.state)
            state = OutboxState.FAILED if failed else last.state
            rows[-1] = replace(last, oldest=one.oldest, count=last.count + 1, state=state)
        else:
            rows.append(replace(one, here=one.conversation_id == here))
    return rows


def _goes_on(last: ContactMade, one: ContactMade) -> bool:
    def same(contact: ContactMade) -> tuple[object, ...]:
        day = local_day(contact.oldest.at)
        return contact.conversation_id, contact.via, contact.author, contact.template, day

    return last.via in (Via.WHATSAPP, Via.WEB_CHAT) and same(last) == same(one)
