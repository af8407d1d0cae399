"""The desk's first two columns: trays with their counts, and the list of one of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import view, words
from connectors.agent_desk.answers import done, field, part_of
from connectors.agent_desk.door import Core, Door, Seat
from connectors.agent_desk.render import page
from connectors.agent_desk.session import PATH
from quita.domain.conversation import Channel, Conversation
from quita.domain.permissions import Permission
from quita.services.board import PAGE
from quita.services.ports import ListQuery, SavedView

_NEEDS = {"bot": "read_along", "closed": "read_along", "approvals": "approve"}  # of trays
_FILTERS = ("tray", "area", "channel", "label", "q")


@dataclass(frozen=True)
class Filter:
    """What a list shows, as its address says it."""

    tray: str = "waiting"
    area: str = ""
    channel: str = ""
    label: str = ""
    q: str = ""

    @property
    def query(self) -> str:
        """The address's query."""
        given = {name: getattr(self, name) for name in _FILTERS if getattr(self, name)}
        return urlencode(given)

    def but(self, **values: str) -> str:
        """Give the query with other values."""
        given = {name: values.get(name, getattr(self, name)) for name in _FILTERS}
        return urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Frame:
    """Everything around a conversation.

    Attributes:
        trays, areas: name, title, count (None where it is not counted).
        after: the last conversation of a full page, from which the next one goes on.
    """

    filter: Filter
    trays: list[tuple[str, str, int | None]]
    areas: list[tuple[str, str, int, str]]
    cards: list[view.Card]
    after: str | None
    views: list[SavedView]
    labels: list[str]
    live_from: int
    now: str


def filter_of(request: Request, seat: Seat) -> Filter:
    """Read the filter of an address; what it may not have, or does not know, is left out."""
    given = {name: str(request.args.get(name, ""))[:100] for name in _FILTERS}
    tray = given["tray"]
    known = tray in words.TRAYS and _sees(seat, tray)
    return Filter(
        tray if known else "waiting",
        given["area"] if given["area"] in words.AREAS else "",
        given["channel"] if given["channel"] in {channel.value for channel in Channel} else "",
        given["label"],
        given["q"].strip(),
    )


def frame(core: Core, seat: Seat, chosen: Filter, after: str | None = None) -> Frame:
    """Read the two columns."""
    board, user = core().board, seat.user
    live_from = board.last_change()  # before what is read, so that nothing between is missed
    counts = board.counts()
    mentions, views, labels = board.around(user)
    numbers = {
        "waiting": counts.waiting,
        "mine": counts.by_agent.get(user.id, 0),
        "others": counts.held - counts.by_agent.get(user.id, 0),
        "snoozed": counts.snoozed.get(user.id, 0),
        "mentions": mentions,
        "approvals": counts.approvals,
    }
    trays = [
        (name, title, numbers.get(name))
        for name, (title, _) in words.TRAYS.items()
        if _sees(seat, name)
    ]
    areas = [
        (name, title, sum(counts.by_reason.get(reason.value, 0) for reason in reasons),
         " ".join(reason.value for reason in reasons))
        for name, (title, reasons) in words.AREAS.items()
    ]  # fmt: skip
    cards = _cards(core, seat, chosen, after)
    last = cards[-1].id if len(cards) == PAGE else None
    return Frame(
        chosen, trays, areas, cards, last, views, labels, live_from, core().clock().isoformat()
    )


def _cards(core: Core, seat: Seat, chosen: Filter, after: str | None) -> list[view.Card]:
    board, now = core().board, core().clock()
    reasons = words.AREAS[chosen.area][1] if chosen.area else ()
    query = ListQuery(
        chosen.tray,
        seat.user.id,
        now,
        tuple(reason.value for reason in reasons),
        chosen.channel or None,
        chosen.label or None,
        board.find(chosen.q) if chosen.q else None,
    )
    rows = [row for row in board.page(query, after) if seat_reads(seat, row.listed.conversation)]
    names = core().accounts.names(view.holders(rows))
    return [view.list_card(row, names, now) for row in rows]


def seat_reads(seat: Seat, conversation: Conversation) -> bool:
    """Say whether somebody may read a conversation: the bot's and ended ones need a permission."""
    return _sees(seat, conversation.owner.value)


def _sees(seat: Seat, tray: str) -> bool:
    return tray not in _NEEDS or seat.may(_NEEDS[tray])


def add_listing(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.get("/")
    async def listing(request: Request) -> HTTPResponse:
        seat = await door.enter(request, Permission.READ)
        chosen, after = filter_of(request, seat), request.args.get("after")
        shown = await asyncio.to_thread(frame, core, seat, chosen, after)
        part = part_of(request)
        template = {"rows": "_rows.html", "trays": "_trays.html"}.get(part, "desk.html")
        return page(template, seat=seat, frame=shown, chat=None, open_id="")

    @routes.post("/views")
    async def save_view(request: Request) -> HTTPResponse:
        seat = await door.act(request, Permission.READ)
        chosen = filter_of(request, seat)
        save = core().desk_tools.save_view
        await asyncio.to_thread(save, seat.user, field(request, "name", 30), chosen.query)
        return done(request, f"{PATH}?{chosen.query}")

    @routes.post("/views/<view_id:str>/drop")
    async def drop_view(request: Request, view_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.READ)
        await asyncio.to_thread(core().desk_tools.drop_view, seat.user, view_id)
        return done(request, PATH)
