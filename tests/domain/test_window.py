"""The 24-hour window: when free words may be sent."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from quita.domain.conversation import Channel
from quita.domain.errors import WindowClosed
from quita.domain.window import Window, message_ends

HEARD = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
WINDOW = Window(Channel.WHATSAPP, HEARD)


def test_a_window_stays_open_for_a_day_after_the_last_word() -> None:
    assert WINDOW.closes_at == HEARD + timedelta(hours=24)
    assert WINDOW.left(HEARD + timedelta(hours=23)) == timedelta(hours=1)
    WINDOW.check("text", HEARD + timedelta(hours=23, minutes=58))


def test_in_its_last_minute_it_counts_as_closed() -> None:
    assert not WINDOW.open(HEARD + timedelta(hours=23, minutes=59))


def test_free_words_are_refused_with_a_reason_once_it_is_closed() -> None:
    with pytest.raises(WindowClosed, match="closed since 2026-11-24 15:00 UTC: only a template"):
        WINDOW.check("text", HEARD + timedelta(hours=25))


def test_a_template_passes_a_closed_window() -> None:
    WINDOW.check("template", HEARD + timedelta(days=30))


def test_somebody_who_never_wrote_has_no_open_window() -> None:
    with pytest.raises(WindowClosed, match="never opened"):
        Window(Channel.WHATSAPP, None).check("text", HEARD)
    assert Window(Channel.WHATSAPP, None).left(HEARD) == timedelta(0)


def test_the_web_chat_knows_no_window() -> None:
    web = Window(Channel.SMS_LINK, None)
    assert web.open(HEARD) and web.left(HEARD) is None and web.closes_at is None


def test_free_words_may_leave_until_their_window_closes_and_a_template_for_three_days() -> None:
    made = HEARD + timedelta(hours=1)
    closed = HEARD + timedelta(hours=23, minutes=59)
    assert message_ends(Channel.WHATSAPP, "text", HEARD, made) == closed
    assert message_ends(Channel.WHATSAPP, "template", HEARD, made) == made + timedelta(days=3)
    assert message_ends(Channel.SMS_LINK, "text", HEARD, made) is None
