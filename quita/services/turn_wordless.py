"""Turns that bring files and no words, and the little that the silent bot says."""

from __future__ import annotations

from collections.abc import Sequence

from quita.domain.handoff import Decision, Reason, Rules, Signals, decide
from quita.domain.media import SPOKEN
from quita.domain.receipt import ReceiptClaim
from quita.domain.records import Payload
from quita.services.inbox import Claimed
from quita.services.ports import Phrases, UnitOfWork
from quita.services.turn_outcome import Outcome
from quita.services.turn_text import SILENT_KINDS

_FILE_KINDS = {"image", "document"}


def said_to_who_waits(tx: UnitOfWork, phrases: Phrases, claimed: Claimed) -> tuple[Payload, ...]:
    """Give the little that the silent bot says: to who is at risk, once; that a file came."""
    reason = claimed.conversation.handoff_reason
    if reason == Reason.LIFE_RISK.value:
        line = phrases.say("utter_life_risk_waiting")
        said = [one.payload for one in tx.outbox.of_conversation(claimed.conversation.id)]
        return () if line in said else (line,)
    files = {message.kind for message in claimed.turn.messages} & _FILE_KINDS
    if files and reason == Reason.RECEIPT.value:
        return (phrases.say("utter_receipt_received"),)
    return ()


def without_words(
    tx: UnitOfWork,
    phrases: Phrases,
    rules: Rules,
    claimed: Claimed,
    receipts: Sequence[ReceiptClaim],
) -> Outcome:
    """Answer a turn that has no words: receipts, files, voice notes that nobody wrote down."""
    kinds = {message.kind for message in claimed.turn.messages} - SILENT_KINDS
    if not kinds:
        return Outcome()
    if receipts and all(receipt.charge_id for receipt in receipts):
        return Outcome((phrases.say("utter_receipt_checking"),))
    if receipts:  # nobody but a person can tell what it pays
        return Outcome(decision=Decision(Reason.RECEIPT))
    if kinds & _FILE_KINDS:
        return Outcome((phrases.say("utter_media_file"),))
    if kinds.isdisjoint(SPOKEN):
        return Outcome((phrases.say("utter_media_other"),))
    return unheard(tx, phrases, rules, claimed.conversation.id)


def unheard(tx: UnitOfWork, phrases: Phrases, rules: Rules, conversation_id: str) -> Outcome:
    """Ask to type what was said by voice; the second in a row goes to a person."""
    row = tx.messages.unreadable_in_a_row(conversation_id)
    decision = decide(Signals(unreadable=row), rules)
    return Outcome(() if decision else (phrases.say("utter_media_voice"),), decision)
