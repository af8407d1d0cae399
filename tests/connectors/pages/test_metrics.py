"""Metrics in Prometheus's text format."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from connectors.pages.metrics import metrics
from quita.adapters.database.health import Lag
from quita.domain.number_health import BusinessNumber, Quality, Tally
from quita.domain.templates import Category, TemplateStatus
from quita.services.number_health import HealthReport, NumberReport, TemplateReport

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
TALLY = Tally(accepted=90, delivered=80, read=40, failed=10, unheard=5, opted_out=2)
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+]+')


def report(stopped: bool = False) -> HealthReport:
    number = BusinessNumber("100", NOW, quality=Quality.YELLOW, stopped_at=NOW if stopped else None)
    status = TemplateStatus(
        "retomar", "pt_BR", "APPROVED", NOW, category="MARKETING", quality=Quality.YELLOW
    )
    return HealthReport(
        (NumberReport(number, 1, TALLY, TALLY, 7, 25, 0.5),),
        (TemplateReport("retomar", status, TALLY, Category.UTILITY),),
        started_today=9,
        cap=250,
    )


def test_every_line_is_a_comment_or_a_sample() -> None:
    for line in metrics(report(), Lag(3, timedelta(seconds=90))).splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line), line


def test_failures_are_told_by_number_and_by_template() -> None:
    told = metrics(report(), Lag())
    assert 'quita_whatsapp_messages{number="100",outcome="failed"} 10' in told
    assert 'quita_whatsapp_template_messages{template="retomar",outcome="opted_out"} 2' in told


def test_shares_of_failures_and_of_blocks_are_told_by_number_and_by_template() -> None:
    told = metrics(report(), Lag())
    for labels in ('message_share{number="100"', 'template_message_share{template="retomar"'):
        assert f'quita_whatsapp_{labels},outcome="failed"}} 0.1' in told
        assert f'quita_whatsapp_{labels},outcome="unheard"}} 0.0555556' in told


def test_a_template_is_told_with_its_status_category_and_quality() -> None:
    told = metrics(report(), Lag())
    assert 'quita_whatsapp_template_usable{template="retomar",status="APPROVED"} 0' in told
    assert 'quita_whatsapp_template_category{template="retomar",category="MARKETING"} 1' in told
    assert 'quita_whatsapp_template_quality{template="retomar",quality="YELLOW"} 1' in told
    assert 'quita_whatsapp_template_quality{template="retomar",quality="GREEN"} 0' in told


def test_of_a_template_that_meta_said_nothing_of_nothing_is_invented() -> None:
    found = TemplateReport("novidade", None, TALLY, Category.UTILITY)
    told = metrics(HealthReport((), (found,), 0, 250), Lag())
    assert 'quita_whatsapp_template_messages{template="novidade",outcome="failed"} 10' in told
    for name in ("usable", "category", "quality"):
        assert f"quita_whatsapp_template_{name}{{" not in told


def test_quality_pace_and_stop_of_a_number_are_told() -> None:
    told = metrics(report(stopped=True), Lag())
    assert 'quita_whatsapp_number_quality{number="100",quality="YELLOW"} 1' in told
    assert 'quita_whatsapp_number_quality{number="100",quality="GREEN"} 0' in told
    assert 'quita_whatsapp_number_stopped{number="100"} 1' in told
    assert 'quita_whatsapp_start_share{number="100"} 0.5' in told


def test_people_written_to_first_are_told_by_number_and_over_all_numbers() -> None:
    told = metrics(report(), Lag())
    assert 'quita_whatsapp_started_today{number="100"} 7' in told
    assert 'quita_whatsapp_start_cap{number="100"} 25' in told
    assert "quita_whatsapp_portfolio_started_today 9" in told
    assert "quita_whatsapp_portfolio_start_cap 250" in told


def test_a_database_that_is_away_is_told_and_nothing_else_is_invented() -> None:
    told = metrics(None, None)
    assert "quita_database_up 0" in told
    assert "quita_outbox_late" not in told and "quita_whatsapp" not in told
