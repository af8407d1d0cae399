"""What stored files are, by the words of their turn: identity documents, receipts, neither.

Asked by the turn itself, and once more by the worker for a file that the turn could not have.
"""

from __future__ import annotations

from collections.abc import Sequence

from quita.domain.conversation import Conversation, Owner
from quita.domain.handoff import Decision, Reason
from quita.domain.media import SPOKEN, MediaItem, MediaState, shows_identity
from quita.domain.receipt import ReceiptClaim
from quita.domain.records import InboundMessage
from quita.services.access import conversation_of
from quita.services.media_intake import IDENTITY_LASTS
from quita.services.ports import UnitOfWork
from quita.services.receipts import Receipts
from quita.services.turn_text import turn_text
from quita.services.waiting import Waiting


def sort_files(
    tx: UnitOfWork,
    receipts: Receipts,
    conversation: Conversation,
    messages: Sequence[InboundMessage],
) -> list[ReceiptClaim]:
    """Tell what the stored files of a turn are, by its words and the files' names; do so once.

    A picture of an identity document goes within a day; what may be a receipt is claimed.
    """
    items = tx.media.of_messages([message.id for message in messages])
    named = {item.filename or "" for item in items}
    words = " ".join([*(message.text or "" for message in messages), *named])
    words = words.replace("_", " ").replace("-", " ")
    claims = []
    for item in items:
        if item.state is not MediaState.STORED or item.kind in SPOKEN:
            continue
        if shows_identity(words) and item.stored_at and not item.identity_document:
            tx.media.mark_identity(item.id, item.stored_at + IDENTITY_LASTS)
        claims.append(receipts.claim(tx, conversation, item, words))
    return [claim for claim in claims if claim is not None]


class MediaSorting:
    """Sorts what came after its turn."""

    def __init__(self, receipts: Receipts, waiting: Waiting) -> None:
        """Wire the services."""
        self._receipts, self._waiting = receipts, waiting

    def late(self, tx: UnitOfWork, item: MediaItem) -> None:
        """Sort a file that the worker has just stored, in the same transaction.

        As in a turn, a receipt that came without words and fits no charge goes to a person. What
        belongs to no turn yet is left to its turn.
        """
        messages = tx.messages.of_conversation(item.conversation_id)
        its_own = next((one for one in messages if one.id == item.message_id), None)
        if its_own is None or its_own.turn_id is None:
            return
        turn = [one for one in messages if one.turn_id == its_own.turn_id]
        conversation = conversation_of(tx, item.conversation_id)
        claims = sort_files(tx, self._receipts, conversation, turn)
        unfit = any(claim.media_id == item.id and not claim.charge_id for claim in claims)
        if unfit and turn_text(turn) is None and conversation.owner is Owner.BOT:
            key = f"media:{item.id}"
            self._waiting.hand_over(tx, conversation, Decision(Reason.RECEIPT), key)
