"""What a parsed web hook means for us: messages to store, statuses to record, the rest to keep."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from connectors.whatsapp.webhook_types import (
    DeliveryStatus,
    InboundMessage,
    ParsedWebhook,
    StatusUpdate,
    UnreadableUpdate,
    Update,
)
from quita.adapters.whatsapp.bodies import piece_of_callback
from quita.domain.conversation import Channel
from quita.domain.phone import from_wa_id
from quita.domain.records import AddressKind, InboundDraft, OutboxState
from quita.services.inbox import Inbox
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

IN_A_GROUP = "written in a group, where nobody is answered"
_STATES = {
    DeliveryStatus.SENT: OutboxState.SENT,
    DeliveryStatus.DELIVERED: OutboxState.DELIVERED,
    DeliveryStatus.READ: OutboxState.READ,
    DeliveryStatus.PLAYED: OutboxState.READ,
    DeliveryStatus.FAILED: OutboxState.FAILED,
}


class Receiving:
    """Stores a web hook before it is acknowledged."""

    def __init__(self, inbox: Inbox, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._inbox, self._uow, self._clock = inbox, uow, clock

    def store(self, webhook: ParsedWebhook) -> int:
        """Store messages in one transaction and record everything else; give how many were new.

        Raises:
            Conflict: nothing was stored; the channel must not acknowledge.
        """
        alone = [message for message in webhook.messages if not message.group_id]
        new = self._inbox.receive(draft_of(message) for message in alone) if alone else 0
        others = [u for u in webhook.updates if not isinstance(u, InboundMessage) or u.group_id]
        if others:
            with self._uow() as tx:
                for update in others:
                    self._record(tx, update)
        return new

    def _record(self, tx: UnitOfWork, update: Update) -> None:
        if isinstance(update, StatusUpdate):
            error = f"{update.error_code}: {update.error_title}" if update.error_code else None
            ours = piece_of_callback(update.callback_data)[0] if update.callback_data else None
            tx.outbox.advance(
                _STATES[update.status],
                external_id=update.external_id,
                message_id=ours,
                error=error,
            )
        elif isinstance(update, UnreadableUpdate | InboundMessage):
            reason = update.reason if isinstance(update, UnreadableUpdate) else IN_A_GROUP
            raw = json.dumps(update.raw, ensure_ascii=False, default=str)
            tx.messages.set_aside(Channel.WHATSAPP, reason, raw, self._clock())
        else:
            kind = type(update).__name__
            tx.events.audit("whatsapp", kind, "number", impersonal(update), self._clock())


def impersonal(update: Update) -> dict[str, Any]:
    """Give what an update says without whom it is about: what its repr may show."""
    shown = {field.name: getattr(update, field.name) for field in fields(update) if field.repr}
    return dict(json.loads(json.dumps(shown, default=str)))


def draft_of(message: InboundMessage) -> InboundDraft:
    """Give a message in the core's words: the phone where there is one, else the user id."""
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
        sent_at=message.sent_at,
        kind=message.kind.value,
        text=message.text,
        payload_id=message.payload_id,
        media=media,
        raw=message.raw,
    )
