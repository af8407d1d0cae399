"""Links that are sent to people, and the browsers that came by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from quita.domain.conversation import Conversation
from quita.domain.links import Link, Step
from quita.domain.web_chat import WebSession


class Links(Protocol):
    """Links, by hashes of their codes, and what was done with them."""

    def add(self, link: Link, code: str) -> bool:
        """Insert; False where the code is taken."""

    def by_code(self, code: str) -> Link | None: ...

    def get(self, link_id: str) -> Link | None: ...

    def of_person(self, person_id: str) -> list[Link]: ...

    def revoke(self, link_id: str, at: datetime) -> bool:
        """End a link; False where it was ended before, or is none."""

    def note(self, link_id: str, step: Step, at: datetime) -> None: ...

    def steps(self, link_id: str) -> Mapping[Step, int]:
        """Count what was done with a link."""

    def add_reference(self, link_id: str, reference: str, at: datetime, until: datetime) -> None:
        """Note a reference that the WhatsApp button wrote into a message, by its hash."""

    def take_reference(
        self, reference: str, conversation: Conversation, at: datetime
    ) -> Link | None:
        """Give the link of a reference that was not used before, and tie the conversation to it."""

    def person_of_cpf(self, cpf: str) -> str | None:
        """Give the id of the person of a CPF."""


class WebSessions(Protocol):
    """Browsers that chat, by hashes of their cookies."""

    def add(self, session: WebSession, token: str) -> None: ...

    def by_token(self, token: str) -> WebSession | None: ...

    def seen(self, session_id: str, at: datetime, until: datetime) -> None:
        """Note that it is in use, and until when it lasts."""

    def end(self, session_id: str, at: datetime) -> None: ...

    def conversations(self, address_id: str) -> Sequence[str]:
        """Give the ids of a session's conversations, oldest first."""
