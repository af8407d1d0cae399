"""Tests of who answers a conversation, and of how long a proof of identity lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from quita.domain.conversation import (
    Channel,
    Conversation,
    Owner,
    check_move,
    verified_until,
)
from quita.domain.errors import NotAllowed

NOON = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)
PLAIN = Conversation(
    id="c",
    channel=Channel.WHATSAPP,
    address="5551981234567",
    address_id="a",
    protocol="2026112300000001",
    owner=Owner.BOT,
    opened_at=NOON,
    last_inbound_at=NOON,
)
ALLOWED = {
    (Owner.BOT, Owner.QUEUED),
    (Owner.BOT, Owner.CLOSED),
    (Owner.QUEUED, Owner.HUMAN),
    (Owner.QUEUED, Owner.BOT),
    (Owner.QUEUED, Owner.CLOSED),
    (Owner.HUMAN, Owner.BOT),
    (Owner.HUMAN, Owner.QUEUED),
    (Owner.HUMAN, Owner.HUMAN),
    (Owner.HUMAN, Owner.CLOSED),
}


@pytest.mark.parametrize("now", Owner)
@pytest.mark.parametrize("then", Owner)
def test_only_these_changes_of_owner_happen(now: Owner, then: Owner) -> None:
    if (now, then) in ALLOWED:
        check_move(now, then)
        return
    with pytest.raises(NotAllowed, match=f"{now.value} to {then.value}"):
        check_move(now, then)


@pytest.mark.parametrize(
    ("person", "until", "verified"),
    [
        ("maria", NOON + MINUTE, True),
        ("maria", NOON, False),
        ("maria", NOON - MINUTE, False),
        ("maria", None, False),
        (None, NOON + MINUTE, False),
    ],
)
def test_identity_is_proven_for_a_person_until_a_moment(
    person: str | None, until: datetime | None, verified: bool
) -> None:
    assert replace(PLAIN, person_id=person, verified_until=until).verified(NOON) is verified


@pytest.mark.parametrize(
    ("current", "message_at", "until"),
    [
        (None, NOON, None),
        (NOON + MINUTE, NOON, NOON + 30 * MINUTE),
        (NOON + 30 * MINUTE, NOON, NOON + 30 * MINUTE),
        (NOON + 45 * MINUTE, NOON, NOON + 45 * MINUTE),
        (NOON, NOON, None),
        (NOON - MINUTE, NOON, None),
    ],
)
def test_a_message_carries_a_proof_on_for_half_an_hour_unless_it_had_lapsed(
    current: datetime | None, message_at: datetime, until: datetime | None
) -> None:
    assert verified_until(current, message_at) == until
