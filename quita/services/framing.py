"""What stands around the answer to a turn: who speaks, and that a person takes over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from quita.domain.conversation import Conversation
from quita.domain.handoff import Reason
from quita.domain.records import Payload
from quita.services.languages import answer_in
from quita.services.ports import Phrases, UnitOfWork

# Nobody who is bereaved or robbed wants a cheerful "Oi!" first: who speaks is said at the end.
SOBER = {Reason.DECEASED, Reason.FRAUD}
_TOLD_IN_ANY_LANGUAGE = {Reason.REQUESTED, Reason.LOW_CONFIDENCE}


def numbers_of(tx: UnitOfWork, conversation: Conversation) -> set[str]:
    """Give the protocol numbers of a conversation: its own, and its cases'."""
    return {conversation.protocol, *(c.protocol for c in tx.cases.of_conversation(conversation.id))}


def handoff_words(
    phrases: Phrases,
    conversation: Conversation,
    reason: Reason,
    language: str | None,
    *,
    numbered: bool,
) -> Payload:
    """Say that a person takes over; plainly where a case with a number was just told of."""
    if reason is Reason.REQUESTED and numbered:
        return phrases.say("utter_person_goes_on")
    name = f"utter_handoff_{reason.value}"
    if language and reason in _TOLD_IN_ANY_LANGUAGE:
        name = f"{answer_in(language)}_handoff"
    values = {} if reason is Reason.LIFE_RISK else {"protocol": conversation.protocol}
    return phrases.say(name, **values)


def with_greeting(
    phrases: Phrases,
    conversation: Conversation,
    said: Sequence[Payload],
    reason: Reason | None,
    numbers: Collection[str],
    privacy_url: str,
) -> list[Payload]:
    """Say in the first answer of a conversation who speaks; a life at risk hears nothing of it."""
    if reason is Reason.LIFE_RISK:
        return list(said)
    if reason in SOBER:
        return [*said, phrases.say("utter_first_notice", privacy_url=privacy_url)]
    if is_numbered(said, numbers):
        greeting = phrases.say("utter_first_greeting_short", privacy_url=privacy_url)
    else:
        greeting = phrases.say(
            "utter_first_greeting", protocol=conversation.protocol, privacy_url=privacy_url
        )
    return [greeting, *said]


def is_numbered(said: Sequence[Payload], numbers: Collection[str]) -> bool:
    """Say whether one of these protocol numbers stands in what is said."""
    return any(number in str(payload.get("text", "")) for payload in said for number in numbers)
