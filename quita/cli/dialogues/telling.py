"""Writes what happened in dialogues for a reader: transcripts, events, and what to expect."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quita.cli.dialogues.told import DialogueTold, EventTold, Line, TurnTold

WIDTH = 100
# What of an event a reader wants to see at once; `--json` has all of it.
FACTS = (
    "reason",
    "priority",
    "verified",
    "total",
    "amount",
    "due_date",
    "language",
    "by",
    "channel",
    "suppressed",
)


def transcript(told: DialogueTold) -> str:
    """Give a dialogue as text."""
    return "\n".join(_dialogue(told))


def summary(dialogues: Sequence[DialogueTold]) -> str:
    """Say how many were played, and which were not and why."""
    missed = [one for one in dialogues if one.not_played is not None]
    unheard = [(one, turn) for one in dialogues for turn in one.turns if turn.no_reply]
    lines = [f"{len(dialogues) - len(missed)} of {len(dialogues)} dialogues played"]
    lines += [f"  not played: {one.id}: {one.not_played}" for one in missed]
    lines += [f"  no reply: {one.id}: {turn.user}" for one, turn in unheard]
    return "\n".join(lines)


def _dialogue(told: DialogueTold) -> Iterator[str]:
    yield f"=== {told.id} ({told.channel}, {told.seconds:.0f} s)"
    yield from (f"    {line}" for note in told.notes for line in note.splitlines())
    for turn in told.turns:
        yield ""
        yield from _turn(turn)
    yield ""
    if told.not_played is not None:
        yield f"    NOT PLAYED: {told.not_played}"
    else:
        yield f"    owner at the end: {told.owner}"
    yield ""


def _turn(turn: TurnTold) -> Iterator[str]:
    for line in turn.lines:
        yield from _line(line)
    if turn.silence:
        yield f"    (silence; the owner is {turn.owner})"
    if turn.no_reply:
        yield "    NO REPLY in time"
    yield from (f"    note: {note}" for note in turn.notes)
    yield from (f"    event: {_event(event)}" for event in turn.events)
    yield from (f"    expect: {line}" for line in turn.expect)


def _line(line: Line) -> Iterator[str]:
    who = f"{line.who}:"
    said = line.text or f"({line.kind})"
    for paragraph in said.splitlines():
        yield from textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=f"{who:<11}",
            subsequent_indent=" " * 11,
            break_on_hyphens=False,
        )
        who = ""
    if line.file:
        yield f"           <{line.kind}: {line.file}>"
    if line.buttons:
        yield "           " + " ".join(f"[{title}]" for title in line.buttons)
    yield from (f"           ( ) {row}" for row in line.rows)


def _event(event: EventTold) -> str:
    name = event.type.removeprefix("quita.").removesuffix(".v1")
    return " ".join([name, *_facts(event.data)])


def _facts(data: Mapping[str, Any]) -> list[str]:
    return [f"{name}={data[name]}" for name in FACTS if data.get(name) is not None]
