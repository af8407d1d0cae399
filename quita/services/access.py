"""The lock on everything private: one place says whether a conversation may see a person's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import NotAllowed, NotFound, NotOwner, NotReadable, NotVerified
from quita.domain.permissions import Permission, may
from quita.domain.records import Person, User
from quita.services.ports import UnitOfWork


def conversation_of(tx: UnitOfWork, conversation_id: str) -> Conversation:
    """Give a conversation.

    Raises:
        NotFound: there is none of that id.
    """
    conversation = tx.conversations.get(conversation_id)
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


def owned_conversation(tx: UnitOfWork, conversation_id: str, agent_id: str) -> Conversation:
    """Give a conversation to the agent who has it.

    Raises:
        NotFound: there is none of that id.
        NotOwner: it is not this agent's.
    """
    conversation = conversation_of(tx, conversation_id)
    if conversation.owner is not Owner.HUMAN or conversation.agent_id != agent_id:
        raise NotOwner("Esta conversa não está com você.")
    return conversation


def verified_person(
    tx: UnitOfWork, conversation_id: str, now: datetime
) -> tuple[Conversation, Person]:
    """Give the person who proved who they are in this conversation.

    Raises:
        NotFound: there is no such conversation.
        NotVerified: nobody has, or it lapsed.
    """
    conversation = conversation_of(tx, conversation_id)
    person = tx.people.get(conversation.person_id) if conversation.person_id else None
    if person is None or not conversation.verified(now):
        raise NotVerified("identity is not proven in this conversation")
    return conversation, person


def readable(conversation: Conversation, trail: Iterable[Mapping[str, Any]], user: User) -> bool:
    """Say whether a user of the desk may read a conversation, with its files and its case.

    What waits for a person or is with one, whoever reads may; of what the bot has or what ended,
    those who had a part in it (its audit trail names them) and those who may read along.
    """
    if not may(user.role, Permission.READ):
        return False
    if conversation.owner in (Owner.QUEUED, Owner.HUMAN) or may(user.role, Permission.READ_ALONG):
        return True
    return bool({user.id, f"agent:{user.id}"} & {str(entry["actor"]) for entry in trail})


def check_readable(tx: UnitOfWork, conversation: Conversation, user: User) -> None:
    """Let a user of the desk read a conversation.

    Raises:
        NotReadable: they may not.
    """
    if not readable(conversation, tx.events.trail(conversation.id), user):
        raise NotReadable("not a conversation that this user may read")


def check_active(tx: UnitOfWork, user_id: str) -> None:
    """Let somebody take a conversation; who is being deactivated at this moment is waited for.

    Raises:
        NotAllowed: they were deactivated.
    """
    user = tx.users.lock(user_id)
    if user is not None and not user.active:
        raise NotAllowed("this user was deactivated")
