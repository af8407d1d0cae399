"""The supervisor's pages: who is here, what waits, what is about to be late, and figures."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import view, words
from connectors.agent_desk.answers import part_of
from connectors.agent_desk.charts import bars
from connectors.agent_desk.door import Core, Door
from connectors.agent_desk.render import HEADERS, page
from quita.domain.permissions import Permission
from quita.domain.queues import HandoffBook
from quita.services.supervision import Figures

DAYS = 14
Table = tuple[str, Sequence[tuple[str, int]]]  # its title; names and counts, the most first


def add_supervision(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.get("/supervision")
    async def now(request: Request) -> HTTPResponse:
        seat = await door.enter(request, Permission.SEE_FIGURES)
        watch = await asyncio.to_thread(core().supervision.now)
        cards = [view.brief(chat, core().clock()) for chat in watch.late]
        template = "_watch.html" if part_of(request) else "supervision.html"
        return page(template, seat=seat, watch=watch, late=cards, now=core().clock())

    @routes.get("/figures")
    async def figures(request: Request) -> HTTPResponse:
        seat = await door.enter(request, Permission.SEE_FIGURES)
        found = await asyncio.to_thread(core().supervision.figures, DAYS)
        chart = bars([(words.short_day(day), count) for day, count in found.by_day])
        tables = _tables(found, core().handoff_book)
        return page("figures.html", seat=seat, figures=found, chart=chart, tables=tables, days=DAYS)

    @routes.get("/figures.csv")
    async def figures_file(request: Request) -> HTTPResponse:
        await door.enter(request, Permission.SEE_FIGURES)
        found = await asyncio.to_thread(core().supervision.figures, DAYS)
        name = {"Content-Disposition": 'attachment; filename="atendimento.csv"', **HEADERS}
        body = _csv(found, _tables(found, core().handoff_book))
        return response.raw(body, content_type="text/csv; charset=utf-8", headers=name)


def _tables(figures: Figures, book: HandoffBook) -> list[Table]:
    """Give what is counted by name, in the order in which it is shown."""
    titles = {queue.name: queue.title for queue in book.queues}
    return [
        (
            "Passadas a pessoas, por motivo",
            [(words.reason(name), count) for name, count in figures.by_reason],
        ),
        (
            "Passadas a pessoas, por fila",
            [(titles.get(name, name), count) for name, count in figures.by_queue],
        ),
        ("Assumidas, por atendente", figures.by_agent),
    ]


def _csv(figures: Figures, tables: Sequence[Table]) -> bytes:
    """Write the figures for a spreadsheet: semicolons and a byte order mark, as Excel wants."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(["medida", "de", "valor"])
    for day, count in figures.by_day:
        table.writerow(["conversas por dia", day.isoformat(), count])
    for title, rows in tables:
        for name, count in rows:
            table.writerow([title.lower(), _safe(name), count])
    table.writerow(["resolvidas pelo robô (%)", "", figures.bot_share])
    table.writerow(["acordado (R$)", "", str(figures.agreed).replace(".", ",")])
    table.writerow(["pago (R$)", "", str(figures.paid).replace(".", ",")])
    return file.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
