"""Reads the entities of one message: the only door to this package.

The readers take turns, from what is unmistakable (an e-mail, a CPF that checks) to what is read
from its surroundings (a bare sum); what one has claimed the next leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from quita.domain.reading import (
    amounts,
    answers,
    births,
    contacts,
    dates,
    documents,
    methods,
    noise,
    options,
    percents,
    plans,
)
from quita.domain.reading.entity import Entity
from quita.domain.reading.message import Finding, Message

__all__ = ["Entity", "read_entities"]

_READERS: tuple[Callable[[Message], Iterable[Finding]], ...] = (
    contacts.read_email,
    documents.read_cpf,
    contacts.read_phone,
    births.read,
    documents.read_fragment,
    options.read,
    dates.read,
    answers.read,
    percents.read,
    noise.read,
    plans.read,
    amounts.read,
    methods.read,
)


def read_entities(text: str, sent_on: date, *, asked: str | None = None) -> list[Entity]:
    """Read the entities of a message, in the order they stand in, none over another.

    Args:
        text: as the person typed it; offsets in the result are of this text.
        sent_on: the day in São Paulo on which it was sent.
        asked: what the assistant asked last (`cpf_fragment`, `birth_date`, `option`,
            `amount_monthly`, `amount_down`, `installments`, `date`); decides how a bare number
            is read.
    """
    message = Message(text, sent_on, asked)
    found = [
        message.entity(finding)
        for read in _READERS
        for finding in read(message)
        if message.claim(finding) and finding.entity
    ]
    return sorted(found, key=lambda entity: entity.start)
