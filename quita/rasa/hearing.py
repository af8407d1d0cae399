"""What a turn asks for, heard in its context: the first wish, and a second one that waits its turn.

Rasa parses a text alone. Here its parse is read by what was asked last, without what was taken
back, and the pieces of the turn are parsed too, for a wish of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from quita.domain.clauses import pieces
from quita.domain.context import Heard, in_context
from quita.domain.described import described
from quita.domain.foreign_risk import language_at_risk
from quita.domain.reading.corrections import standing
from quita.domain.why import asks_why
from quita.domain.wishes import ALONE, LIFE_RISK, Reading, needs_identity, same_matter, wishes

HANDOFF_SLOT, VERIFIED_SLOT, EXPECTING_SLOT = "handoff_reason", "identity_verified", "expecting"
LATER_SLOT, NAMED_SLOT = "later_wish", "named_debts"
OPTION = "option"
NOTHING = "nothing"
WHY = "ask_help"  # whoever asks why they are asked who they are, before identity is proven
THEN = "then"  # in a parse: the second wish
WAITS = 8  # turns for which a second wish is remembered
_LISTED_BY = {"debt": "shown_debts"}
_IDENTITY = ("cpf", "cpf_fragment", "birth_date")
Parse = dict[str, Any]


async def hear(
    processor: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker
) -> Parse:
    """Parse a turn in its context; a second wish stands under `THEN` in the first one's parse."""
    whole = _in_context(await processor.parse_message(message), tracker)
    parts = [
        await processor.parse_message(UserMessage(piece, metadata=message.metadata))
        for piece in pieces(message.text or "")
    ]
    found = wishes(_reading(whole, gated=True), [_reading(part, gated=False) for part in parts])
    if not tracker.get_slot(VERIFIED_SLOT):
        # Whoever asks for a person is asked no question first.
        found = [one for one in found if one.intent == "request_human"] or found
    if len(found) == 1:
        return _with_intent(whole, found[0])
    first, second = (_with_intent(one.parse, one) for one in found)
    if first is not whole:
        first["entities"] = first["entities"] + _identity_of(whole, first)
    return {**first, THEN: second}


def next_wish(tracker: DialogueStateTracker, parse: Mapping[str, Any], *, asking: bool) -> Any:
    """Give the wish to be answered in the same turn after the first one, None where none is.

    One that has to wait, for the person is being asked something, is kept in the tracker.

    Args:
        tracker: after the first answer.
        parse: of the turn. asking: whether the form was asking before it.
    """
    then, left = parse.get(THEN) or _said_beside_an_answer(tracker, parse, asking=asking), WAITS
    kept = tracker.get_slot(LATER_SLOT)
    intent = parse["intent"]["name"]
    if then is None and kept:
        then = json.loads(kept)
        left = then.pop("left") - 1
        given_up = not (tracker.get_slot(VERIFIED_SLOT) or tracker.active_loop_name)
        if given_up or left <= 0 or same_matter(then["intent"]["name"], intent):
            then = None
    if then is None or intent in ALONE or tracker.get_slot(HANDOFF_SLOT):
        _keep(tracker, None)
        return None
    if tracker.active_loop_name or tracker.get_slot(EXPECTING_SLOT) == "debt":
        _keep(tracker, {**_brief(then), "left": left})
        return None
    _keep(tracker, None)
    return then


def _said_beside_an_answer(
    tracker: DialogueStateTracker, parse: Mapping[str, Any], *, asking: bool
) -> Parse | None:
    """Give the wish of "052, e quanto eu devo?", of which the form takes the digits alone."""
    pending = json.loads(tracker.get_slot("pending_wish") or "{}").get("intent")
    intent = parse["intent"]["name"]
    answered = any(one["entity"] in _IDENTITY for one in parse["entities"])
    if not (asking and answered and needs_identity(intent)) or same_matter(intent, pending):
        return None
    return _brief(parse)


def _in_context(parse: Parse, tracker: DialogueStateTracker) -> Parse:
    text = parse["text"]
    if language_at_risk(text):
        return {**parse, "intent": {**parse["intent"], "name": LIFE_RISK}}
    if not tracker.get_slot(VERIFIED_SLOT) and asks_why(text, parse["intent"]["name"]):
        return {**parse, "intent": {**parse["intent"], "name": WHY}}
    entities = standing(text, parse["entities"])
    heard = Heard(parse["intent"]["name"], entities)
    expecting = NOTHING if tracker.active_loop_name else tracker.get_slot(EXPECTING_SLOT) or NOTHING
    if expecting == "debt" and heard.intent not in ALONE:
        heard = _by_description(heard, text, tracker.get_slot(NAMED_SLOT) or [])
    listed = len(tracker.get_slot(_LISTED_BY.get(expecting, "shown_offers")) or [])
    heard = in_context(heard, text, expecting, listed)
    intent = {**parse["intent"], "name": heard.intent}
    return {**parse, "intent": intent, "entities": [dict(one) for one in heard.entities]}


def _by_description(heard: Heard, text: str, listed: list[dict[str, str]]) -> Heard:
    """Take "a da loja" for the number under which that debt was listed."""
    if any(one["entity"] == OPTION for one in heard.entities):
        return heard
    place = described(text, listed)
    if place is None:
        return heard
    number = {"entity": OPTION, "value": str(place + 1), "start": 0, "end": len(text)}
    return Heard("choose_option", [*heard.entities, number])


def _reading(parse: Parse, *, gated: bool) -> Reading[Parse]:
    """Take what the gate made of a whole turn, and the plain ranking of a piece."""
    ranking = [*parse.get("intent_ranking", []), *[{"name": None, "confidence": 0.0}] * 2]
    top, second = ranking[0]["confidence"], ranking[1]["confidence"]
    intent = parse["intent"]["name"] if gated else ranking[0]["name"]
    return Reading(parse["text"], intent, top, top - second, parse)


def _with_intent(parse: Parse, wish: Reading[Parse]) -> Parse:
    if parse["intent"]["name"] == wish.intent:
        return parse
    return {**parse, "intent": {"name": wish.intent, "confidence": wish.confidence}}


def _identity_of(whole: Parse, other: Parse) -> list[dict[str, Any]]:
    known = {one["entity"] for one in other["entities"]}
    return [
        one
        for one in whole["entities"]
        if one["entity"] in _IDENTITY and one["entity"] not in known
    ]


def _brief(parse: Mapping[str, Any]) -> Parse:
    return {name: parse[name] for name in ("text", "intent", "entities")} | {"intent_ranking": []}


def _keep(tracker: DialogueStateTracker, later: Parse | None) -> None:
    kept = json.dumps(later, ensure_ascii=False) if later else None
    if tracker.get_slot(LATER_SLOT) != kept:
        tracker.update(SlotSet(LATER_SLOT, kept))
