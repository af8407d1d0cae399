"""SMS with links: checked, measured, sent once, reported on, replied to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from quita.domain.conversation import Channel
from quita.domain.errors import Conflict, ContactRefused, InvalidInput
from quita.domain.links import LASTS
from quita.domain.opting_out import asks_to_stop
from quita.domain.phone import canonical
from quita.domain.records import AddressKind, InboundDraft, OutboxState
from quita.domain.sms import SmsLength, SmsReason, measure, plain
from quita.services.contact import Contact
from quita.services.inbox import Inbox
from quita.services.links import Links, Made
from quita.services.ports import Clock, NewId, Phrases, UnitOfWorkFactory
from quita.services.ports.sms import GatewayAnswer, SmsGateway, SmsMessage, Taken
from quita.services.sms_contact import SmsContact

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
REPORTED_WITHIN = timedelta(hours=24)
MAX_ATTEMPTS = 6
WAITS = (10, 60, 300, 900, 3600)  # seconds
NO_REPORT = "no delivery report within a day"
NO_PHONE = "a reply from what is no phone"
UNCLEAR = "no answer: the gateway may have it"


@dataclass(frozen=True)
class Prepared:
    """An SMS before it is sent: its text and what it costs."""

    body: str
    length: SmsLength


@dataclass(frozen=True)
class Sent:
    """A link that was put on its way.

    Attributes:
        waits_for: the rule of contact that lets it go only at `not_before`; None where it goes now.
    """

    made: Made
    message_id: str
    prepared: Prepared
    waits_for: str | None = None
    not_before: datetime | None = None


class Sms:
    """What is sent by SMS, and what comes back."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        links: Links,
        inbox: Inbox,
        phrases: Phrases,
        contact: SmsContact,
        silence: Contact,
    ) -> None:
        """Wire the ports and services.

        Args:
            contact: says whether an SMS may leave.
            silence: keeps an opt-out.
        """
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._links, self._inbox, self._phrases, self._contact = links, inbox, phrases, contact
        self._silence = silence

    def prepare(self, url: str) -> Prepared:
        """Write the SMS of a link: nothing in it says who is meant or what about."""
        body = plain(str(self._phrases.say("utter_sms_link", url=url)["text"]))
        return Prepared(body, measure(body))

    def send_link(
        self,
        phone: str,
        who: str | None,
        by: str,
        lasts: timedelta = LASTS,
        reason: SmsReason = SmsReason.STARTED,
    ) -> Sent:
        """Make a link for the person of a CPF (or of the phone) and have it sent to a phone.

        Raises:
            InvalidInput: it is no phone.
            ContactRefused: it must not go, now or later; that was recorded, and nothing was made.
            NotFound: there is no such person.
        """
        with self._uow() as tx:
            person_id = self._links.person(tx, who or phone)
        return self.send_link_to(person_id, phone, by, lasts, reason)

    def send_link_to(
        self,
        person_id: str,
        phone: str,
        by: str,
        lasts: timedelta,
        reason: SmsReason,
        key: str | None = None,
    ) -> Sent:
        """Do the same for a person who is known; raises as `send_link`.

        Raises:
            Conflict: an SMS of that `key` was sent before; nothing was made.
        """
        number = canonical(phone)
        if number is None:
            raise InvalidInput("no phone")
        now = self._clock()
        with self._uow() as tx:
            address_id = tx.people.ensure_address(AddressKind.PHONE, number)
            verdict = self._contact.verdict(tx, reason, person_id, address_id)
            rule, until = verdict.refusal.rule if verdict.refusal else None, verdict.next_at
            if rule is None or until is not None:
                made = self._links.create_in(tx, person_id, by, lasts, until)
                prepared, message_id = self.prepare(made.url), self._new_id()
                message = SmsMessage(
                    message_id,
                    key or f"link:{made.link.id}",
                    number,
                    prepared.body,
                    address_id,
                    made.link.id,
                    prepared.length.encoding,
                    prepared.length.parts,
                    error=f"not now: {rule}" if rule else None,
                    reason=reason,
                    next_at=until,
                )
                if not tx.sms.add(message, now):
                    raise Conflict("this SMS was sent before")
                details = {"link": made.link.id, "reason": reason.value, "rule": rule,
                           "until": until.isoformat() if until else None}  # fmt: skip
                tx.events.audit(by, "sms:queued", message_id, details, now)
                return Sent(made, message_id, prepared, rule, until)
            details = {"rule": rule, "reason": reason.value}
            tx.events.audit(by, "sms:refused", person_id, details, now)
        raise ContactRefused(rule)

    def deliver_due(self, gateway: SmsGateway) -> int:
        """Send one due message; give how many were tried.

        One that may have been sent is never sent again: whoever reads it twice is annoyed twice.
        """
        now = self._clock()
        with self._uow() as tx:
            message = tx.sms.claim(now, "worker", now + LEASE)
            if message is None:
                return 0
            if message.state is not OutboxState.QUEUED:
                tx.sms.failed(message.id, UNCLEAR)
                return 1
            if not self._contact.lets_go(tx, message):  # SAIR came while it waited, say
                return 1
        self._record(message, gateway.send(message))
        return 1

    def give_up_unreported(self) -> int:
        """Mark what a gateway took and never reported on; give how many.

        It answered 200 and delivered nothing, as far as anybody can tell: whoever operates this
        reads so in `quita link show` and in the log, and nothing is sent twice.
        """
        now = self._clock()
        with self._uow() as tx:
            lost = tx.sms.unreported(now - REPORTED_WITHIN, 100)
            for one in lost:
                tx.sms.failed(one.id, NO_REPORT)
                tx.events.audit("system", "sms:unreported", one.id, {}, now)
        if lost:
            log.warning("sms.unreported", count=len(lost))
        return len(lost)

    def report(
        self, state: OutboxState, external_id: str, our_id: str | None, error: str | None
    ) -> bool:
        """Record a delivery report; False where no message is known."""
        with self._uow() as tx:
            return tx.sms.reported(state, external_id, our_id, error, self._clock())

    def reply(self, phone: str, text: str, external_id: str) -> bool:
        """Take a reply: SAIR opts out at once, anything else opens a conversation.

        What no phone sent (a short code, a name) cannot be answered: it is set aside.

        Returns:
            Whether a conversation has something new to answer.
        """
        number, now = canonical(phone), self._clock()
        if number is None:
            told = json.dumps({"from": phone, "text": text, "id": external_id}, ensure_ascii=False)
            with self._uow() as tx:
                tx.messages.set_aside(Channel.SMS_LINK, NO_PHONE, told, now)
            return False
        if asks_to_stop(text):
            with self._uow() as tx:
                address_id = tx.people.ensure_address(AddressKind.PHONE, number)
                self._silence.stop_at(tx, Channel.SMS_LINK, address_id, text, "sms")
            return False
        draft = InboundDraft(
            channel=Channel.SMS_LINK,
            external_id=f"sms:{external_id}",
            address_kind=AddressKind.PHONE,
            address_value=number,
            reply_to=number,
            sent_at=now,
            kind="text",
            text=text,
        )
        return bool(self._inbox.receive([draft]))

    def messages(self, link_id: str) -> list[SmsMessage]:
        """Give the messages that carried a link."""
        with self._uow() as tx:
            return tx.sms.of_link(link_id)

    def _record(self, message: SmsMessage, answer: GatewayAnswer) -> None:
        now = self._clock()
        with self._uow() as tx:
            if answer.outcome is Taken.TAKEN:
                tx.sms.sent(message.id, answer.external_id, now)
            elif answer.outcome is Taken.BUSY and message.attempts + 1 < MAX_ATTEMPTS:
                wait = timedelta(seconds=WAITS[min(message.attempts, len(WAITS) - 1)])
                tx.sms.retry(message.id, OutboxState.QUEUED, answer.reason, now + wait)
                self._contact.came_back(tx, message)
            elif answer.outcome is Taken.UNCLEAR:
                # Its report may still come; if none does, it counts as lost within a day.
                tx.sms.sent(message.id, f"unclear:{message.id}", now)
                log.warning("sms.unclear", message=message.id, reason=answer.reason)
            else:
                tx.sms.failed(message.id, answer.reason)
                self._contact.came_back(tx, message)
                log.warning("sms.failed", message=message.id, reason=answer.reason)
