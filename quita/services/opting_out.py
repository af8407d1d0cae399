"""Asking for no more messages in so many words: heard before anything is understood."""

from __future__ import annotations

from collections.abc import Sequence

from quita.domain.follow_up import Source
from quita.domain.links import without_reference
from quita.domain.opting_out import stops_in_chat
from quita.domain.records import InboundDraft, InboundMessage
from quita.services.turn_text import SILENT_KINDS

STOP, UNDO = "/stop_contact", "/deny#undo_stop"  # what the buttons say when they are pressed
_WRITTEN = {"text", "edit"}


def opt_out_of(message: InboundDraft | InboundMessage) -> tuple[str, Source] | None:
    """Give the words of a message that is nothing but an opt-out, and how they came."""
    if message.payload_id == STOP:
        return message.text or "", Source.BUTTON
    typed = message.text if message.kind in _WRITTEN and not message.payload_id else None
    if typed and stops_in_chat(without_reference(typed)):
        return typed, Source.WORDS
    return None


def only_opts_out(messages: Sequence[InboundMessage]) -> bool:
    """Say whether nothing else is asked for in a turn."""
    said = [one for one in messages if one.kind not in SILENT_KINDS]
    return bool(said) and all(opt_out_of(one) for one in said)
