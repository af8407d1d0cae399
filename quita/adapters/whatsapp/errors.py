"""Meta's error codes, grouped by what to do about them.

Source: Meta, "WhatsApp Cloud API error codes" and "Graph API: handling errors" (read 2026-05).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

SECONDS_A_DAY = 24 * 60 * 60
PAIR_RATE_LIMIT = 131056
"""Too many messages to one person: wait 4^n seconds after the n-th attempt."""

NOT_BEFORE_24H = 131049
"""Held back "to maintain healthy ecosystem engagement" (a cap of marketing a person)."""

UNREACHABLE = 131026
"""Not on WhatsApp, or cannot receive: use another channel."""

WINDOW_CLOSED = 131047
"""More than 24 hours since the person wrote: only a template may be sent."""

OPTED_OUT = 131050
"""The person stopped marketing messages of ours."""

TEMPLATE_STATUS: Mapping[int, str] = {132015: "PAUSED", 132016: "DISABLED"}
"""What a refusal of a template says of all messages that use it."""

_LONGEST_BACKOFF_SECONDS = 3600
_LONGEST_OUTAGE_PAUSE_SECONDS = 30
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_UNAUTHORIZED = (401, 403)
_REQUEST_TIMEOUT = 408


class Action(str, Enum):
    """What a refusal asks for."""

    RETRY = "retry"
    """Back off and try again."""

    RETRY_AFTER_24H = "retry_after_24h"
    """Not before a day has passed."""

    STOP_RECIPIENT = "stop_recipient"
    """Nothing more to this person in this way: another channel, or a template."""

    STOP_ALL = "stop_all"
    """Nothing more to anybody until somebody has looked: alert."""

    OURS = "ours"
    """The message is wrong: sending it again does not help; somebody mends it."""


_CODES: dict[Action, frozenset[int]] = {
    Action.RETRY: frozenset({2, 4, 80007, 130429, 131000, 131016, PAIR_RATE_LIMIT, 131057, 133004}),
    Action.RETRY_AFTER_24H: frozenset({NOT_BEFORE_24H}),
    # 131026 not on WhatsApp or cannot receive, 131047 window closed (template only), 131050 opted
    # out, 130472 in an experiment of Meta's, 131021 to ourselves.
    Action.STOP_RECIPIENT: frozenset({131026, 131047, 131050, 130472, 131021}),
    Action.STOP_ALL: frozenset(
        {0, 3, 10, 190, 131005, 368, 131031, 130497, 131042, 131045, 133010, 131048}
        | set(range(200, 300))  # permissions
    ),
    Action.OURS: frozenset(
        {100, 131008, 131009, 131051, 131053, 132000, 132001, 132005, 132007, 132012}
        | set(TEMPLATE_STATUS)
    ),
}
_ACTIONS = {code: action for action, codes in _CODES.items() for code in codes}


def classify(code: int | None, http_status: int | None) -> Action:
    """Says what to do; a known code speaks before the HTTP status.

    An unknown code goes by the status: 429, 408 and 5xx are RETRY, 401 and 403 STOP_ALL, and
    everything else OURS (somebody looks, nobody is written to twice). With neither code nor
    status, as after a timeout, RETRY.
    """
    if code is not None and code in _ACTIONS:
        return _ACTIONS[code]
    if http_status is None:
        return Action.RETRY if code is None else Action.OURS
    if http_status in (_TOO_MANY_REQUESTS, _REQUEST_TIMEOUT) or http_status >= _SERVER_ERROR:
        return Action.RETRY
    return Action.STOP_ALL if http_status in _UNAUTHORIZED else Action.OURS


def of_message_alone(action: Action, code: int | None) -> bool:
    """Says whether a refusal is about one message or person, so that token and number work.

    A RETRY says nothing of them (an outage, a limit of the whole account), but for the limit of a
    pair.
    """
    return action not in (Action.STOP_ALL, Action.RETRY) or code == PAIR_RATE_LIMIT


def backoff(attempt: int, code: int | None) -> int:
    """Seconds to wait after the attempt (from 1) that ended with the code.

    4^n for the pair rate limit, as Meta asks; a day where Meta names a day; else 2^n. At most an
    hour, but for the day; half a minute where nobody answered, for an outage says nothing of the
    message. Jitter is the caller's: this is pure.
    """
    if code == NOT_BEFORE_24H:
        return SECONDS_A_DAY
    if code is None:
        return min(int(2 ** min(max(attempt, 0), 12)), _LONGEST_OUTAGE_PAUSE_SECONDS)
    base = 4 if code == PAIR_RATE_LIMIT else 2
    # 2^12 is over the hour: a larger exponent would only build a huge number.
    return min(int(base ** min(max(attempt, 0), 12)), _LONGEST_BACKOFF_SECONDS)
