"""What a parsed web hook means for us: messages to store, statuses to record, the rest to keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from connectors.whatsapp.apart import Apart
from connectors.whatsapp.fields import text
from connectors.whatsapp.parts import found
from connectors.whatsapp.people_updates import PeopleUpdates, PersonUpdate
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook_types import (
    GroupMessage,
    InboundMessage,
    ParsedWebhook,
    Raw,
    ReportedError,
    StatusUpdate,
    UnreadableUpdate,
    Update,
)
from quita.domain.conversation import Channel
from quita.domain.phone import from_wa_id
from quita.domain.records import AddressKind, InboundDraft
from quita.services.inbox import Inbox
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

U = TypeVar("U", bound=Update)
IN_A_GROUP = "ignored:group"
ANOTHERS = "another number's"
_ELSEWHERE = InboundMessage | GroupMessage | PersonUpdate | UnreadableUpdate
SKEW = timedelta(minutes=5)  # of a sender's clock
log = structlog.get_logger(__name__)


class Receiving:
    """Stores a web hook before it is acknowledged.

    Attributes:
        new: how many messages were new, of all web hooks.
        released: conversations whose next message waited for what this web hook told.
    """

    def __init__(
        self,
        inbox: Inbox,
        uow: UnitOfWorkFactory,
        clock: Clock,
        people: PeopleUpdates,
        reports: Reports,
        ours: Container[str],
    ) -> None:
        """Wire the ports; `ours` are Meta's ids of our numbers."""
        self._inbox, self._uow, self._clock = inbox, uow, clock
        self._people, self._reports, self._ours = people, reports, ours
        self.new = 0
        self.released: set[str] = set()

    def store(self, webhook: ParsedWebhook, last: bool = False) -> int:
        """Store messages in one transaction and record everything else; give how many were new.

        People who moved come first, so that what they write from their new number finds them.
        Where one update is in the way, each is stored by itself, and that one set aside if what
        it says can never be; else only where this is the `last` try.

        Raises:
            Busy, DatabaseAway: nothing was stored, or not all; the channel must not acknowledge.
            Exception: what kept one from being stored. Its siblings were; all must come again.
        """
        apart = Apart(webhook, last)
        moves = [one for one in webhook.updates if isinstance(one, PersonUpdate)]
        others = [one for one in webhook.updates if not isinstance(one, _ELSEWHERE)]
        chats = webhook.messages
        in_groups = sum(isinstance(one, GroupMessage) for one in webhook.updates)
        apart.do(moves, self._each(self._people.apply), "recorded")
        new = apart.do([one for one in chats if self._is_ours(one)], self._receive, "stored")
        apart.do(others, self._each(self._record), "recorded")
        self.new += new
        if apart.problem is not None:
            raise apart.problem
        strangers = [one for one in chats if not self._is_ours(one)]
        apart.aside += [(ANOTHERS, found(webhook.entries, one.raw)) for one in strangers]
        apart.aside += [(one.reason, one.body or one.raw) for one in webhook.unreadable]
        self._keep(apart.aside, in_groups)
        return new

    def _is_ours(self, update: InboundMessage | ReportedError) -> bool:
        return update.phone_number_id in self._ours

    def _receive(self, messages: Sequence[InboundMessage]) -> int:
        latest = self._clock() + SKEW
        return self._inbox.receive([draft_of(message, latest) for message in messages])

    def _each(self, do: Callable[[UnitOfWork, U], None]) -> Callable[[Sequence[U]], int]:
        def record(updates: Sequence[U]) -> int:
            with self._uow() as tx:
                for update in updates:
                    do(tx, update)
            return len(updates)

        return record

    def _record(self, tx: UnitOfWork, update: Update) -> None:
        # A status finds only what was sent from here; an error of another's number stops nothing.
        if not isinstance(update, ReportedError) or self._is_ours(update):
            may_go_on = self._reports.record(tx, update)
            if may_go_on is not None:
                self.released.add(may_go_on)
        if not isinstance(update, StatusUpdate):
            kind = type(update).__name__
            tx.events.audit("whatsapp", kind, "number", impersonal(update), self._clock())

    def _keep(self, aside: Sequence[tuple[str, Raw]], in_groups: int) -> None:
        """Keep what has no key against being kept twice: last, so that nothing repeats it."""
        if not (aside or in_groups):
            return
        now = self._clock()
        with self._uow() as tx:
            for reason, body in aside:
                log.warning("whatsapp.set_aside", reason=reason)
                written = json.dumps(body, ensure_ascii=False, default=str)
                tx.messages.set_aside(Channel.WHATSAPP, reason, written, now)
            if in_groups:  # of third parties: counted, and nothing of them is kept
                tx.events.audit("whatsapp", IN_A_GROUP, "number", {"count": in_groups}, now)


def impersonal(update: Update) -> dict[str, Any]:
    """Give what an update says without whom it is about: what its repr may show."""
    shown = {field.name: getattr(update, field.name) for field in fields(update) if field.repr}
    return dict(json.loads(json.dumps(shown, default=str)))


def draft_of(message: InboundMessage, latest: datetime) -> InboundDraft:
    """Give a message in the core's words: the phone where there is one, else the user id.

    One that says to be of the future was sent at the latest moment that can be: dates in it are
    read against that day, and those after it must not wait for it.
    """
    phone = from_wa_id(message.sender_wa_id) if message.sender_wa_id else None
    reply_to = message.sender_wa_id or message.sender_user_id or ""
    kind = AddressKind.PHONE if phone else AddressKind.BSUID
    media = asdict(message.media) if message.media else None
    return InboundDraft(
        channel=Channel.WHATSAPP,
        external_id=message.external_id,
        address_kind=kind,
        address_value=phone or reply_to,
        reply_to=reply_to,
        sent_at=min(message.sent_at, latest),
        kind=message.kind.value,
        text=message.text,
        payload_id=message.payload_id,
        media=media,
        raw=message.raw,
        user_id=message.sender_user_id if phone else None,
        about=message.context_id,
        forwarded=message.forwarded,
        origin=_origin(message.referral),
        number_id=message.phone_number_id,
    )


def _origin(referral: Raw | None) -> dict[str, str] | None:
    """Give what an advertisement's referral says of the advertisement; never its texts."""
    found = {key: text(referral, key) for key in ("source_type", "source_id", "ctwa_clid")}
    return {key: said for key, said in found.items() if said} or None
