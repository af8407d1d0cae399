"""What the agents' desk keeps and reads: sessions, the list, notes, drafts, approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from quita.domain.conversation import Conversation


@dataclass(frozen=True)
class DeskSession:
    """A signed-in browser; `passed` is False while the second factor is awaited."""

    user_id: str
    expires_at: datetime
    passed: bool


@dataclass(frozen=True)
class Profile:
    """What the desk knows of a user besides login and role.

    Attributes:
        totp_secret: of the second factor, where there is one. totp_counter: of the last code.
        capacity: conversations at once. available: whether new ones may be given to them.
    """

    user_id: str
    totp_secret: str | None = None
    totp_counter: int | None = None
    capacity: int = 6
    available: bool = True
    seen_at: datetime | None = None


@dataclass(frozen=True)
class ListQuery:
    """Which conversations a list shows; what is None leaves all.

    Attributes:
        tray: waiting, mine, others, snoozed, mentions, approvals, bot, closed or open.
        reasons: of the handoff, any of them. found: ids, where something was searched for.
    """

    tray: str
    user_id: str
    now: datetime
    reasons: tuple[str, ...] = ()
    channel: str | None = None
    label: str | None = None
    found: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Listed:
    """A conversation in the list, with what its row shows.

    `promised_at` is an hour at which an answer was promised, that has come and is not kept yet.
    """

    conversation: Conversation
    last_text: str | None = None
    labels: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    asking: bool = False  # a wish waits for a supervisor
    promised_at: datetime | None = None


@dataclass(frozen=True)
class Counts:
    """How many conversations lie where."""

    waiting: int = 0
    held: int = 0
    by_agent: Mapping[str, int] = field(default_factory=dict)
    by_reason: Mapping[str, int] = field(default_factory=dict)
    snoozed: Mapping[str, int] = field(default_factory=dict)  # by who sent them to sleep
    approvals: int = 0  # conversations in which a wish waits for a supervisor


@dataclass(frozen=True)
class Change:
    """Something happened in a conversation; `seq` is the order in which it was written."""

    seq: int
    conversation_id: str
    kind: str


@dataclass(frozen=True)
class Note:
    """A private note; the debtor never sees it."""

    id: str
    conversation_id: str
    author_id: str
    text: str
    at: datetime


@dataclass(frozen=True)
class SavedView:
    """A filter under a name."""

    id: str
    name: str
    query: str


@dataclass(frozen=True)
class Presence:
    """Somebody looks at a conversation, or types in it."""

    user_id: str
    doing: str
    at: datetime


@dataclass(frozen=True)
class Approval:
    """A wish beyond an agent's authority that waits for a supervisor; amounts as text of reais."""

    id: str
    conversation_id: str
    debt_id: str
    asked_by: str
    asked_at: datetime
    wish: Mapping[str, Any]
    why: str
    state: str = "waiting"
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None
    offer_id: str | None = None


class DeskAccess(Protocol):
    """Sessions, profiles, attempts to sign in."""

    def open_session(self, key: str, session: DeskSession, at: datetime) -> None: ...

    def session(self, key: str) -> DeskSession | None: ...

    def pass_session(self, key: str) -> None:
        """Note that the second factor was given."""

    def end_session(self, key: str) -> None: ...

    def end_sessions_of(self, user_id: str, but: str | None = None) -> None:
        """End the sessions of a user, all or all but one."""

    def profile(self, user_id: str) -> Profile: ...

    def save_profile(self, profile: Profile) -> None: ...

    def seen(self, user_id: str, at: datetime) -> None: ...

    def attempt(self, login: str, at: datetime, since: datetime) -> int:
        """Count an attempt of a login, and give how many came before it since then."""

    def forget_attempts(self, login: str) -> None: ...


class DeskList(Protocol):
    """The list of conversations, and what changed."""

    def page(self, query: ListQuery, limit: int, after: str | None = None) -> list[Listed]:
        """Give a page in the list's order, from behind the conversation `after` on."""

    def row(self, conversation_id: str) -> Listed | None: ...

    def counts(self, now: datetime) -> Counts: ...

    def of_person(self, person_id: str) -> list[Conversation]:
        """Give a person's conversations over all channels, newest first."""

    def opened_since(self, since: datetime) -> list[tuple[str, datetime]]:
        """Give the ids of conversations opened since then, with when."""

    def agent_messages_since(self, since: datetime) -> list[tuple[str, datetime]]:
        """Give the conversation and time of each message of an agent, in order."""

    def find(self, words: str, limit: int) -> list[str]:
        """Give ids of conversations by protocol, phone, CPF, label or a name among the open."""

    def changes(self, after: int, limit: int) -> list[Change]: ...

    def last_change(self) -> int: ...

    def changed(self, conversation_id: str, kind: str) -> None: ...

    def prune_changes(self, keep: int) -> None: ...


class DeskNotes(Protocol):
    """What agents write beside a conversation, and how they arrange their work."""

    def add_note(self, note: Note, mentioned: Sequence[str]) -> None: ...

    def notes(self, conversation_id: str) -> list[Note]: ...

    def unseen_mentions(self, user_id: str) -> int: ...

    def see_mentions(self, user_id: str, conversation_id: str, at: datetime) -> None: ...

    def add_label(self, conversation_id: str, label: str) -> None: ...

    def drop_label(self, conversation_id: str, label: str) -> None: ...

    def labels(self, conversation_id: str) -> list[str]: ...

    def known_labels(self) -> list[str]: ...

    def snooze(self, conversation_id: str, user_id: str, at: datetime, until: datetime) -> None: ...

    def snoozed_until(self, conversation_id: str) -> datetime | None: ...

    def wake(self, conversation_id: str) -> None: ...

    def due_snoozes(self, now: datetime) -> list[str]: ...

    def save_draft(self, user_id: str, conversation_id: str, text: str, at: datetime) -> None:
        """Keep a draft; an empty one is dropped."""

    def draft(self, user_id: str, conversation_id: str) -> str: ...

    def save_view(self, user_id: str, view: SavedView) -> None: ...

    def drop_view(self, user_id: str, view_id: str) -> None: ...

    def views(self, user_id: str) -> list[SavedView]: ...

    def present(self, user_id: str, conversation_id: str, doing: str, at: datetime) -> bool:
        """Note what somebody does; say whether it is news."""

    def presences(self, conversation_id: str, since: datetime) -> list[Presence]: ...


class Approvals(Protocol):
    """Wishes that wait for a supervisor, and verdicts on cases."""

    def ask(self, approval: Approval) -> None: ...

    def get(self, approval_id: str) -> Approval | None: ...

    def of_conversation(self, conversation_id: str) -> list[Approval]: ...

    def decide(self, approval: Approval) -> None: ...

    def judge(self, case_id: str, outcome: str, user_id: str, at: datetime, note: str) -> bool:
        """Note a verdict on a case, once; say whether it was the first."""

    def verdict(self, case_id: str) -> str | None: ...
