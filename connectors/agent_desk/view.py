"""What the templates show: the desk's values in an agent's words, nothing computed in HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.agent_desk import words
from quita.domain.conversation import Conversation, Owner
from quita.domain.media import MediaItem
from quita.domain.window import MARGIN
from quita.domain.window import Window as ReplyWindow
from quita.services.board import Row as ListRow
from quita.services.desk import Entry, Row, Transcript
from quita.services.ports import Counts
from quita.services.voice_notes import takes_voice

AGENT = "agent:"
Names = Mapping[str, str]  # of users, by id


@dataclass(frozen=True)
class Card:
    """A conversation in a tray."""

    id: str
    person: str
    verified: bool
    channel: str
    protocol: str
    reason: str
    priority: str
    urgency: int
    waiting: str
    holder: str | None
    since: str = ""
    snippet: str = ""
    labels: Sequence[str] = ()
    snoozed: str | None = None
    owner: str = ""
    asking: bool = False
    promised: str | None = None  # the hour that has come
    shut: bool = False  # whether the reply window is closed then


@dataclass(frozen=True)
class Bubble:
    """One message; `day` where it is the first one of a day, `delivery` where it is ours."""

    side: str
    who: str
    mark: str
    at: datetime
    time: str
    day: str | None
    text: str
    medium: bool
    state: str | None
    delivery: str | None
    kind: str = ""
    link: str = ""
    shows: str = ""  # of a file: image, audio or file


@dataclass(frozen=True)
class Window:
    """Until when free text may be sent; `margin` in seconds, `closes` and `now` for the script."""

    open: bool
    left: str
    until: str
    closes: str
    now: str
    margin: int = int(MARGIN.total_seconds())


@dataclass(frozen=True)
class Page:
    """A page of a conversation; `mine` where the agent who looks owns it.

    Attributes:
        older: where the page before begins, None where there is none.
        top_day: the day of the first message, where that message does not begin it.
    """

    card: Card
    state: str
    owner: Owner
    mine: bool
    opened: str
    bubbles: Sequence[Bubble]
    cases: Sequence[tuple[str, str, str]]
    window: Window | None
    older: str | None = None
    top_day: str | None = None
    hears: bool = False  # sound can reach the person

    @property
    def may_speak(self) -> bool:
        """Say whether an answer by voice would be accepted and could arrive."""
        return self.may_write and self.hears

    @property
    def may_write(self) -> bool:
        """Say whether a reply would be accepted and could arrive."""
        return self.mine and (self.window is None or self.window.open)


def conversation(story: Transcript, names: Names, user_id: str, now: datetime) -> Page:
    """Lay out a conversation for one agent."""
    held, first = story.row.conversation, story.entries[0] if story.entries else None
    bubbles = _bubbles(story.entries, names, user_id, story.earlier)
    return Page(
        card=_card(story.row, names, now),
        state=words.OWNERS[held.owner],
        owner=held.owner,
        mine=held.owner is Owner.HUMAN and held.agent_id == user_id,
        opened=f"{words.day(held.opened_at)}, {words.clock_time(held.opened_at)}",
        bubbles=bubbles,
        cases=[(words.case(c.kind), c.protocol, c.note) for c in story.cases],
        window=_window(held, now),
        older=str(first.mark) if first and story.earlier else None,
        top_day=words.day(first.at) if first and not bubbles[0].day else None,
        hears=takes_voice(held),
    )


def _card(row: Row, names: Names, now: datetime) -> Card:
    held = row.conversation
    return Card(
        id=held.id,
        person=row.person,
        verified=row.verified,
        channel=words.CHANNELS[held.channel],
        protocol=held.protocol,
        reason=words.reason(held.handoff_reason),
        priority=words.priority(held.priority),
        urgency=min(held.priority, len(words.PRIORITIES) - 1),
        waiting=f"há {words.span(now - (held.handoff_at or held.last_inbound_at))}",
        holder=names.get(held.agent_id, "outra pessoa") if held.agent_id else None,
        since=(held.handoff_at or held.last_inbound_at).isoformat(),
        owner=held.owner.value,
    )


def list_card(row: ListRow, names: Names, now: datetime) -> Card:
    """Lay out a conversation as the list shows it."""
    listed = row.listed
    text = listed.last_text or ""
    until = listed.snoozed_until
    asleep = until is not None and until > now
    return replace(
        _card(Row(listed.conversation, row.person, row.verified), names, now),
        snippet=words.MEDIA.get(text, text)[:120],
        labels=listed.labels,
        asking=listed.asking,
        snoozed=words.moment(until) if until and asleep else None,
        promised=words.moment(listed.promised_at) if listed.promised_at else None,
        shut=not _reply_window(listed.conversation).open(now),
    )


def facts(row: ListRow, now: datetime) -> dict[str, object]:
    """Give what a browser needs to know where a row belongs."""
    held = row.listed.conversation
    until = row.listed.snoozed_until
    return {
        "owner": held.owner.value,
        "agent": held.agent_id,
        "reason": held.handoff_reason,
        "channel": held.channel.value,
        "labels": list(row.listed.labels),
        "asking": row.listed.asking,
        "snoozed": bool(until and until > now),
        "order": [held.priority, (held.handoff_at or held.opened_at).isoformat(), held.id],
        "person": row.person,
    }


def bare(told: Mapping[str, object]) -> dict[str, object]:
    """Leave of facts() what lets a row go from lists: who may not read it learns no more."""
    kept = {name: told[name] for name in ("owner", "agent", "asking", "order")}
    return {**kept, "reason": None, "channel": "", "labels": [], "snoozed": False}


def brief(held: Conversation, now: datetime) -> Card:
    """Lay out a waiting conversation without its person."""
    return _card(Row(held, "", False), {}, now)


def counted(counts: Counts) -> dict[str, object]:
    """Give counts as browsers take them."""
    return {
        "waiting": counts.waiting,
        "held": counts.held,
        "agents": dict(counts.by_agent),
        "reasons": dict(counts.by_reason),
        "snoozed": dict(counts.snoozed),
        "approvals": counts.approvals,
    }


def holders(rows: Iterable[ListRow]) -> set[str]:
    """Give the ids of the agents who have these conversations."""
    return {row.listed.conversation.agent_id for row in rows if row.listed.conversation.agent_id}


def _bubbles(
    entries: Sequence[Entry], names: Names, user_id: str, earlier: Entry | None
) -> list[Bubble]:
    bubbles: list[Bubble] = []
    last_day = words.day(earlier.at) if earlier else None
    for entry in entries:
        day = words.day(entry.at)
        medium = words.MEDIA.get(entry.text)
        bubbles.append(
            Bubble(
                side="person" if entry.author == "person" else "ours",
                who=_who(entry.author, names, user_id),
                mark=str(entry.mark),
                at=entry.at,
                time=words.clock_time(entry.at),
                day=None if day == last_day else day,
                text=medium or entry.text,
                medium=medium is not None,
                state=entry.state.value if entry.state else None,
                delivery=words.DELIVERY[entry.state] if entry.state else None,
                kind=entry.author.split(":")[0],
                link=f"/desk/media/{entry.media.id}" if entry.media else "",
                shows=_shows(entry.media) if entry.media else "",
            )
        )
        last_day = day
    return bubbles


def _shows(item: MediaItem) -> str:
    family = (item.mime_type or "").split("/")[0]
    return family if family in ("image", "audio") else "file"


def _who(author: str, names: Names, user_id: str) -> str:
    if not author.startswith(AGENT):
        return {"person": "Pessoa", "bot": "Robô"}.get(author, "Sistema")
    agent = author[len(AGENT) :]
    return "Você" if agent == user_id else names.get(agent, "Atendente")


def _window(held: Conversation, now: datetime) -> Window | None:
    window = _reply_window(held)
    closes = window.closes_at
    if closes is None:
        return None
    return Window(
        open=window.open(now),
        left=words.span(abs(closes - now)),
        until=f"{words.clock_time(closes)} de {words.day(closes)[:5]}",
        closes=closes.isoformat(),
        now=now.isoformat(),
    )


def _reply_window(held: Conversation) -> ReplyWindow:
    return ReplyWindow.of(held)
