"""What each role may do at the desk: one table, asked before anything happens (LGPD art. 6 III).

A role has only what its work needs; nobody has everything by being senior.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from quita.domain.records import User


class Permission(str, Enum):
    """One thing that somebody may do."""

    READ = "read"  # conversations that wait for a person or are with one
    READ_ALONG = "read_along"  # also those of the bot and those that ended
    ANSWER = "answer"  # claim, answer, hand back, end
    TRANSFER = "transfer"  # one's own conversation, to a person or to the queue
    TAKE_OVER = "take_over"  # somebody else's conversation
    REASSIGN = "reassign"  # somebody else's conversation to a third person
    ANNOTATE = "annotate"  # notes, labels, snoozes
    UNMASK = "unmask"  # see a CPF whole, with a reason that is kept
    IDENTIFY = "identify"  # run the identity check
    NEGOTIATE = "negotiate"  # offers, agreements, charges within one's authority
    REGISTER = "register"  # disputes, fraud, deaths, wrong numbers
    ATTACH = "attach"  # a receipt that came another way than by the chat
    JUDGE_RECEIPT = "judge_receipt"
    SEND_LINK = "send_link"  # an SMS with a link, through the contact governor
    APPROVE = "approve"  # what is beyond an agent's authority
    SEE_FIGURES = "see_figures"
    AUDIT = "audit"  # who did what
    MANAGE_USERS = "manage_users"
    WRITE_CONTENT = "write_content"  # what the assistant says


_AGENT = frozenset(
    {
        Permission.READ,
        Permission.ANSWER,
        Permission.TRANSFER,
        Permission.ANNOTATE,
        Permission.UNMASK,
        Permission.IDENTIFY,
        Permission.NEGOTIATE,
        Permission.REGISTER,
        Permission.ATTACH,
        Permission.JUDGE_RECEIPT,
        Permission.SEND_LINK,
    }
)
_SUPERVISOR = _AGENT | {
    Permission.READ_ALONG,
    Permission.TAKE_OVER,
    Permission.REASSIGN,
    Permission.APPROVE,
    Permission.SEE_FIGURES,
}
GRANTED: Mapping[str, frozenset[Permission]] = {
    "agent": _AGENT,
    "supervisor": _SUPERVISOR,
    "designer": frozenset({Permission.WRITE_CONTENT}),
    "auditor": frozenset(
        {Permission.READ, Permission.READ_ALONG, Permission.AUDIT, Permission.SEE_FIGURES}
    ),
    "admin": _SUPERVISOR | {Permission.MANAGE_USERS, Permission.AUDIT},
}


def answers(user: User) -> bool:
    """Say whether a user may have conversations: active, and of a role that answers."""
    return user.active and may(user.role, Permission.ANSWER)


def may(role: str, permission: Permission) -> bool:
    """Say whether a role may; an unknown role may nothing.

    >>> may("agent", Permission.TAKE_OVER), may("supervisor", Permission.TAKE_OVER)
    (False, True)
    """
    return permission in GRANTED.get(role, frozenset())
