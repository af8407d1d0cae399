"""What is said: conversations, messages in and out, events, and the phrases themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.events import Event
from quita.domain.records import (
    InboundDraft,
    InboundMessage,
    OutboxMessage,
    OutboxState,
    Payload,
    StatusNews,
    Turn,
)
from quita.domain.starting import Started


class Conversations(Protocol):
    """Conversations: owner, lease, identity."""

    def open_at(self, channel: Channel, address_id: str) -> Conversation | None:
        """Give the conversation of an address that is not closed."""

    def add(self, conversation: Conversation) -> None: ...

    def get(self, conversation_id: str) -> Conversation | None: ...

    def by_protocol(self, protocol: str) -> Conversation | None:
        """Give the conversation of a protocol number, the newest of several."""

    def touch(
        self, conversation_id: str, at: datetime, verified_until: datetime | None, *,
        sent_at: datetime, ready_at: datetime, number_id: str | None = None,
    ) -> None:  # fmt: skip
        """Note a person's message: when it came and was sent, and how far it carries verification.

        Its window opens anew by the time it was sent, on the number that it was sent to, unless
        a later message is known; its turn may be taken at `ready_at`.
        """

    def close_window(self, conversation_id: str, at: datetime) -> None:
        """Count its window as closed since then; one that a later message opened stays open."""

    def set_owner(
        self,
        conversation_id: str,
        owner: Owner,
        *,
        agent_id: str | None = None,
        reason: str | None = None,
        priority: int = 0,
        at: datetime,
    ) -> None: ...

    def set_verified(
        self, conversation_id: str, person_id: str | None, until: datetime | None
    ) -> None: ...

    def move(self, conversation_id: str, address_id: str, reply_to: str) -> None:
        """Say where the person is now; whoever was verified stays so."""

    def set_misunderstandings(self, conversation_id: str, count: int) -> None: ...

    def with_owner(self, owners: Sequence[Owner]) -> list[Conversation]:
        """Give conversations by priority, then by the time of their handoff."""

    def with_people(self, person_id: str, address_id: str) -> Conversation | None:
        """Give one of a person, or of an address, that the team has or is waited for in."""

    def ready_at(self, conversation_id: str, at: datetime | None) -> None:
        """Say when its pending messages may be taken as a turn; None when nothing is pending."""

    def claim_ready(self, now: datetime, worker: str, lease_until: datetime) -> str | None:
        """Lease the longest-waiting ready conversation that nobody holds; give its id."""

    def holds_lease(self, conversation_id: str, worker: str) -> bool: ...

    def extend_lease(self, conversation_id: str, worker: str, until: datetime) -> bool: ...

    def release(self, conversation_id: str, worker: str) -> None: ...


class Messages(Protocol):
    """Inbound messages and the turns that they form."""

    def known(self, channel: Channel, external_id: str) -> bool:
        """Say whether the channel's message is stored already."""

    def add(
        self, conversation_id: str, draft: InboundDraft, received_at: datetime
    ) -> InboundMessage | None:
        """Insert; None where the channel's id is known."""

    def pending(self, conversation_id: str) -> list[InboundMessage]:
        """Give messages of no turn yet, by time sent, then by arrival."""

    def open_turn(self, conversation_id: str) -> Turn | None:
        """Give the turn that was frozen and not finished, counting one more attempt."""

    def freeze(self, conversation_id: str, message_ids: Sequence[str], at: datetime) -> Turn: ...

    def finish(self, turn_id: str, outcome: str, at: datetime) -> None: ...

    def of_conversation(self, conversation_id: str) -> list[InboundMessage]: ...

    def unreadable_in_a_row(self, conversation_id: str) -> int:
        """Count the voice notes and audios without text in the last turns that each hold one."""

    def transcribed(self, message_id: str, text: str, at: datetime) -> None:
        """Write down what was said in a voice note; from then on it is the message's text."""

    def set_aside(self, channel: Channel, reason: str, raw: str, at: datetime) -> None:
        """Keep an update that could not be read, with its reason, for somebody to look at."""

    def set_aside_list(self) -> list[Mapping[str, Any]]: ...

    def drop_aside(self, seq: int) -> None:
        """Forget what was set aside, for it has been delivered again."""


class Outbox(Protocol):
    """Messages to people, in order within a conversation."""

    def add(self, conversation_id: str, payload: Payload, author: str, key: str, at: datetime,
            started: Started | None = None) -> None:  # fmt: skip
        """Insert under an idempotency key; a known key changes nothing.

        `started` marks what the company starts: it is asked about again as it leaves.
        """

    def claim(self, now: datetime, worker: str, lease_until: datetime,
              conversation_id: str | None = None, channel: Channel | None = None
              ) -> list[OutboxMessage]:  # fmt: skip
        """Lease one conversation's due messages, in order, up to the first that must wait.

        What the company started holds nothing back while it waits.

        A message left `sending` by a process that died comes back as `unclear`. A conversation on
        hold, or on a stopped number, is left alone.
        """

    def sending(self, message_id: str, at: datetime | None = None, number_id: str | None = None,
                template: str | None = None, pieces: int = 1) -> None:  # fmt: skip
        """Note that a message (of so many pieces) is about to leave, before it does."""

    def piece_sent(self, message_id: str, count: int, external_id: str) -> None:
        """Note how many pieces of a message the channel has taken, with more to come.

        Changes nothing where a status has told already that this one failed.
        """

    def sent(self, message_id: str, external_id: str, at: datetime) -> None:
        """Note that the whole message was taken; changes nothing as piece_sent()."""

    def hold(self, message_id: str, conversation_id: str, external_id: str, until: datetime
             ) -> None:  # fmt: skip
        """Let nothing follow before the phone has this message, or before a moment.

        Changes nothing where the message is known to be there.
        """

    def wait(self, message_id: str, at: datetime) -> None:
        """Put off, counting no attempt: nothing was tried."""

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None:
        """Put back (queued or unclear), counting an attempt; next try not before `at`."""

    def try_again(self, message_id: str, error: str, at: datetime, piece: int = 1) -> None:
        """Queue a message again, from the piece that the channel took and failed to deliver."""

    def failed(self, message_id: str, error: str) -> None: ...

    def release(self, conversation_id: str, worker: str) -> None: ...

    def advance(
        self, state: OutboxState, *, external_id: str, message_id: str | None, error: str | None,
        piece: int = 1,
    ) -> StatusNews | None:  # fmt: skip
        """Record a status by the channel's id, or by ours where the channel echoes it.

        A status never goes back; one of a piece before the last says only that it was taken. What
        the channel failed once is failed: copies and late statuses of it tell nothing new, unless
        the phone has it after all. None where no message is known by either id.
        """

    def of_conversation(self, conversation_id: str) -> list[OutboxMessage]: ...


class Events(Protocol):
    """Events to publish, and the audit trail."""

    def add(self, event: Event) -> None: ...

    def of_subject(self, subject: str, kind: str) -> list[Event]:
        """Give the events of a type about a subject, oldest first."""

    def since(self, kinds: Sequence[str], at: datetime) -> list[Event]:
        """Give the events of some types since a moment, oldest first."""

    def unpublished(self, now: datetime, limit: int) -> list[Event]: ...

    def published(self, event_id: str, at: datetime) -> None: ...

    def retry_at(self, event_id: str, at: datetime) -> None: ...

    def taken_by(self, event_id: str) -> set[str]:
        """Give which sinks have taken an event that is not published to all yet."""

    def taken(self, event_id: str, sink: str, at: datetime) -> None: ...

    def audit(
        self, actor: str, action: str, subject: str, details: Mapping[str, Any], at: datetime
    ) -> None: ...

    def about(self, subject: str) -> list[Event]:
        """Give all events about a subject, oldest first, published or not."""

    def trail(self, subject: str) -> list[Mapping[str, Any]]: ...


class Marks(Protocol):
    """How far work that is done again and again has come."""

    def claim(self, name: str, now: datetime, again_at: datetime) -> datetime | None:
        """Take a piece of work until `again_at`, and give how far it came; None if it is taken.

        Work that was never done is said to have come as far as now.
        """

    def reached(self, name: str, until: datetime, next_at: datetime) -> None:
        """Write down how far it came, and when it is to be done again."""


class Phrases(Protocol):
    """What the assistant says, from domain/<topic>.yml, for whoever speaks outside a dialogue."""

    def say(self, name: str, /, **values: str) -> Payload:
        """Give the outbound payload of a response, its placeholders filled in."""
