"""`/desk/numbers`: how our WhatsApp numbers and templates fare, for supervisors."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import number_words, words
from connectors.agent_desk.door import Core, Door
from connectors.agent_desk.render import page
from quita.domain.money import share_text
from quita.domain.number_health import Quality, Tally
from quita.domain.permissions import Permission
from quita.services.number_health import NumberReport, TemplateReport


@dataclass(frozen=True)
class Card:
    """One number or template as it is read; `tone` is good, warn or bad."""

    title: str
    state: str
    tone: str
    facts: tuple[tuple[str, str], ...]


def add_numbers(routes: Blueprint, core: Core, door: Door) -> None:
    """Put the page onto the desk's routes."""

    @routes.get("/numbers")
    async def numbers(request: Request) -> HTTPResponse:
        seat = await door.enter(request, Permission.SEE_FIGURES)
        report = await asyncio.to_thread(core().number_health.report)
        cards = [_number(one) for one in report.numbers]
        templates = [_template(one) for one in report.templates]
        together = number_words.TOGETHER.format(people=_people(report.started_today, report.cap))
        return page(
            "numbers.html", seat=seat, numbers=cards, templates=templates, together=together
        )


def _number(one: NumberReport) -> Card:
    number = one.number
    if number.stopped:
        why = f"{number.stopped_code or ''} {number.stopped_reason or ''}".strip()
        state, tone = number_words.STOPPED.format(why=why), "bad"
    elif one.answers_only and number.starts_again_at is not None:
        until = words.moment(number.starts_again_at)
        state, tone = number_words.ANSWERS_ONLY.format(until=until), "bad"
    else:
        state, tone = number_words.QUALITY[number.quality], _TONES[number.quality]
    facts = [
        (number_words.TIER, number_words.tier(number.tier)),
        (number_words.STARTED, _people(one.started_today, one.cap)),
        (number_words.PACE, f"{one.share:.0%}"),
        *_shares(one.all_messages),
    ]
    return Card(number.display or number.id, state, tone, tuple(facts))


def _people(started: int, cap: int) -> str:
    return f"{started} de {number_words.people(cap)}"


def _template(one: TemplateReport) -> Card:
    status = one.status
    if one.recategorised:
        word, tone = number_words.RECATEGORISED, "bad"
    elif status is None or status.status is None:
        word, tone = number_words.NO_WORD, "good"
    else:
        word, tone = number_words.template(status.status), "good" if status.usable else "bad"
    quality = status.quality if status else None
    facts = [
        (number_words.CATEGORY, number_words.category(status.category if status else None)),
        (number_words.RATED, number_words.RATINGS[quality or Quality.UNKNOWN]),
        *_shares(one.tally),
    ]
    return Card(one.name, word, tone, tuple(facts))


def _shares(tally: Tally) -> list[tuple[str, str]]:
    whole = tally.accepted + tally.failed
    return [
        (number_words.SENT, str(whole)),
        (number_words.FAILED, share_text(tally.failed_share)),
        (number_words.UNHEARD, share_text(tally.unheard_share)),
        (number_words.OPTED_OUT, str(tally.opted_out)),
    ]


_TONES = {
    Quality.GREEN: "good",
    Quality.UNKNOWN: "good",
    Quality.YELLOW: "warn",
    Quality.RED: "bad",
}
