"""What must hold after a storm, read from the database and from what the Graph API was handed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from benchmarks.storm_meta import StormMeta, Taken
from benchmarks.storm_plan import Posting
from quita.adapters.database.schema import inbound_messages, outbox, turns
from quita.adapters.whatsapp import limits
from quita.cli.whole.records import Records
from quita.domain.records import OutboxState

ARRIVED = {OutboxState.SENT.value, OutboxState.DELIVERED.value, OutboxState.READ.value}


@dataclass(frozen=True)
class Check:
    """One thing that must hold; `found` says what was seen."""

    what: str
    holds: bool
    found: str


def checks(
    postings: Sequence[Posting], meta: StormMeta, records: Records, kills: int
) -> list[Check]:
    """Give every check."""
    received = records.rows(_received())
    replies = records.rows(select(outbox).order_by(outbox.c.seq))
    wanted = {posting.wamid for posting in postings}
    stored = Counter(row.external_id for row in received if row.external_id in wanted)
    unfinished = sum(row.finished_at is None for row in received)
    overtaken = _overtaken(received)
    handed = Counter(taken.callback for taken in meta.taken)
    lost = [row.id for row in replies if row.state not in ARRIVED]
    doubled = sum(count - 1 for count in handed.values())
    needless = _needless(meta.taken, meta.reported)
    known = {row.id for row in replies}
    strangers = [one for one in handed if one.partition("#")[0] not in known]
    disorder = _out_of_order(meta.taken, {row.id: row.seq for row in replies})
    fastest, pair = _fastest_second(meta.taken), _pair_debt(meta.taken)
    per_second = limits.MESSAGES_PER_SECOND
    return [
        _check("every message stored once", set(stored) == wanted and max(stored.values()) == 1,
               f"{len(stored)} of {len(wanted)}, {sum(stored.values())} rows"),
        _check("every message processed", not unfinished, f"{unfinished} unfinished"),
        _check("in order within its conversation", not overtaken, f"{overtaken} overtaken"),
        _check("every reply handed to Meta", not lost, f"{len(replies)} replies, {len(lost)} not"),
        _check(f"at most {kills} handed twice", doubled <= kills, f"{doubled} twice"),
        _check("none again once its status was taken", not needless, f"{needless} again"),
        _check("nothing that was never written", not strangers, f"{len(strangers)}"),
        _check("replies in order", not disorder, f"{disorder} out of order"),
        _check(f"at most {per_second} in any second", fastest <= per_second, f"{fastest}"),
        _check("pair limit kept", pair <= limits.PAIR_BURST, f"at most {pair:.1f} of 45"),
    ]  # fmt: skip


def _check(what: str, holds: bool, found: str) -> Check:
    return Check(what, holds, found)


def _received() -> Any:
    return select(inbound_messages, turns.c.frozen_at, turns.c.finished_at).join_from(
        inbound_messages, turns, isouter=True
    )


def _overtaken(received: Sequence[Any]) -> int:
    """Count messages answered after a later one, though they were there when it was taken."""
    chats: defaultdict[str, list[Any]] = defaultdict(list)
    for row in received:
        chats[row.conversation_id].append(row)
    count = 0
    for rows in chats.values():
        rows.sort(key=lambda row: (row.sent_at, row.seq))
        for place, row in enumerate(rows):
            count += any(
                later.frozen_at < row.frozen_at and row.received_at < later.frozen_at
                for later in rows[place + 1 :]
                if later.frozen_at is not None and row.frozen_at is not None
            )
    return count


def _needless(taken: Sequence[Taken], reported: dict[str, float]) -> int:
    """Count hand-overs of what a status, which was taken before, had told to be there."""
    return sum(one.at > reported.get(one.callback, one.at) for one in taken)


def _out_of_order(taken: Sequence[Taken], seqs: dict[str, int]) -> int:
    """Count first hand-overs of a message after a later one of the same person."""
    last: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    count = 0
    for one in taken:
        if one.callback in seen:
            continue
        seen.add(one.callback)
        message, _, piece = one.callback.partition("#")
        place = (seqs.get(message, 0), int(piece or 1))
        count += place < last.get(one.phone, (0, 0))
        last[one.phone] = max(place, last.get(one.phone, (0, 0)))
    return count


def _fastest_second(taken: Sequence[Taken]) -> int:
    """Give the largest number of messages within any second."""
    times = sorted(one.at for one in taken)
    most = first = 0
    for place, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        most = max(most, place - first + 1)
    return most


def _pair_debt(taken: Sequence[Taken]) -> float:
    """Give the fullest that any person's bucket became, which must stay within the burst."""
    debt: dict[str, tuple[float, float]] = {}
    most = 0.0
    for one in taken:
        used, at = debt.get(one.phone, (0.0, one.at))
        used = max(used - (one.at - at) / limits.PAIR_SECONDS, 0.0) + 1
        debt[one.phone] = (used, one.at)
        most = max(most, used)
    return most
