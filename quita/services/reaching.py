"""Reaching somebody whose reply window has closed: one approved template, if the governor allows.

What is asked of the governor is news: an answer at an hour that the person chose or was promised.
The conversation is left out of the question, since it is the people of the desk who would write.
"""

from __future__ import annotations

from quita.domain.contact_policy import Purpose
from quita.domain.conversation import Conversation
from quita.domain.starting import Started
from quita.services.governor import Governor, Whom
from quita.services.ports import Clock, FilledTemplates, UnitOfWork
from quita.services.starting import start

RESUME_TEMPLATE = "retomar_conversa"
PRESSES = ("/greet", "/stop_contact")  # what its buttons say when they are pressed
NO_TEMPLATE, NOBODY_KNOWN = "no_template", "nobody_known"


class Reaching:
    """Asks people to write again, so that somebody may answer them."""

    def __init__(self, clock: Clock, governor: Governor, templates: FilledTemplates) -> None:
        """Wire the ports."""
        self._clock, self._governor, self._templates = clock, governor, templates

    def resume(self, tx: UnitOfWork, conversation: Conversation, key: str) -> str | None:
        """Write a template under a key; give None, or why not: a governor's rule or one of ours.

        Where nobody is proven, whoever is known at the address must be free to be written to.
        """
        known = [conversation.person_id] if conversation.person_id else []
        known = known or [one.id for one in tx.people.at_address(conversation.address_id)]
        if not known:
            return NOBODY_KNOWN
        place = (conversation.address_id, conversation.channel)
        for person_id in known:
            verdict = self._governor.ask(tx, Whom(person_id, *place), Purpose.NEWS)
            if verdict.refusal is not None:
                return verdict.refusal.rule
        values = {"protocol": conversation.protocol}
        said = self._templates.filled(tx, RESUME_TEMPLATE, values, PRESSES)
        if said is None:
            return NO_TEMPLATE
        started = Started(
            key, Purpose.NEWS, tuple(known), conversation.address_id, heeds_desk=False
        )
        start(tx, self._governor, conversation, said, started, self._clock())
        return None
