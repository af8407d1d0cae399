"""Opt-outs within a turn: kept before an engine is asked, confirmed once also by the silent bot."""

from __future__ import annotations

from quita.domain.follow_up import Source
from quita.domain.records import Payload
from quita.services.contact import OPT_OUT, Contact
from quita.services.inbox import Claimed
from quita.services.opting_out import UNDO, opt_out_of
from quita.services.ports import Phrases, UnitOfWork, UnitOfWorkFactory

STOPPED, UNDONE = "utter_stop_contact", "utter_stop_undone"


class TurnOptOuts:
    """Keeps what a turn asks in so many words, and says that it was done."""

    def __init__(self, uow: UnitOfWorkFactory, contact: Contact, phrases: Phrases) -> None:
        """Wire the ports and the service that suppresses."""
        self._uow, self._contact, self._phrases = uow, contact, phrases

    def keep(self, claimed: Claimed) -> bool:
        """Keep an opt-out, or what takes one back; say whether there is an opt-out.

        Its message was heard when it was stored; what was asked for before it is done by now.
        """
        conversation, messages = claimed.conversation, claimed.turn.messages
        stops = [one for one in messages if opt_out_of(one)]
        undone = [one for one in messages if one.payload_id == UNDO]
        if stops or undone:
            with self._uow() as tx:
                for one in stops:
                    self._contact.heard(tx, conversation, one)
                for one in undone:
                    self._contact.take_back(tx, conversation, one.text or "", Source.BUTTON)
        return bool(stops)

    def undone(self) -> Payload:
        """Say that messages may come again."""
        return self._phrases.say(UNDONE)

    def confirmed(self, tx: UnitOfWork, claimed: Claimed) -> tuple[Payload, ...]:
        """Say that messages have stopped, once for each opt-out that stands."""
        line, address_id = self._phrases.say(STOPPED), claimed.conversation.address_id
        if tx.people.suppressed(address_id, OPT_OUT):
            since = tx.people.suppressed_since(address_id)
            sent = tx.outbox.of_conversation(claimed.conversation.id)
            said = [one.created_at for one in sent if one.payload == line]
            if since and said and max(said) >= since:
                return ()
        return (line,)
