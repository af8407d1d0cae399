"""The promises of a case as agents see them: payments only once identity is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quita.domain.business_days import local_day
from quita.domain.handoff_records import Callback
from quita.domain.promises import Promise, in_order, of_callback, of_payment
from quita.domain.records import Agreement
from quita.services.ports import UnitOfWork
from quita.services.waiting import FURTHEST

SHOWN = 12
READ = 40  # hours, the latest


@dataclass(frozen=True)
class Promises:
    """The promises that stand first, and how many more there are."""

    shown: Sequence[Promise]
    more: int


def promises_of(
    tx: UnitOfWork, conversation_ids: Sequence[str], agreements: Sequence[Agreement], now: datetime
) -> Promises:
    """Give the promises of conversations and of their person's agreements.

    While identity is not proven there are no `agreements`, and one conversation: its hours tell
    nothing of a debt.
    """
    day = local_day(now)
    payments = [
        of_payment(item, agreement.state, day)
        for agreement in agreements
        for item in agreement.installments
    ]
    ordered = in_order([*payments, *_hours(tx, conversation_ids, now)])
    return Promises(ordered[:SHOWN], max(0, len(ordered) - SHOWN))


def _hours(tx: UnitOfWork, conversation_ids: Sequence[str], now: datetime) -> list[Promise]:
    found: dict[str, list[Callback]] = {}
    for _, hour in tx.timeline.promised(conversation_ids, now + FURTHEST, None, READ):
        found.setdefault(hour.conversation_id, []).append(hour)
    return [one for chat, hours in found.items() for one in _of_one(tx, chat, hours)]


def _of_one(tx: UnitOfWork, conversation_id: str, found: Sequence[Callback]) -> list[Promise]:
    late = [one.timed_out_at for one in tx.handoffs.of_conversation(conversation_id)]
    hours = sorted(found, key=_made)
    following = [*(one.made_at for one in hours[1:]), None]
    return [
        of_callback(hour, [at for at in late if at and (until is None or at <= until)])
        for hour, until in zip(hours, following, strict=True)
    ]


def _made(hour: Callback) -> tuple[datetime, datetime]:
    return hour.made_at, hour.due_at
