"""One transaction over every repository."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from quita.services.ports.addresses import Aliases
from quita.services.ports.after_deal import (
    Contacts,
    Delistings,
    Letters,
    Reminders,
    WaitingNews,
)
from quita.services.ports.charges import Boletos, Charges, Recurrences
from quita.services.ports.conversations import Conversations, Events, Marks, Messages, Outbox
from quita.services.ports.desk import Approvals, DeskAccess, DeskList, DeskNotes
from quita.services.ports.handoff import Callbacks, Dossiers, Handoffs, TurnNotes
from quita.services.ports.held_hooks import HeldHooks
from quita.services.ports.ledger import Agreements, Debts, Offers
from quita.services.ports.links import Links, WebSessions
from quita.services.ports.media import MediaRecords
from quita.services.ports.outbound import Numbers, Reach, Slots, TemplateStatuses
from quita.services.ports.people import Cases, People, Users
from quita.services.ports.receipts import ReceiptClaims
from quita.services.ports.sms import SmsBox
from quita.services.ports.timeline import Timeline


class UnitOfWork(Protocol):
    """One transaction: it commits at the end of the `with` block, or changes nothing.

    Raises Conflict where another transaction got there first.
    """

    aliases: Aliases
    people: People
    debts: Debts
    offers: Offers
    agreements: Agreements
    charges: Charges
    boletos: Boletos
    conversations: Conversations
    messages: Messages
    outbox: Outbox
    events: Events
    cases: Cases
    users: Users
    marks: Marks
    recurrences: Recurrences
    media: MediaRecords
    receipts: ReceiptClaims
    contacts: Contacts
    reminders: Reminders
    news: WaitingNews
    letters: Letters
    delistings: Delistings
    numbers: Numbers
    slots: Slots
    templates: TemplateStatuses
    reach: Reach
    handoffs: Handoffs
    callbacks: Callbacks
    turn_notes: TurnNotes
    dossiers: Dossiers
    held_hooks: HeldHooks
    desk_access: DeskAccess
    desk_list: DeskList
    desk_notes: DeskNotes
    approvals: Approvals
    links: Links
    web_sessions: WebSessions
    sms: SmsBox
    timeline: Timeline


UnitOfWorkFactory = Callable[[], AbstractContextManager[UnitOfWork]]
