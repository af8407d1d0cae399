"""The commands of links, and the link of the demonstration."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from quita.bootstrap import Container, build
from quita.cli import main
from quita.cli.data import demo_link, load_demo
from quita.cli.links import when, why
from quita.domain.links import LASTS
from quita.domain.records import OutboxState
from quita.domain.sms import SmsReason
from tests.conftest import FakeClock

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> Container:
    monkeypatch.setenv("QUITA_VAR", str(tmp_path))
    monkeypatch.delenv("QUITA_DATABASE_URL", raising=False)
    monkeypatch.setenv("QUITA_SECRET_KEY", "a secret for tests only")
    assert main(["migrate"]) == 0
    return build(clock=clock)


def test_the_link_of_the_demonstration_comes_on_a_sunday_night_each_time(
    core: Container, clock: FakeClock
) -> None:
    clock.now = SUNDAY_NIGHT
    load_demo(core)
    for _ in range(2):
        code = demo_link(core).rpartition("/")[2]
        [sms] = core.sms.messages(core.links.show(code)[0].link.id)
        assert (sms.reason, sms.next_at) == (SmsReason.REQUESTED, SUNDAY_NIGHT)


def test_whoever_sends_is_told_when_it_leaves_and_why_it_waits(
    core: Container, clock: FakeClock
) -> None:
    clock.now = SUNDAY_NIGHT
    load_demo(core)
    phone = "+5551981234567"
    found = core.links.show(demo_link(core).rpartition("/")[2])[0].link.person_id
    sent = core.sms.send_link_to(found, phone, "test", LASTS, SmsReason.STARTED)
    assert when(sent).endswith("(hours)") and "23/11/2026" in when(sent)
    [waiting] = core.sms.messages(sent.made.link.id)
    assert waiting.state is OutboxState.QUEUED
    assert why(waiting).startswith(" (not now: hours, até 23/11/2026")
