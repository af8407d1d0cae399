"""What an agent does with a case: offers, agreements, codes, cases, verdicts, approvals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from quita.domain.charge_records import ChargeState
from quita.domain.errors import (
    AlreadyDecided,
    BeyondPolicy,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotOwner,
)
from quita.domain.offer import Wish
from quita.domain.permissions import Permission, may
from quita.domain.policy import Role
from quita.domain.records import Case, Payload, StoredOffer, User
from quita.services.access import conversation_of
from quita.services.agreements import Agreements, Closed
from quita.services.boletos import record_of
from quita.services.cases import Cases
from quita.services.desk_tools import MAX_NOTE
from quita.services.messenger import Messenger
from quita.services.offers import Offers, Proposal
from quita.services.ports import Approval, Clock, NewId, UnitOfWork, UnitOfWorkFactory

CONFIRMED, REFUSED = "confirmed", "refused"
MIN_ANSWER = 3  # characters of the reason of a decision
REGISTERED = (
    "dispute_debt",
    "dispute_amount",
    "claim_fraud",
    "debtor_deceased",
    "wrong_person",
    "threaten_legal",
    "over_indebted",
    "lgpd_request",
    "send_receipt",
)


class DeskDeals:
    """Acts for an agent who owns the conversation; money only where identity is proven."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        offers: Offers,
        agreements: Agreements,
        cases: Cases,
        messenger: Messenger,
    ) -> None:
        """Wire the ports and the services whose rules hold here too."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._offers, self._agreements = offers, agreements
        self._cases, self._messenger = cases, messenger

    def offer(self, conversation_id: str, user: User, debt_id: str, wish: Wish, key: str
              ) -> Proposal:  # fmt: skip
        """Make offers by the same engine as the bot, within this user's authority.

        Raises:
            NotOwner, NotVerified, NotFound, OfferNotAvailable.
        """
        self._owned(conversation_id, user)
        role = role_of(user)
        return self._offers.wish(conversation_id, debt_id, wish, f"desk:{key}", role)

    def check_owned(self, conversation_id: str, user: User) -> None:
        """Let an agent run the identity check in a conversation of their own; it is noted.

        Raises:
            NotOwner: somebody else's. NotFound: there is no such conversation.
        """
        self._owned(conversation_id, user)
        self._audit(user, "identity_check", conversation_id, {})

    def close(self, conversation_id: str, user: User, offer_id: str) -> Closed:
        """Make the agreement of an offer, once; its Pix follows by itself.

        Raises:
            NotOwner, NotVerified, OfferNotAvailable.
        """
        self._owned(conversation_id, user)
        closed = self._agreements.accept(conversation_id, offer_id)
        if closed.new:
            self._audit(user, "agreement_closed", conversation_id, {"offer": offer_id})
        return closed

    def send_code(self, conversation_id: str, user: User, *, boleto: bool) -> bool:
        """Send the Pix or boleto of the next installment; False where the bank is still to give it.

        What the bank gives later is sent by the worker, under the charge's own key.

        Raises:
            NotOwner, NotVerified. NotFound: no agreement runs.
        """
        self._owned(conversation_id, user)
        closed = self._agreements.charge_next(conversation_id, boleto=boleto)
        if closed is None or closed.charge is None:
            raise NotFound("no agreement runs, or nothing of it is due")
        charge = closed.charge
        if charge.state is not ChargeState.ISSUED:
            return False
        with self._uow() as tx:
            messages: list[Payload] = (
                self._messenger.boleto_messages(charge, record_of(tx, charge.id), closed.creditor)
                if boleto
                else self._messenger.charge_messages(charge, closed.creditor)
            )
            key, now = self._new_id(), self._clock()
            for ordinal, payload in enumerate(messages):
                author = f"agent:{user.id}"
                tx.outbox.add(conversation_id, payload, author, f"desk:{key}:{ordinal}", now)
            tx.events.audit(author, "code_sent", conversation_id, {"charge": charge.id}, now)
        return True

    def register(self, conversation_id: str, user: User, kind: str, note: str, key: str) -> Case:
        """Open a case of a kind, with its protocol and what the kind stops at once.

        Raises:
            InvalidInput: an unknown kind, or no words. NotOwner: somebody else's.
        """
        if kind not in REGISTERED or not note.strip() or len(note) > MAX_NOTE:
            raise InvalidInput("a case has a known kind and a few words")
        self._owned(conversation_id, user)
        case, _ = self._cases.open(conversation_id, kind, note.strip(), f"desk:{key}")
        self._audit(user, f"registered:{kind}", conversation_id, {"case": case.id})
        return case

    def judge(self, conversation_id: str, user: User, case_id: str, outcome: str, note: str
              ) -> bool:  # fmt: skip
        """Confirm or refuse a receipt, once; say whether this was the verdict.

        A confirmed receipt books nothing: only the bank's answer does.

        Raises:
            NotOwner, NotFound. InvalidInput: neither confirmed nor refused.
        """
        if outcome not in (CONFIRMED, REFUSED):
            raise InvalidInput("a receipt is confirmed or refused")
        self._owned(conversation_id, user)
        with self._uow() as tx:
            if case_id not in [case.id for case in tx.cases.of_conversation(conversation_id)]:
                raise NotFound("no such case in this conversation")
            first = tx.approvals.judge(case_id, outcome, user.id, self._clock(), note[:MAX_NOTE])
            tx.desk_list.changed(conversation_id, "case")
        if first:
            self._audit(user, f"receipt_{outcome}", conversation_id, {"case": case_id})
        return first

    def ask_approval(
        self, conversation_id: str, user: User, debt_id: str, wish: Wish, why: str
    ) -> Approval:
        """Ask a supervisor for what is beyond one's authority.

        Raises:
            NotOwner. InvalidInput: no words.
        """
        if not why.strip() or len(why) > MAX_NOTE:
            raise InvalidInput("say why in a few words")
        self._owned(conversation_id, user)
        approval = Approval(
            self._new_id(),
            conversation_id,
            debt_id,
            user.id,
            self._clock(),
            write_wish(wish),
            why.strip(),
        )
        with self._uow() as tx:
            tx.approvals.ask(approval)
        self._audit(user, "approval_asked", conversation_id, {"approval": approval.id})
        return approval

    def decide(self, approval_id: str, user: User, answer: str, *, grant: bool) -> Approval:
        """Grant or refuse a wish, once; what is granted becomes an offer that may be accepted.

        Raises:
            NotAllowed: the role may not. AlreadyDecided: somebody was faster.
            BeyondPolicy: even a supervisor may not grant it. InvalidInput: no reason.
            NotFound, NotVerified, OfferNotAvailable.
        """
        if not may(user.role, Permission.APPROVE):
            raise NotAllowed("this role approves nothing")
        answer = answer.strip()
        if not MIN_ANSWER <= len(answer) <= MAX_NOTE:
            raise InvalidInput("a decision has a reason of a few words")
        with self._uow() as tx:
            asked = tx.approvals.get(approval_id)
        if asked is None:
            raise NotFound("no such request")
        if asked.state != "waiting":
            raise AlreadyDecided("it was decided already")
        offer = self._granted(asked) if grant else None
        decided = replace(
            asked,
            state="granted" if grant else "refused",
            decided_by=user.id,
            decided_at=self._clock(),
            answer=answer,
            offer_id=offer.id if offer else None,
        )
        with self._uow() as tx:
            now = tx.approvals.get(approval_id)
            if now is None or now.state != "waiting":
                raise AlreadyDecided("it was decided already")
            tx.approvals.decide(decided)
        self._audit(user, f"approval_{decided.state}", asked.conversation_id, {"id": approval_id})
        return decided

    def last_of(self, conversation_id: str) -> Approval | None:
        """Give the approval of a conversation that was asked for or decided last."""
        with self._uow() as tx:
            found = tx.approvals.of_conversation(conversation_id)
        return max(found, key=lambda one: one.decided_at or one.asked_at, default=None)

    def _granted(self, asked: Approval) -> StoredOffer:
        wish = read_wish(asked.wish)
        proposal = self._offers.wish(
            asked.conversation_id, asked.debt_id, wish, f"approval:{asked.id}", Role.SUPERVISOR
        )
        if proposal.reasons or not proposal.offers:
            raise BeyondPolicy("beyond the supervisor's authority too")
        return proposal.offers[0]

    def _owned(self, conversation_id: str, user: User) -> None:
        with self._uow() as tx:
            self._check(tx, conversation_id, user)

    def _check(self, tx: UnitOfWork, conversation_id: str, user: User) -> None:
        if conversation_of(tx, conversation_id).agent_id != user.id:
            raise NotOwner("Esta conversa não está com você.")

    def _audit(self, user: User, action: str, subject: str, details: dict[str, Any]) -> None:
        with self._uow() as tx:
            tx.events.audit(f"agent:{user.id}", action, subject, details, self._clock())


def role_of(user: User) -> Role:
    """Give the authority of a user of the desk."""
    return Role.SUPERVISOR if may(user.role, Permission.APPROVE) else Role.AGENT


def write_wish(wish: Wish) -> dict[str, Any]:
    """Write a wish as JSON; amounts as text of reais."""
    return {
        "total": str(wish.total) if wish.total is not None else None,
        "monthly": str(wish.monthly) if wish.monthly is not None else None,
        "down": str(wish.down) if wish.down is not None else None,
        "count": wish.count,
        "first_date": wish.first_date.isoformat() if wish.first_date else None,
    }


def read_wish(written: Any) -> Wish:
    """Read what write_wish wrote."""
    first = date.fromisoformat(written["first_date"]) if written["first_date"] else None
    total, monthly, down = (
        Decimal(written[name]) if written[name] else None for name in ("total", "monthly", "down")
    )
    return Wish(total, monthly, down, written["count"], first)
