"""The contact governor: may the company start a message to somebody now, and if not, when.

One door for everything that the company starts: reminders, news of a payment, campaigns. What
answers a person who writes is never asked here: an answer is always allowed.
"""

from quita.domain.contact_policy.governor import RULES, may_contact
from quita.domain.contact_policy.values import (
    Asked,
    Caps,
    Known,
    Permission,
    Purpose,
    Refusal,
    Silence,
    Verdict,
)

__all__ = [
    "RULES",
    "Asked",
    "Caps",
    "Known",
    "Permission",
    "Purpose",
    "Refusal",
    "Silence",
    "Verdict",
    "may_contact",
]
