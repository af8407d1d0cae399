"""Our keys of charges at the bank: always the same for the same charge, and saying which kind.

A bank keeps immediate charges, charges with a due date and recurring ones apart (`/cob`, `/cobv`,
`/cobr`), so whoever holds only a key must know where to ask. API Pix 2.9: 26 to 35 letters and
digits.
"""

from __future__ import annotations

import hashlib
from typing import Literal

ChargeKind = Literal["cob", "cobv", "cobr"]
_MARKS: dict[ChargeKind, str] = {"cob": "", "cobv": "v", "cobr": "r"}  # no hex digits
_SIZE = 32


def charge_txid(charge_id: str, kind: ChargeKind = "cob") -> str:
    """Give a charge's key: 32 letters and digits.

    >>> charge_txid("1", "cobv")[0], len(charge_txid("1", "cobv")), txid_kind(charge_txid("1"))
    ('v', 32, 'cob')
    """
    digest = hashlib.sha256(f"pix:{charge_id}".encode()).hexdigest()
    return (_MARKS[kind] + digest)[:_SIZE]


def txid_kind(txid: str) -> ChargeKind:
    """Say where the bank keeps the charge of a key."""
    return next((kind for kind, mark in _MARKS.items() if mark and txid.startswith(mark)), "cob")
