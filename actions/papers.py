"""Papers of a deal: the settlement letter, and the term of an agreement, as PDF in the chat."""

from __future__ import annotations

from actions.disputes import open_case
from actions.turn import Events, QuitaAction, TurnView, off_loop
from quita.domain.reading.papers import wants_term
from quita.services.settling import letter_message


class ActionSendLetter(QuitaAction):
    """Sends the letters of what was settled; else says what is left, or has a person look."""

    topic_name = "action_send_letter"

    async def act(self, turn: TurnView) -> Events:
        """Send them; debts paid elsewhere are a person's to confirm."""
        if await send_term(turn):
            return []
        letters = await off_loop(turn.core.letters.of_person, turn.conversation_id)
        for letter in letters:
            url = turn.core.letter_links.url(letter)
            turn.send(letter_message(turn.core.phrases, letter, url))
        if letters:
            return []
        closed = await off_loop(turn.core.agreements.current, turn.conversation_id)
        if closed is None:
            return await open_case(turn, "ask_settlement_letter")
        left = len(closed.agreement.installments) - len(closed.agreement.paid)
        turn.say("utter_letter_not_yet", left=f"faltam {left}" if left > 1 else "falta 1")
        return []


class ActionProveDebt(QuitaAction):
    """Sends the term of the agreement where that is asked for; else a person sends the proof."""

    topic_name = "action_prove_debt"

    async def act(self, turn: TurnView) -> Events:
        """Send the term, or open the case."""
        return [] if await send_term(turn) else await open_case(turn, "ask_debt_proof")


async def send_term(turn: TurnView) -> bool:
    """Send the term of the running agreement where the words ask for it; say whether they did."""
    if not wants_term(turn.text):
        return False
    closed = await off_loop(turn.core.agreements.current, turn.conversation_id)
    if closed is None:
        return False
    caption = turn.words("utter_term_document", creditor=closed.creditor.name)
    turn.send(
        {
            "kind": "document",
            "link": turn.core.term_links.url(closed.agreement),
            "filename": "termo-do-acordo.pdf",
            "caption": caption,
        }
    )
    return True
