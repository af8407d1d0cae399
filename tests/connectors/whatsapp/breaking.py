"""A core that one update breaks, and web hooks that it breaks on."""

from __future__ import annotations

import json
from typing import Any

from quita.adapters.whatsapp.consequences import Consequences, Trouble
from quita.bootstrap import Container
from quita.domain.conversation import Conversation
from quita.domain.records import InboundDraft
from quita.services.contact import Contact
from quita.services.inbox import Inbox
from quita.services.ports import UnitOfWork

POISON = "wamid.POISON"
Sample = dict[str, Any]


class Broken:
    """Raises in one place of the core while it is on: of messages called POISON, or of reports."""

    def __init__(self, core: Container, problem: Exception) -> None:
        """Wire a container's services anew, so that they meet the problem."""
        self.on, self._problem = True, problem
        parts = (core.database, core.clock, core.new_id)
        outer = self

        class Wishes(Contact):
            def prefer_none(self, *given: Any) -> None:
                outer.raises()
                super().prefer_none(*given)

        class Stops(Consequences):
            def of(self, tx: UnitOfWork, trouble: Trouble) -> Any:
                outer.raises()
                return super().of(tx, trouble)

        core.__dict__["inbox"] = Inbox(*parts, core.inbox.timing, self._heard)
        core.__dict__["contact"] = Wishes(*parts)
        core.__dict__["consequences"] = Stops(core.clock, core.new_id, core.contact)

    def raises(self) -> None:
        """Raise, while it is on."""
        if self.on:
            raise self._problem

    def _heard(self, _: UnitOfWork, __: Conversation, draft: InboundDraft) -> None:
        if draft.external_id == POISON:
            self.raises()


def value_of(sample: Sample) -> Sample:
    value: Sample = sample["entry"][0]["changes"][0]["value"]
    return value


def foreign(samples: dict[str, Any], name: str) -> bytes:
    value_of(samples[name])["metadata"]["phone_number_id"] = "999000"
    return json.dumps(samples[name]).encode()
