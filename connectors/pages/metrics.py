"""Writes what operators watch in Prometheus's text format (0.0.4).

Hand-written: a client library counts inside one process, and these counts are of the database.
"""

from __future__ import annotations

from collections.abc import Iterator

from quita.adapters.database.health import Lag
from quita.domain.number_health import Quality, Tally
from quita.services.number_health import HealthReport

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PARTS = ("accepted", "delivered", "read", "failed", "unheard", "opted_out")
SHARES = "share that failed, or that no phone took in a day (off, or a block, which nobody tells)"
Sample = tuple[dict[str, str], float]


def metrics(report: HealthReport | None, lag: Lag | None) -> str:
    """Give the whole document; messages are those of the last seven days.

    Without a database there is neither a report nor a lag.
    """
    return "".join(_lines(report, lag))


def _lines(report: HealthReport | None, lag: Lag | None) -> Iterator[str]:
    yield from _metric("quita_database_up", "whether the database answers", [({}, lag is not None)])
    if lag is None or report is None:
        return
    oldest = lag.oldest.total_seconds()
    yield from _metric("quita_outbox_late", "messages late to leave", [({}, lag.count)])
    yield from _metric("quita_outbox_oldest_seconds", "age of the oldest", [({}, oldest)])
    numbers = [({"number": one.number.id}, one) for one in report.numbers]
    yield from _metric(
        "quita_whatsapp_messages",
        "messages of seven days by what became of them",
        [*_tallies(((labels, one.all_messages) for labels, one in numbers))],
    )
    yield from _metric(
        "quita_whatsapp_template_messages",
        "template messages of seven days by what became of them",
        [*_tallies(({"template": one.name}, one.tally) for one in report.templates)],
    )
    yield from _metric(
        "quita_whatsapp_message_share",
        SHARES,
        [*_shares((labels, one.all_messages) for labels, one in numbers)],
    )
    yield from _metric(
        "quita_whatsapp_template_message_share",
        SHARES,
        [*_shares(({"template": one.name}, one.tally) for one in report.templates)],
    )
    yield from _metric(
        "quita_whatsapp_template_usable",
        "whether Meta takes a template as what it was given for",
        [
            ({"template": one.name, "status": one.status.status}, one.usable)
            for one in report.templates
            if one.status and one.status.status
        ],
    )
    yield from _metric(
        "quita_whatsapp_template_category",
        "1 for the category that a template has",
        [
            ({"template": one.name, "category": one.status.category}, 1)
            for one in report.templates
            if one.status and one.status.category
        ],
    )
    yield from _metric(
        "quita_whatsapp_template_quality",
        "1 for the quality that a template has",
        [
            ({"template": one.name, "quality": quality.value}, one.status.quality is quality)
            for one in report.templates
            if one.status and one.status.quality
            for quality in Quality
        ],
    )
    yield from _metric(
        "quita_whatsapp_number_stopped",
        "whether nothing is sent from a number",
        [(labels, one.number.stopped) for labels, one in numbers],
    )
    yield from _metric(
        "quita_whatsapp_number_quality",
        "1 for the quality that a number has",
        [
            ({**labels, "quality": quality.value}, one.number.quality is quality)
            for labels, one in numbers
            for quality in Quality
        ],
    )
    yield from _metric(
        "quita_whatsapp_started_today",
        "people to whom a number wrote first in 24 hours",
        [(labels, one.started_today) for labels, one in numbers],
    )
    yield from _metric(
        "quita_whatsapp_start_cap",
        "people to whom a number may write first in 24 hours",
        [(labels, one.cap) for labels, one in numbers],
    )
    yield from _metric(
        "quita_whatsapp_portfolio_started_today",
        "people to whom any number wrote first in 24 hours",
        [({}, report.started_today)],
    )
    yield from _metric(
        "quita_whatsapp_portfolio_start_cap",
        "people to whom all numbers together may write first in 24 hours",
        [({}, report.cap)],
    )
    yield from _metric(
        "quita_whatsapp_start_share",
        "share of the usual pace at which a number may write first",
        [(labels, one.share) for labels, one in numbers],
    )


def _tallies(found: Iterator[tuple[dict[str, str], Tally]]) -> Iterator[Sample]:
    for labels, tally in found:
        for part in _PARTS:
            yield {**labels, "outcome": part}, getattr(tally, part)


def _shares(found: Iterator[tuple[dict[str, str], Tally]]) -> Iterator[Sample]:
    for labels, tally in found:
        yield {**labels, "outcome": "failed"}, tally.failed_share
        yield {**labels, "outcome": "unheard"}, tally.unheard_share


def _metric(name: str, about: str, samples: list[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        named = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{named}}} {float(value):g}\n" if named else f"{name} {float(value):g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
