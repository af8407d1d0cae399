"""Whether an SMS may leave: what the company starts is the governor's to say.

What a person asked for is an answer: at any hour, whatever was sent before. Only a phone that wants
silence gets none of it, for whoever asked need not be whoever holds that phone.
"""

from __future__ import annotations

from quita.domain.business_days import local_day
from quita.domain.contact_policy import Purpose, Refusal, Silence, Verdict
from quita.domain.conversation import Channel
from quita.domain.debt import Debt, Standing
from quita.domain.links import Link, LinkState
from quita.domain.sms import SmsReason
from quita.services.governor import Governor, Whom
from quita.services.ports import Clock, UnitOfWork
from quita.services.ports.sms import SmsMessage

BY = "system"
GOVERNED = (SmsReason.STARTED, SmsReason.AGENT)
_SILENT = Refusal(f"suppressed_{Silence.ADDRESS.value}", "LGPD art. 18: pediu silêncio")


class SmsContact:
    """Asks about SMS with links, twice: when one is asked for, and when it is about to leave."""

    def __init__(self, governor: Governor, clock: Clock) -> None:
        """Wire the ports."""
        self._governor, self._clock = governor, clock

    def verdict(
        self, tx: UnitOfWork, reason: SmsReason, person_id: str, address_id: str
    ) -> Verdict:
        """Say whether a link may go to a person at a phone now, and if not, when."""
        if reason not in GOVERNED:
            return Verdict(_SILENT) if tx.people.suppressed(address_id) else Verdict()
        beside = None
        if reason is SmsReason.STARTED:  # a person of the team knows who else is in it
            beside = tx.conversations.with_people(person_id, address_id)
        whom, debts = _whom(person_id, address_id), self._about(tx, person_id)
        return self._governor.ask(tx, whom, Purpose.LINK, debts, beside)

    def lets_go(self, tx: UnitOfWork, message: SmsMessage) -> bool:
        """Let a claimed message leave, and count it; else put it off or give it up, and say why."""
        link = tx.links.get(message.link_id) if message.link_id else None
        if link is None:
            return True  # answers what somebody wrote by SMS
        state = link.state(self._clock())
        if state is not LinkState.OPEN:
            return self._give_up(tx, message, f"link {state.value}", state.value)
        tx.people.hold(link.person_id)  # so that no two count the same room
        verdict = self.verdict(tx, message.reason, link.person_id, message.address_id)
        if verdict.refusal is not None:
            return self._hold_back(tx, message, link, verdict, verdict.refusal.rule)
        if message.reason in GOVERNED:
            whom = _whom(link.person_id, message.address_id)
            self._governor.started(tx, whom, Purpose.LINK, _key(message))
        return True

    def came_back(self, tx: UnitOfWork, message: SmsMessage) -> None:
        """Uncount a message that never left."""
        tx.contacts.not_started(_key(message))

    def _about(self, tx: UnitOfWork, person_id: str) -> list[Debt]:
        """Give what there is to talk about: what has lapsed is not, unless it is all there is."""
        day = local_day(self._clock())
        standings = [(debt, debt.standing(day)) for debt in tx.debts.of_person(person_id)]
        owed = [(debt, it) for debt, it in standings if it is not Standing.SETTLED]
        alive = [debt for debt, standing in owed if standing is not Standing.TIME_BARRED]
        return alive or [debt for debt, _ in owed]

    def _hold_back(
        self, tx: UnitOfWork, message: SmsMessage, link: Link, verdict: Verdict, rule: str
    ) -> bool:
        until = verdict.next_at
        if until is None:
            return self._give_up(tx, message, f"not allowed: {rule}", rule)
        if until >= link.expires_at:
            return self._give_up(tx, message, f"not allowed: {rule} until the link ends", rule)
        tx.sms.postpone(message.id, f"not now: {rule}", until)
        details = {"rule": rule, "until": until.isoformat()}
        tx.events.audit(BY, "sms:postponed", message.id, details, self._clock())
        return False

    def _give_up(self, tx: UnitOfWork, message: SmsMessage, why: str, rule: str) -> bool:
        tx.sms.failed(message.id, why)
        details = {"rule": rule, "reason": message.reason.value}
        tx.events.audit(BY, "sms:refused", message.id, details, self._clock())
        return False


def _whom(person_id: str, address_id: str) -> Whom:
    return Whom(person_id, address_id, Channel.SMS_LINK)


def _key(message: SmsMessage) -> str:
    return f"sms:{message.id}"
