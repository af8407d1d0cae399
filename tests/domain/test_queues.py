"""Tests of queues: which one takes what, how long one waits, when people are there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from quita.domain.callback import press, pressed_time, typed_time
from quita.domain.handoff import Reason
from quita.domain.opening_hours import Hours, Opening, button_text, hours_text, moment_text
from quita.domain.queues import (
    HandoffBook,
    Queue,
    expected_wait,
    patience_ends,
    route,
    wait_text,
)

LOJA, BANCO = "11222333000181", "99101001000190"
BOOK = HandoffBook(
    queues=(
        Queue("geral", "Geral"),
        Queue("loja", "Loja", creditors=frozenset({LOJA})),
        Queue("fraude", "Fraude", reasons=frozenset({Reason.FRAUD})),
        Queue("leis", "Leis", reasons=frozenset({Reason.LEGAL_THREAT}), skills=frozenset({"lei"})),
        Queue("mundo", "Mundo", languages=frozenset({"es", "en"})),
    ),
    needs={Reason.LEGAL_THREAT: frozenset({"lei"}), Reason.LGPD: frozenset({"dados"})},
)
OFFICE = Hours((Opening((0, 1, 2, 3, 4), time(8), time(20)), Opening((5,), time(8), time(14))))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Give a moment of 2026 by the clock of São Paulo; 23/11 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=timezone(timedelta(hours=-3)))


@pytest.mark.parametrize(
    ("reason", "creditors", "language", "queue"),
    [
        (Reason.REQUESTED, [], "pt", "geral"),
        (Reason.REQUESTED, [LOJA], "pt", "loja"),
        (Reason.REQUESTED, [BANCO], "pt", "geral"),
        (Reason.REQUESTED, [LOJA, BANCO], "pt", "geral"),
        (Reason.FRAUD, [LOJA], "pt", "fraude"),
        (Reason.FRAUD, [], "es", "mundo"),
        (Reason.LEGAL_THREAT, [], "pt", "leis"),
        (Reason.LGPD, [], "pt", "geral"),
        (Reason.REQUESTED, [], "en", "mundo"),
        (Reason.REQUESTED, [], "fr", "geral"),
    ],
)
def test_a_handoff_goes_to_the_queue_that_names_most_of_it(
    reason: Reason, creditors: list[str], language: str, queue: str
) -> None:
    assert route(BOOK, reason, creditors, language).name == queue


def test_a_queue_that_is_gone_from_the_configuration_is_the_first_one() -> None:
    assert BOOK.queue("fraude").title == "Fraude"
    assert BOOK.queue("antiga").name == "geral"
    assert BOOK.knows("fraude") and not BOOK.knows("antiga")


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([], None),
        ([1, 1, 1, 1], None),
        ([1, 1, 1, 1, 1], 5),
        ([2, 4, 6, 8, 11], 15),
        ([1, 1, 1, 1, 1, 1, 1, 1, 60, 90], 60),
    ],
)
def test_the_expected_time_is_that_within_which_most_were_answered(
    minutes: list[int], expected: int | None
) -> None:
    waits = [timedelta(minutes=count) for count in minutes]
    assert expected_wait(waits) == (timedelta(minutes=expected) if expected else None)


@pytest.mark.parametrize(
    ("minutes", "text"), [(5, "5 minutos"), (60, "1 hora"), (90, "1h30"), (120, "2 horas")]
)
def test_a_time_of_waiting_is_written_as_people_say_it(minutes: int, text: str) -> None:
    assert wait_text(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(23, 8), at(23, 8)),
        (at(23, 7, 59), at(23, 8)),
        (at(23, 20), at(24, 8)),
        (at(28, 13), at(28, 13)),
        (at(28, 14), at(30, 8)),
        (at(24, 19, month=12), at(24, 19, month=12)),
        (at(25, 10, month=12), at(26, 8, month=12)),  # Christmas
    ],
)
def test_people_answer_again_at_the_next_opening(moment: datetime, opens: datetime) -> None:
    assert OFFICE.next_opening(moment) == opens
    assert OFFICE.is_open(moment) is (moment == opens)


def test_day_and_night_is_always_open_and_somebody_may_still_choose_an_hour() -> None:
    assert Hours().is_open(at(25, 3, month=12))
    choices = Hours().choices(at(23, 21), 2)
    assert choices == [at(24, 8), at(24, 11)]


def test_who_never_opens_promises_no_opening() -> None:
    assert Hours((Opening((), time(8), time(9)),)).next_opening(at(23, 8)) is None


def test_hours_to_choose_from_lie_within_the_opening_hours_and_ahead() -> None:
    choices = OFFICE.choices(at(27, 18, 30), 5)
    assert choices == [at(28, 8), at(28, 11), at(30, 8), at(30, 11), at(30, 14)]
    assert all(OFFICE.is_open(one) for one in choices)


def test_the_patience_of_a_queue_begins_when_it_opens() -> None:
    queue = Queue("q", "Q", hours=OFFICE, timeout=timedelta(minutes=20))
    assert patience_ends(queue, at(23, 10)) == at(23, 10, 20)
    assert patience_ends(queue, at(23, 21)) == at(24, 8, 20)
    assert patience_ends(Queue("q", "Q"), at(23, 10)) is None


def test_hours_and_moments_are_written_as_people_say_them() -> None:
    written = "de segunda a sexta, das 8h às 20h; sábado, das 8h às 14h"
    assert hours_text(OFFICE) == written
    assert hours_text(Hours()) == "todos os dias, 24 horas"
    assert moment_text(at(23, 14, 30), at(23, 9)) == "hoje às 14h30"
    assert moment_text(at(24, 9), at(23, 9)) == "amanhã às 9h"
    assert moment_text(at(30, 9), at(23, 9)) == "segunda, 30/11, às 9h"
    assert button_text(at(30, 9, 30)) == "seg 30/11 às 9h30"


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("às 14h", None, at(23, 14)),
        ("14:30", None, at(23, 14, 30)),
        ("9h", None, at(24, 9)),
        ("amanhã às 10 horas", date(2026, 11, 24), at(24, 10)),
        ("as 3 da tarde", None, at(23, 15)),
        ("10h da manhã", None, at(24, 10)),
        ("meio-dia", None, at(23, 12)),
        ("às 7 da noite", None, at(23, 19)),
        ("quero 10", None, None),
        ("10x de 50", None, None),
        ("às 10x", None, None),
        ("amanhã", date(2026, 11, 24), None),
        ("pago 1400", None, None),
    ],
)
def test_an_hour_is_read_out_of_what_was_typed(
    text: str, day: date | None, moment: datetime | None
) -> None:
    assert typed_time(text, day, at(23, 11)) == moment


def test_a_button_says_its_moment_and_nothing_else_does() -> None:
    assert pressed_time(press(at(23, 14))) == at(23, 14)
    for text in ("14h", "/callback#", "/callback#x", "/callback#2026-11-23T14:00:00"):
        assert pressed_time(text) is None
