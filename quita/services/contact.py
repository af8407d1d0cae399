"""Who must not be written to, and who said yes: opt-outs, wrong numbers, cases, consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from quita.domain.contact_policy import Silence
from quita.domain.conversation import Channel, Conversation
from quita.domain.events import CONTACT_SUPPRESSED, Event
from quita.domain.follow_up import About, Consent, Source
from quita.domain.records import InboundDraft, InboundMessage
from quita.services.access import conversation_of, verified_person
from quita.services.opting_out import opt_out_of
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.whereabouts import conversation_at

OPT_OUT = "opt_out"
WRONG_PERSON = "wrong_person"
PREFERENCE = "channel_preference"  # said to the channel itself, not to us
LIFE_RISK = "life_risk"
CASE = "case:"  # before the kind of the case that silenced somebody
OF_THE_ADDRESS = (OPT_OUT, WRONG_PERSON)  # these say nothing of the person's other addresses


def asked_for_silence(tx: UnitOfWork, conversation: Conversation) -> bool:
    """Say whether a person asked for silence, or is the wrong one, and has not written since.

    What only a case quiets is no such wish: whoever reported a fraud waits for an answer.
    """
    wishes = (OPT_OUT, WRONG_PERSON)
    if not any(tx.people.suppressed(conversation.address_id, reason) for reason in wishes):
        return False
    since = tx.people.suppressed_since(conversation.address_id)
    return since is not None and since >= conversation.last_inbound_at


class Contact:
    """Suppresses an address; answers to a person who writes are never suppressed."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def stop(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        reason: str = OPT_OUT,
        words: str = "",
        source: Source = Source.WORDS,
    ) -> None:
        """Suppress the conversation's address in the caller's transaction; needs no identity.

        Each reason is kept by itself, once: what lifts one leaves the others. A case, or a risk to
        life, silences the person at all their addresses where identity is proven.
        """
        if tx.people.suppressed(conversation.address_id, reason):
            return
        now = self._clock()
        person_id = conversation.person_id if reason == WRONG_PERSON else None
        tx.people.suppress(conversation.address_id, person_id, reason, now)
        if reason == OPT_OUT:
            self._note(tx, conversation, About.EVERYTHING, False, words, source)
        if reason not in OF_THE_ADDRESS and conversation.person_id and conversation.verified(now):
            tx.contacts.silence(Silence.PERSON, conversation.person_id, reason, now)
        tx.events.audit("person", f"suppress:{reason}", conversation.id, {}, now)
        data = {"conversation": conversation.id, "channel": conversation.channel.value,
                "reason": reason}  # fmt: skip
        tx.events.add(Event(self._new_id(), CONTACT_SUPPRESSED, conversation.id, now, data))

    def heard(
        self, tx: UnitOfWork, conversation: Conversation, said: InboundDraft | InboundMessage
    ) -> None:
        """Keep an opt-out that is said in so many words: no engine has to understand it."""
        told = opt_out_of(said)
        if told is not None:
            self.stop(tx, conversation, OPT_OUT, *told)

    def stop_at(
        self, tx: UnitOfWork, channel: Channel, address_id: str, words: str, source: str
    ) -> None:
        """Keep an opt-out that opens no conversation, such as SAIR in answer to an SMS, once.

        Args:
            source: by what it came, for the audit trail.
        """
        if tx.people.suppressed(address_id, OPT_OUT):
            return
        now = self._clock()
        tx.people.suppress(address_id, None, OPT_OUT, now)
        word = (About.EVERYTHING, False, Source.WORDS, words, now)
        self._note_at(tx, channel, address_id, *word)
        self._told(tx, channel, address_id, OPT_OUT, source)

    def prefer_none(
        self,
        tx: UnitOfWork,
        channel: Channel,
        address_ids: Sequence[str],
        category: str,
        said_at: datetime | None = None,
    ) -> bool:
        """Keep a person's wish that the channel told us: nothing of ours, whatever the category.

        Meta's categories are its own, and what we start (a reminder, say) may count as any.

        Args:
            address_ids: all by which the channel names the person.
            said_at: when they said so; None where that is not told, and it counts as the last word.

        Returns:
            False where a newer word is known: channels promise no order.
        """
        now, reason = self._clock(), f"{PREFERENCE}:{category}"
        last = self._last_preference(tx, address_ids, category)
        if said_at is not None and last is not None and said_at < last:
            return False
        new = [one for one in address_ids if not tx.people.suppressed(one, reason)]
        for address_id in new:
            if not tx.people.suppressed(address_id, reason):  # another form of the one before
                tx.people.suppress(address_id, None, reason, now)
        if new or (said_at is not None and said_at != last):
            self._preferred(tx, channel, address_ids, category, False, said_at or now)
        if new:
            source = f"{channel.value}:user_preferences"
            self._told(tx, channel, address_ids[0], reason, source)
        return True

    def prefer_again(
        self,
        tx: UnitOfWork,
        channel: Channel,
        address_ids: Sequence[str],
        category: str,
        said_at: datetime | None = None,
    ) -> bool:
        """Take that wish back; an opt-out that was said to us stays. False where it is older."""
        now, reason = self._clock(), f"{PREFERENCE}:{category}"
        last = self._last_preference(tx, address_ids, category)
        if said_at is not None and last is not None and said_at <= last:
            return False
        held = [one for one in address_ids if tx.people.suppressed(one, reason)]
        for address_id in held:
            tx.people.lift_suppression(address_id, now, reason)
        if held:
            source = {"source": f"{channel.value}:user_preferences"}
            tx.events.audit("person", f"unsuppress:{reason}", held[0], source, now)
        self._preferred(tx, channel, address_ids, category, True, said_at or now)
        return True

    def suppress(
        self,
        conversation_id: str,
        reason: str,
        words: str = "",
        source: Source = Source.WORDS,
    ) -> None:
        """Suppress the address of a conversation.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            self.stop(tx, conversation_of(tx, conversation_id), reason, words, source)

    def undo(self, conversation_id: str, words: str = "") -> None:
        """Take an opt-out back, as `take_back` does.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            self.take_back(tx, conversation_of(tx, conversation_id), words, Source.WORDS)

    def take_back(
        self, tx: UnitOfWork, conversation: Conversation, words: str, source: Source
    ) -> None:
        """Take a standing opt-out back ("Foi engano"); a case or a wrong number stays."""
        if not tx.people.suppressed(conversation.address_id, OPT_OUT):
            return
        now = self._clock()
        tx.people.lift_suppression(conversation.address_id, now, OPT_OUT)
        self._note(tx, conversation, About.EVERYTHING, True, words, source)
        tx.events.audit("person", "unsuppress", conversation.id, {}, now)

    def release(self, conversation_id: str, actor: str) -> set[str]:
        """Lift what a case or a risk to life silenced, as a human decides; give the reasons.

        What the person asked for, here or by the channel's own switch, and what says that the
        address is not theirs (a wrong number, one that they left) stay.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation, now = conversation_of(tx, conversation_id), self._clock()
            standing = tx.people.suppression_reasons(conversation.address_id)
            reasons = {one for one in standing if one == LIFE_RISK or one.startswith(CASE)}
            for reason in reasons:
                tx.people.lift_suppression(conversation.address_id, now, reason)
            if conversation.person_id:
                reasons |= tx.contacts.silenced(Silence.PERSON, [conversation.person_id])
                tx.contacts.lift(Silence.PERSON, conversation.person_id, now)
                for debt in tx.debts.of_person(conversation.person_id):
                    tx.contacts.lift(Silence.DEBT, debt.id, now)
            details = {"reasons": sorted(reasons)}
            tx.events.audit(actor, "contact:release", conversation.id, details, now)
            return reasons

    def may_ask_for_reminders(self, conversation_id: str) -> bool:
        """Say whether to ask "Posso te lembrar por aqui?": no yes stands at this address yet.

        Raises:
            NotVerified: identity is not proven.
        """
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, self._clock())
            said = tx.contacts.permission(person.id, conversation.address_id, About.REMINDERS)
            return said is None or not said.given

    def answer_reminders(
        self, conversation_id: str, given: bool, words: str, source: Source = Source.CLOSING
    ) -> None:
        """Keep somebody's yes or no to being reminded here, with their words.

        Raises:
            NotVerified: identity is not proven.
        """
        with self._uow() as tx:
            conversation, _ = verified_person(tx, conversation_id, self._clock())
            self._note(tx, conversation, About.REMINDERS, given, words, source)
            action = "reminders:yes" if given else "reminders:no"
            tx.events.audit("person", action, conversation.id, {}, self._clock())

    def _told(
        self, tx: UnitOfWork, channel: Channel, address_id: str, reason: str, source: str
    ) -> None:
        """Write down, and tell, a wish that was said in no conversation."""
        now, conversation = self._clock(), conversation_at(tx, channel, address_id)
        subject = conversation.id if conversation else address_id
        tx.events.audit("person", f"suppress:{reason}", subject, {"source": source}, now)
        data = {"conversation": conversation.id if conversation else None,
                "channel": channel.value, "reason": reason}  # fmt: skip
        tx.events.add(Event(self._new_id(), CONTACT_SUPPRESSED, subject, now, data))

    def _last_preference(
        self, tx: UnitOfWork, address_ids: Sequence[str], category: str
    ) -> datetime | None:
        here = {form for one in address_ids for form in tx.aliases.same(one)}
        said = tx.contacts.words_at(sorted(here), Source.PREFERENCE)
        return max((word.at for word in said if word.words == category), default=None)

    def _preferred(
        self,
        tx: UnitOfWork,
        channel: Channel,
        address_ids: Sequence[str],
        category: str,
        given: bool,
        at: datetime,
    ) -> None:
        """Keep a word that the channel's own switch said, beside those said to us."""
        for address_id in address_ids:
            word = (About.EVERYTHING, given, Source.PREFERENCE, category, at)
            self._note_at(tx, channel, address_id, *word)

    def _note_at(
        self,
        tx: UnitOfWork,
        channel: Channel,
        address_id: str,
        about: About,
        given: bool,
        source: Source,
        words: str,
        at: datetime,
    ) -> None:
        """Keep a word that was said in no conversation; it is of the one there, where one is."""
        chat = conversation_at(tx, channel, address_id)
        known = chat.person_id if chat and chat.verified(self._clock()) else None
        here, place = (known, address_id, channel), chat.id if chat else None
        tx.contacts.note(Consent(*here, about, given, source, words, at, conversation_id=place))

    def _note(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        about: About,
        given: bool,
        words: str,
        source: Source,
    ) -> None:
        now = self._clock()
        known = conversation.person_id if conversation.verified(now) else None
        place = (known, conversation.address_id, conversation.channel)
        tx.contacts.note(
            Consent(*place, about, given, source, words, now, conversation_id=conversation.id)
        )
