"""Which language a person writes in, as far as this conversation has shown."""

from __future__ import annotations

from quita.domain.foreign_risk import language_at_risk
from quita.domain.languages import LANGUAGES, foreign_language
from quita.services.ports import Phrases, UnitOfWork


def answer_in(language: str) -> str:
    """Give the name of the response that answers once in a language, and offers a human."""
    return f"utter_language_{language}"


def was_answered_in(tx: UnitOfWork, phrases: Phrases, conversation_id: str, language: str) -> bool:
    """Say whether this conversation was answered in a language before."""
    answer = phrases.say(answer_in(language))["text"]
    said = tx.outbox.of_conversation(conversation_id)
    return any(message.payload.get("text") == answer for message in said)


def language_of(
    tx: UnitOfWork, phrases: Phrases, conversation_id: str, text: str | None
) -> str | None:
    """Give the language of a text or, where it shows none, the one answered in before."""
    shown = foreign_language(text or "") or language_at_risk(text or "")
    if shown:
        return shown
    before = (one for one in LANGUAGES if was_answered_in(tx, phrases, conversation_id, one))
    return next(before, None)
