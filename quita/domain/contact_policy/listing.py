"""Reads São Paulo's "Não Me Ligue" list: a phone a line, other columns after it ignored."""

from __future__ import annotations

import re

from quita.domain.contact_policy.rules import DO_NOT_DISTURB_STATE
from quita.domain.contact_policy.states import state_of
from quita.domain.phone import canonical

_FIRST_COLUMN = re.compile(r'\A\s*"?([^;,\t"]*)')


def read_list(text: str) -> tuple[list[str], list[int]]:
    """Give the phones in E.164, and the numbers of lines that hold none of São Paulo's.

    The header and empty lines are passed over; a list has area codes 11 to 19 alone.
    """
    phones, left_out = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _FIRST_COLUMN.match(line)
        cell = found[1].strip() if found else ""
        if not cell or (number == 1 and not any(char.isdigit() for char in cell)):
            continue
        phone = canonical(cell)
        if phone is not None and state_of(phone) == DO_NOT_DISTURB_STATE:
            phones.append(phone)
        else:
            left_out.append(number)
    return phones, left_out
