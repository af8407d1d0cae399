"""Receipts: which payment they claim, and what was made of them.

A receipt books nothing (it can be drawn with any editor): it has the bank asked at once, and tells
an agent which charge to look at. Whoever confirms or refuses one says what they found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quita.domain.charge_records import Charge
from quita.domain.conversation import Conversation
from quita.domain.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, NotOwner
from quita.domain.media import RECEIPT_TYPES, MediaItem, claims_payment, shows_identity
from quita.domain.permissions import Permission, may
from quita.domain.receipt import ClaimState, ReceiptClaim
from quita.domain.records import User
from quita.services.access import conversation_of
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory

BANK = "bank"  # who decided, where the bank's own word did
ASKED_FOR = "send_receipt"  # the case in which a receipt is asked for
MIN_NOTE = 3  # characters of the reason of a refusal


@dataclass(frozen=True)
class ClaimView:
    """A claim with the charge that it fits, if one does."""

    claim: ReceiptClaim
    charge: Charge | None


class Receipts:
    """Keeps what people claim to have paid."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def claim(
        self, tx: UnitOfWork, conversation: Conversation, item: MediaItem, words: str
    ) -> ReceiptClaim | None:
        """Take a file for a receipt, if it may be one; the same file is claimed once.

        It may be one where the words say so, where one was asked for, or where something is open
        to be paid. The bank is then asked about the charge at once.
        """
        if item.mime_type not in RECEIPT_TYPES or shows_identity(words):
            return None
        now = self._clock()
        person_id = conversation.person_id if conversation.verified(now) else None
        payable = tx.charges.payable(conversation.id, person_id)
        asked = any(one.kind == ASKED_FOR for one in tx.cases.of_conversation(conversation.id))
        if not (payable or asked or claims_payment(words)):
            return None
        fitting = payable[0] if len({one.installment_id for one in payable}) == 1 else None
        made = ReceiptClaim(
            id=self._new_id(),
            media_id=item.id,
            conversation_id=conversation.id,
            state=ClaimState.CLAIMED,
            claimed_at=now,
            person_id=person_id,
            charge_id=fitting.id if fitting else None,
        )
        kept = tx.receipts.add(made)
        if kept.id == made.id:
            if fitting:
                tx.charges.check_at(fitting.txid, now)
            details = {"media": item.id, "charge": made.charge_id}
            tx.events.audit("person", "receipt:claimed", conversation.id, details, now)
        return kept

    def list(self, state: ClaimState = ClaimState.CLAIMED, limit: int = 100) -> Sequence[ClaimView]:
        """Give the claims of a state, those that wait the longest first."""
        with self._uow() as tx:
            return [_view(tx, claim) for claim in tx.receipts.with_state(state, limit)]

    def of_conversation(self, conversation_id: str) -> Sequence[ClaimView]:
        """Give the claims of a conversation, oldest first."""
        with self._uow() as tx:
            return [_view(tx, claim) for claim in tx.receipts.of_conversation(conversation_id)]

    def judge(
        self, conversation_id: str, claim_id: str, user: User, note: str, *, found: bool
    ) -> None:
        """Note that somebody found the payment, or did not; booking it is the bank's matter.

        The last open claim of a conversation is the verdict on the cases that asked for a receipt.

        Raises:
            NotAllowed: the role may not. NotOwner: the conversation is neither theirs nor do they
                approve what others do. NotFound: no such claim there.
            AlreadyDecided: somebody was faster, or the bank. InvalidInput: refused for no reason.
        """
        if not may(user.role, Permission.JUDGE_RECEIPT):
            raise NotAllowed("this role judges no receipts")
        note, now = note.strip(), self._clock()
        if not found and len(note) < MIN_NOTE:
            raise InvalidInput("a refusal has a reason of a few words")
        state = ClaimState.CONFIRMED if found else ClaimState.REFUSED
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            if conversation.agent_id != user.id and not may(user.role, Permission.APPROVE):
                raise NotOwner("Esta conversa não está com você.")
            claim = tx.receipts.get(claim_id)
            if claim is None or claim.conversation_id != conversation_id:
                raise NotFound("no such receipt")
            if not tx.receipts.decide(claim_id, state, user.id, note, now):
                raise AlreadyDecided("somebody has decided this receipt already")
            details = {"claim": claim_id, "charge": claim.charge_id}
            tx.events.audit(f"agent:{user.id}", f"receipt:{state.value}", conversation_id, details,
                            now)  # fmt: skip
            self._close_cases(tx, conversation_id, state, user, note)
            tx.desk_list.changed(conversation_id, "case")

    def settle(self) -> int:
        """Confirm the claims whose charge the bank says is paid; give how many."""
        now = self._clock()
        with self._uow() as tx:
            paid = tx.receipts.paid()
            for claim in paid:
                tx.receipts.decide(claim.id, ClaimState.CONFIRMED, BANK, "", now)
                details = {"claim": claim.id, "by": BANK}
                tx.events.audit("system", "receipt:confirmed", claim.conversation_id, details, now)
                tx.desk_list.changed(claim.conversation_id, "case")
        return len(paid)

    def _close_cases(
        self, tx: UnitOfWork, conversation_id: str, state: ClaimState, user: User, note: str
    ) -> None:
        claims = tx.receipts.of_conversation(conversation_id)
        if any(claim.state is ClaimState.CLAIMED for claim in claims):
            return
        for case in tx.cases.of_conversation(conversation_id):
            if case.kind == ASKED_FOR:
                tx.approvals.judge(case.id, state.value, user.id, self._clock(), note)


def _view(tx: UnitOfWork, claim: ReceiptClaim) -> ClaimView:
    return ClaimView(claim, tx.charges.get(claim.charge_id) if claim.charge_id else None)
