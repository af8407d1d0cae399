"""Conversations given out by capacity, and given back by who leaves."""

from __future__ import annotations

from datetime import timedelta

from quita.domain.conversation import Owner
from quita.domain.errors import Conflict, NotAllowed
from quita.domain.records import User
from quita.services.access import conversation_of
from quita.services.ownership import Ownership
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

ONLINE_FOR = timedelta(seconds=90)  # without a sign of life from the browser


class Reassigning:
    """Gives out what waits, by itself."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, ownership: Ownership) -> None:
        """Wire the ports, and who changes owners."""
        self._uow, self._clock, self._ownership = uow, clock, ownership

    def give_up(self, tx: UnitOfWork, agent_id: str, by: User) -> list[str]:
        """Put all that somebody has back into its queues, in the caller's transaction.

        Returns:
            The ids, the most urgent first.
        """
        held = [chat.id for chat in tx.conversations.with_owner([Owner.HUMAN])
                if chat.agent_id == agent_id]  # fmt: skip
        given = []
        for chat_id in held:
            conversation = conversation_of(tx, chat_id)  # locked now, and maybe passed on meanwhile
            if conversation.owner is Owner.HUMAN and conversation.agent_id == agent_id:
                tx.desk_notes.wake(chat_id)
                self._ownership.pass_on(tx, conversation, by, None, None, "")
                given.append(chat_id)
        return given

    def assign_waiting(self, limit: int = 20) -> list[str]:
        """Give waiting conversations to agents who are online, free and have the fewest.

        Two processes at once are harmless: claiming is atomic, and the loser goes on.
        """
        given = []
        for _ in range(limit):
            with self._uow() as tx:
                chosen = self._choose(tx)
            if chosen is None:
                break
            try:
                self._ownership.claim(*chosen)
            except (NotAllowed, Conflict):
                continue
            given.append(chosen[0])
        return given

    def _choose(self, tx: UnitOfWork) -> tuple[str, str] | None:
        now = self._clock()
        waiting = tx.conversations.with_owner([Owner.QUEUED])
        if not waiting:
            return None
        has = tx.desk_list.counts(now).by_agent
        free: list[tuple[int, str]] = []
        for user in tx.users.everybody():
            profile = tx.desk_access.profile(user.id)
            online = profile.seen_at is not None and now - profile.seen_at < ONLINE_FOR
            room = has.get(user.id, 0) < profile.capacity
            if user.role == "agent" and user.active and online and profile.available and room:
                free.append((has.get(user.id, 0), user.id))
        return (waiting[0].id, min(free)[1]) if free else None
