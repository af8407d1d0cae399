"""The web chat: sessions of browsers, what they write, and what they saw.

A session is one browser's, whoever sits before it: what it wrote stands under its own address, and
a link says only whom to ask for. Identity is checked as everywhere else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from quita.domain.conversation import Channel
from quita.domain.errors import InvalidInput
from quita.domain.links import LinkState, Step
from quita.domain.records import AddressKind, InboundDraft, OutboxState
from quita.domain.web_chat import LASTS, MAX_TEXT, WebSession
from quita.services.inbox import Inbox
from quita.services.links import SOURCE, Links
from quita.services.ports import Clock, NewId, UnitOfWorkFactory
from quita.services.ports.web_feed import Shown, WebFeed

TOKEN_BYTES = 32  # 256 bits
PROLONGED_AFTER = timedelta(hours=1)  # so that not every request writes
HISTORY = 200  # messages on a screen that is opened anew
CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Begun:
    """A session that was begun or found; `token` is given to the browser where it is new."""

    session: WebSession
    token: str | None = None


class WebChat:
    """What browsers do."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        inbox: Inbox,
        links: Links,
        feed: WebFeed,
    ) -> None:
        """Wire the ports and services."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._inbox, self._links, self.feed = inbox, links, feed

    def begin(self, code: str | None, token: str | None) -> Begun | None:
        """Open the chat by a link, or without one; None where the link is no good.

        A browser that has a session goes on with it, unless it came by somebody else's link: that
        is another person's conversation, and begins afresh.
        """
        now = self._clock()
        with self._uow() as tx:
            link, state = self._links.look(tx, code) if code else (None, LinkState.UNKNOWN)
            if code and (link is None or state is not LinkState.OPEN):
                return None
            if link is not None:
                tx.links.note(link.id, Step.CHAT, now)
            known = tx.web_sessions.by_token(token) if token else None
            if known is not None and known.alive(now):
                if link is None or link.person_id == known.person_id:
                    return Begun(known)
                tx.web_sessions.end(known.id, now)
            session_id, fresh = self._new_id(), secrets.token_urlsafe(TOKEN_BYTES)
            address_id = tx.people.ensure_address(AddressKind.WEB, session_id)
            person_id = link.person_id if link else None
            session = WebSession(
                session_id, address_id, now, now + LASTS, link.id if link else None, person_id
            )
            tx.web_sessions.add(session, fresh)
            if person_id is not None:
                tx.people.link(person_id, address_id, SOURCE)
            return Begun(session, fresh)

    def session(self, token: str | None) -> WebSession | None:
        """Give the session of a cookie while it lasts."""
        if not token:
            return None
        now = self._clock()
        with self._uow() as tx:
            session = tx.web_sessions.by_token(token)
            if session is None or not session.alive(now):
                return None
            if now + LASTS - session.expires_at > PROLONGED_AFTER:
                tx.web_sessions.seen(session.id, now, now + LASTS)
            return session

    def leave(self, session: WebSession) -> None:
        """End a session: whoever uses this browser next sees nothing of it."""
        with self._uow() as tx:
            now = self._clock()
            tx.web_sessions.end(session.id, now)
            for conversation_id in tx.web_sessions.conversations(session.address_id):
                tx.conversations.set_verified(conversation_id, None, None)

    def write(self, session: WebSession, client_id: str, text: str) -> int:
        """Store a text; 1 where it was new, 0 where the browser sent it again.

        Raises:
            InvalidInput: nothing is said, it is too long, or the id is none.
        """
        said = _UNPRINTABLE.sub("", text).strip()
        if not 0 < len(said) <= MAX_TEXT:
            raise InvalidInput(f"a message has 1 to {MAX_TEXT} characters")
        return self._receive(session, client_id, kind="text", text=said)

    def press(self, session: WebSession, client_id: str, message_id: str, choice: str) -> int:
        """Store the press of a button or row that this browser was shown.

        Raises:
            InvalidInput: no message of this session holds such a choice.
        """
        shown = self.feed.sent_to(session.address_id, [message_id])
        titles = dict(choices_of(shown[0].payload)) if shown else {}
        if choice not in titles:
            raise InvalidInput("no such choice")
        kind = "list_reply" if shown[0].payload.get("rows") else "button_reply"
        return self._receive(session, client_id, kind=kind, text=titles[choice], payload_id=choice)

    def history(self, session: WebSession) -> list[Shown]:
        """Give what stands on the screen when it is opened."""
        return self.feed.history(session.address_id, HISTORY)

    def saw(self, session: WebSession, message_ids: Iterable[str], *, read: bool) -> int:
        """Note what reached the screen, and whether somebody looked at it; give how many."""
        state = OutboxState.READ if read else OutboxState.DELIVERED
        ours = self.feed.sent_to(session.address_id, message_ids)
        with self._uow() as tx:
            for one in ours:
                tx.outbox.advance(state, external_id=one.id, message_id=one.id, error=None)
        return len(ours)

    def _receive(self, session: WebSession, client_id: str, **content: Any) -> int:
        if not CLIENT_ID.fullmatch(client_id):
            raise InvalidInput("a message needs an id of its own")
        return self._inbox.receive([draft_of(session, client_id, self._clock(), **content)])


def draft_of(session: WebSession, client_id: str, at: datetime, **content: Any) -> InboundDraft:
    """Give a message of a browser in the core's words."""
    return InboundDraft(
        channel=Channel.SMS_LINK,
        external_id=f"{session.id}:{client_id}",
        address_kind=AddressKind.WEB,
        address_value=session.id,
        reply_to=session.id,
        sent_at=at,
        **content,
    )


def choices_of(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the id and the title of everything in a message that can be pressed."""
    options = [*(payload.get("buttons") or ()), *(payload.get("rows") or ())]
    return [(str(one["id"]), str(one["title"])) for one in options]
