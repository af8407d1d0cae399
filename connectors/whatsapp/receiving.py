"""What a parsed web hook means for us: messages to store, statuses to record, the rest to keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from connectors.whatsapp.fields import text
from connectors.whatsapp.parts import of_message
from connectors.whatsapp.people_updates import PeopleUpdates, PersonUpdate
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook_types import (
    InboundMessage,
    ParsedWebhook,
    Raw,
    StatusUpdate,
    UnreadableUpdate,
    Update,
)
from quita.domain.conversation import Channel
from quita.domain.phone import from_wa_id
from quita.domain.records import AddressKind, InboundDraft
from quita.services.inbox import Inbox
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

U = TypeVar("U")
IN_A_GROUP = "ignored:group"
SKEW = timedelta(minutes=5)  # of a sender's clock
log = structlog.get_logger(__name__)


class Receiving:
    """Stores a web hook before it is acknowledged.

    Attributes:
        released: conversations whose next message waited for what this web hook told.
    """

    def __init__(
        self,
        inbox: Inbox,
        uow: UnitOfWorkFactory,
        clock: Clock,
        people: PeopleUpdates,
        reports: Reports,
    ) -> None:
        """Wire the ports."""
        self._inbox, self._uow, self._clock = inbox, uow, clock
        self._people, self._reports = people, reports
        self.released: set[str] = set()

    def store(self, webhook: ParsedWebhook) -> int:
        """Store messages in one transaction and record everything else; give how many were new.

        People who moved come first, so that what they write from their new number finds them.

        Raises:
            Conflict: nothing was stored; the channel must not acknowledge.
        """
        moves = [update for update in webhook.updates if isinstance(update, PersonUpdate)]
        others = [u for u in webhook.updates if not isinstance(u, InboundMessage | PersonUpdate)]
        in_groups = sum(1 for message in webhook.messages if message.group_id)
        self._each(moves, self._people.apply)
        new = self._messages([one for one in webhook.messages if not one.group_id])
        self._each(others, self._record)
        if in_groups:  # of third parties: counted, and nothing of them is kept
            with self._uow() as tx:
                tx.events.audit(
                    "whatsapp", IN_A_GROUP, "number", {"count": in_groups}, self._clock()
                )
        return new

    def _messages(self, messages: Sequence[InboundMessage]) -> int:
        """Store all together; one that cannot be stored is set aside, beside its siblings."""
        latest = self._clock() + SKEW
        drafts = [draft_of(message, latest) for message in messages]
        try:
            return self._inbox.receive(drafts) if drafts else 0
        except (ValueError, TypeError, OverflowError) as problem:
            if len(messages) > 1:
                return sum(self._messages([message]) for message in messages)
            log.warning("whatsapp.set_aside", reason=type(problem).__name__)
            [message] = messages
            self._aside(f"cannot be stored: {type(problem).__name__}", of_message(message))
            return 0

    def _each(self, updates: Sequence[U], do: Callable[[UnitOfWork, U], None]) -> None:
        """Record updates in one transaction.

        Where one is in the way, each is recorded in its own, and that one set aside.
        """
        if not updates:
            return
        try:
            with self._uow() as tx:
                for update in updates:
                    do(tx, update)
        except (ValueError, TypeError, OverflowError) as problem:
            if len(updates) > 1:
                for update in updates:
                    self._each([update], do)
                return
            log.warning("whatsapp.set_aside", reason=type(problem).__name__)
            raw = getattr(updates[0], "raw", None)
            self._aside(f"cannot be recorded: {type(problem).__name__}", raw)

    def _record(self, tx: UnitOfWork, update: Update) -> None:
        if isinstance(update, UnreadableUpdate):
            raw = json.dumps(update.body or update.raw, ensure_ascii=False, default=str)
            tx.messages.set_aside(Channel.WHATSAPP, update.reason, raw, self._clock())
            return
        may_go_on = self._reports.record(tx, update)
        if may_go_on is not None:
            self.released.add(may_go_on)
        if not isinstance(update, StatusUpdate):
            kind = type(update).__name__
            tx.events.audit("whatsapp", kind, "number", impersonal(update), self._clock())

    def _aside(self, reason: str, raw: object) -> None:
        with self._uow() as tx:
            written = json.dumps(raw, ensure_ascii=False, default=str)
            tx.messages.set_aside(Channel.WHATSAPP, reason, written, self._clock())


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
