"""The lock on everything private: one place says whether a conversation may see a person's data."""

from __future__ import annotations

from datetime import datetime

from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import NotFound, NotOwner, NotVerified
from quita.domain.records import Person
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
