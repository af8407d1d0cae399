"""What whoever takes a conversation over is told first: the data of the handoff event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation
from quita.domain.debt import Debt
from quita.domain.identity import mask_name
from quita.domain.records import StoredOffer
from quita.domain.window import Window
from quita.services.ports import UnitOfWork

TOLD_ERRORS = 5  # the last ones


def window_closes(conversation: Conversation) -> datetime | None:
    """Give when free text can no longer be sent; None on a channel without such a window."""
    return Window.of(conversation).closes_at


def base_data(conversation: Conversation) -> dict[str, Any]:
    """Give what every event of a handoff says."""
    return {
        "conversation": conversation.id,
        "channel": conversation.channel.value,
        "protocol": conversation.protocol,
    }


def creditors_known(tx: UnitOfWork, conversation: Conversation, now: datetime) -> set[str]:
    """Give the CNPJs of a person's open debts, and none before identity is proven."""
    return {debt.creditor.cnpj for debt in _debts(tx, conversation, now)}


def story(
    tx: UnitOfWork,
    conversation: Conversation,
    now: datetime,
    public_url: str,
    context: Mapping[str, Any],
) -> dict[str, Any]:
    """Give who it is, what they want and what went wrong; debts only once identity is proven.

    Args:
        context: what the turn knows: confidence, ranking, language, and `wants` in its summary.
    """
    verified = conversation.verified(now)
    person = tx.people.get(conversation.person_id) if conversation.person_id else None
    closes = window_closes(conversation)
    offer = tx.offers.latest(conversation.id) if verified else None
    errors = [error for note in tx.turn_notes.of_conversation(conversation.id)
              for error in note.errors]  # fmt: skip
    summary = {
        "wants": dict(context.get("summary") or {}).get("wants"),
        "verified": verified,
        "debts": [_debt_data(debt) for debt in _debts(tx, conversation, now)],
        "last_offer": _offer_data(offer) if offer else None,
        "last_errors": errors[-TOLD_ERRORS:],
    }
    return {
        "person": {"id": person.id, "name": mask_name(person.name)} if person else None,
        "verified": verified,
        "language": context.get("language") or "pt",
        "confidence": context.get("confidence"),
        "ranking": list(context.get("ranking") or []),
        "summary": summary,
        "reply_window_closes_at": closes.isoformat() if closes else None,
        "transcript": f"{public_url}/desk/conversations/{conversation.id}",
    }


def _debts(tx: UnitOfWork, conversation: Conversation, now: datetime) -> list[Debt]:
    if conversation.person_id is None or not conversation.verified(now):
        return []
    return tx.debts.of_person(conversation.person_id)


def _debt_data(debt: Debt) -> dict[str, Any]:
    return {
        "debt": debt.external_id,
        "creditor": debt.creditor.cnpj,
        "product": debt.product,
        "status": debt.status,
    }


def _offer_data(stored: StoredOffer) -> dict[str, Any]:
    return {
        "offer": stored.id,
        "kind": stored.offer.kind.value,
        "total": str(stored.offer.total),
        "installments": len(stored.offer.payments),
        "valid_until": stored.offer.valid_until.isoformat(),
        "accepted": stored.accepted,
    }
