"""Receipts that came another way than by the chat, attached by an agent: checked, sealed, claimed.

Like one that a person sent, it proves nothing: the bank is asked at once where a charge fits.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from quita.domain.charge_records import Charge
from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import InvalidInput, NotAllowed, NotOwner
from quita.domain.media import MediaItem, MediaState, attached_type
from quita.domain.permissions import Permission, may
from quita.domain.receipt import ClaimState, ReceiptClaim
from quita.domain.records import User
from quita.services.access import conversation_of
from quita.services.ports import Clock, MediaFiles, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.web_files import fit_name


class Attachments:
    """Takes files from agents."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        files: MediaFiles,
        keep: timedelta,
    ) -> None:
        """Wire the ports; a file stays for as long as `keep`."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._files, self._keep = files, keep

    def attach(
        self, conversation_id: str, user: User, name: str, data: bytes, charge_id: str | None
    ) -> tuple[ReceiptClaim, bool]:
        """Keep a file and claim the payment of a charge (None: the only open one, if just one is).

        Returns:
            The claim, and whether it is new: the same bytes are claimed once in a conversation.

        Raises:
            NotAllowed: the role may not. NotOwner: somebody else's conversation. NotFound.
            InvalidMedia: no PDF, JPEG or PNG, or too large.
            InvalidInput: the charge is not one that may still be paid there.
        """
        if not may(user.role, Permission.ATTACH):
            raise NotAllowed("this role attaches nothing")
        now = self._clock()
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            if conversation.owner is not Owner.HUMAN or conversation.agent_id != user.id:
                raise NotOwner("Esta conversa não está com você.")
            mime_type, digest = attached_type(data), sha256(data).hexdigest()
            person_id = conversation.person_id if conversation.verified(now) else None
            charge = _charge(tx.charges.payable(conversation_id, person_id), charge_id)
            item = _known(tx, conversation_id, digest)
            if item is None:
                item = self._item(conversation, user, name, data, mime_type, digest)
                self._files.put(item.id, data)  # first: no record of what is not there
                tx.media.attach(item)
            claim = ReceiptClaim(
                id=self._new_id(),
                media_id=item.id,
                conversation_id=conversation_id,
                state=ClaimState.CLAIMED,
                claimed_at=now,
                person_id=person_id,
                charge_id=charge.id if charge else None,
            )
            kept = tx.receipts.add(claim)
            if kept.id != claim.id:
                return kept, False
            if charge:
                tx.charges.check_at(charge.txid, now)
            details = {"media": item.id, "sha256": digest, "charge": claim.charge_id}
            tx.events.audit(f"agent:{user.id}", "receipt:attached", conversation_id, details, now)
            tx.desk_list.changed(conversation_id, "case")
        return claim, True

    def _item(
        self,
        conversation: Conversation,
        user: User,
        name: str,
        data: bytes,
        mime_type: str,
        digest: str,
    ) -> MediaItem:
        now = self._clock()
        return MediaItem(
            id=self._new_id(),
            message_id=None,
            conversation_id=conversation.id,
            provider_id="",
            kind="document" if mime_type == "application/pdf" else "image",
            state=MediaState.STORED,
            received_at=now,
            filename=fit_name(name, mime_type),
            mime_type=mime_type,
            sha256=digest,
            size=len(data),
            stored_at=now,
            delete_at=now + self._keep,
            attached_by=user.id,
        )


def _known(tx: UnitOfWork, conversation_id: str, digest: str) -> MediaItem | None:
    """Give the file of these bytes that the conversation has already, be it the person's."""
    stored = [
        item
        for item in tx.media.of_conversation(conversation_id)
        if item.state is MediaState.STORED and item.sha256 == digest
    ]
    return stored[0] if stored else None


def _charge(payable: list[Charge], charge_id: str | None) -> Charge | None:
    if charge_id is None:
        return payable[0] if len({one.installment_id for one in payable}) == 1 else None
    chosen = next((one for one in payable if one.id == charge_id), None)
    if chosen is None:
        raise InvalidInput("not a charge that may be paid here")
    return chosen
