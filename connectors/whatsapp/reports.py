"""What Meta reports of our own messages, numbers and templates, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from connectors.whatsapp.template_types import TemplateCategory, TemplateQuality, TemplateStatus
from connectors.whatsapp.webhook_types import (
    AccountUpdate,
    DeliveryStatus,
    QualityUpdate,
    ReportedError,
    StatusUpdate,
    Update,
)
from quita.adapters.whatsapp.bodies import piece_of_callback
from quita.adapters.whatsapp.consequences import Consequences, Trouble
from quita.adapters.whatsapp.departure import translation_of
from quita.adapters.whatsapp.errors import TEMPLATE_STATUS, Action, classify
from quita.domain import templates
from quita.domain.events import CHANNEL_RESUMED
from quita.domain.number_health import TIERS, Quality
from quita.domain.records import OutboxState, StatusNews
from quita.services.ports import Clock, UnitOfWork

log = structlog.get_logger(__name__)

BAD_REQUEST = 400  # what a failure without a known code counts as: ours to look at
_STATES = {
    DeliveryStatus.SENT: OutboxState.SENT,
    DeliveryStatus.DELIVERED: OutboxState.DELIVERED,
    DeliveryStatus.READ: OutboxState.READ,
    DeliveryStatus.PLAYED: OutboxState.READ,
    DeliveryStatus.FAILED: OutboxState.FAILED,
}
# Meta, "phone_number_quality_update" and "account_update": events that say that sending is over
# until somebody has looked, and what a flag says of quality.
_DISABLED, _VIOLATION = "DISABLED_UPDATE", "ACCOUNT_VIOLATION"
_SCHEDULED, _REINSTATED = "SCHEDULE_FOR_DISABLE", "REINSTATE"  # of `waba_ban_state`
_BANS = {_DISABLED, "ACCOUNT_DELETED", "ACCOUNT_RESTRICTION", _VIOLATION}
# Meta, "account_update", `restriction_type`: those that leave answers alone, and those that are
# about no message at all. Any other one stops all of it.
_ON_STARTING = {"RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES"}
_ON_NO_MESSAGE = {
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
    "RESTRICTED_UTILITY_TEMPLATES",  # no new ones can be made
    "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
    "RESTRICTED_BUSINESS_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
}
_LONGEST_RESTRICTION = timedelta(days=30)  # of Meta's ladder: for one of which it says no end
_FLAGS = {"FLAGGED": Quality.RED, "DOWNGRADE": Quality.RED, "UNFLAGGED": Quality.GREEN}
_STOPPING_CODES = frozenset({131031, 368, 131042, 131048, 130497})
REPEATS = timedelta(days=8)  # Meta repeats a web hook for up to seven days


class Reports:
    """Records them in the caller's transaction."""

    def __init__(self, clock: Clock, consequences: Consequences) -> None:
        """Wire the ports."""
        self._clock, self._consequences = clock, consequences

    def record(self, tx: UnitOfWork, update: Update) -> str | None:
        """Record an update; give the conversation that may go on because of it, if one may."""
        if isinstance(update, StatusUpdate):
            return self._status(tx, update)
        if isinstance(update, TemplateStatus):
            self._template(tx, update)
        elif isinstance(update, TemplateCategory):
            self._category(tx, update)
        elif isinstance(update, TemplateQuality):
            self._template_quality(tx, update)
        elif isinstance(update, QualityUpdate):
            self._quality(tx, update)
        elif isinstance(update, AccountUpdate):
            self._account(tx, update)
        elif isinstance(update, ReportedError) and update.code in _STOPPING_CODES:
            self._error(tx, update)
        return None

    def _status(self, tx: UnitOfWork, update: StatusUpdate) -> str | None:
        if update.phone_number_id:
            tx.numbers.status_came(update.phone_number_id, self._clock())
        ours, piece = piece_of_callback(update.callback_data or "")
        failed = update.status is DeliveryStatus.FAILED
        news = tx.outbox.advance(
            _STATES[update.status],
            external_id=update.external_id,
            message_id=ours or None,
            error=f"{update.error_code}: {update.error_title}" if update.error_code else None,
            piece=piece,
        )
        if news is None:
            return None
        if failed and news.changed:
            self._failed(tx, update, news, piece)
        return news.conversation_id if news.released else None

    def _failed(self, tx: UnitOfWork, update: StatusUpdate, news: StatusNews, piece: int) -> None:
        """Do what the code asks for; only the last piece sent can be sent again in its place."""
        trouble = Trouble(
            news.conversation_id,
            news.address_id,
            news.number_id or update.phone_number_id or "",
            news.attempts,
            update.error_code or 0,
            update.error_title or "failed",
            classify(update.error_code, BAD_REQUEST),
            update.at,
            template=_translation(tx, news) if update.error_code in TEMPLATE_STATUS else None,
        )
        wait = self._consequences.of(tx, trouble)
        if wait is not None and news.last:
            tx.outbox.try_again(news.message_id, trouble.error, self._clock() + wait, piece)
            return
        log.warning("outbox.failed", message=news.message_id, error=trouble.error)

    def _template(self, tx: UnitOfWork, update: TemplateStatus) -> None:
        if not update.name or not update.language:
            return
        log.warning("whatsapp.template", name=update.name, status=update.event)
        tx.templates.told(
            templates.TemplateStatus(
                name=update.name,
                language=update.language,
                status=update.event,
                changed_at=self._at(update.at),
                category=update.category,
                reason=update.reason,
            )
        )

    def _category(self, tx: UnitOfWork, update: TemplateCategory) -> None:
        name, language, category = update.name, update.language, update.category
        log.warning("whatsapp.template", name=name, category=category, announced=update.announced)
        at = self._at(update.at)
        tx.templates.told(templates.TemplateStatus(name, language, None, at, category=category))

    def _template_quality(self, tx: UnitOfWork, update: TemplateQuality) -> None:
        name, language, quality = update.name, update.language, Quality.of(update.quality)
        log.warning("whatsapp.template", name=name, quality=quality.value)
        at = self._at(update.at)
        tx.templates.told(templates.TemplateStatus(name, language, None, at, quality=quality))

    def _quality(self, tx: UnitOfWork, update: QualityUpdate) -> None:
        now = self._clock()
        for number in tx.numbers.all():
            if number.display is not None and _digits(number.display) == _digits(
                update.display_phone_number or ""
            ):
                tier = update.current_limit if update.current_limit in TIERS else None
                quality = _FLAGS.get(update.event.upper())
                if tx.numbers.told(number.id, now, quality=quality, tier=tier, at=update.at):
                    log.warning("whatsapp.quality", number=number.id, told=update.event)

    def _account(self, tx: UnitOfWork, update: AccountUpdate) -> None:
        event, state = update.event.upper(), (update.ban_state or "").upper()
        if event not in _BANS or self._repeated(tx, update):
            return
        if state == _REINSTATED:
            self._reinstated(tx, update)
            return
        kinds = {one.kind for one in update.restrictions}
        told = (update.event, update.violation_type, update.ban_state, *sorted(kinds))
        why = ", ".join(filter(None, told))
        numbers = [number.id for number in tx.numbers.all()]
        ends = [one.until for one in update.restrictions if one.kind in _ON_STARTING]
        if ends:
            last = self._clock() + _LONGEST_RESTRICTION
            until = max(one or last for one in ends)
            log.error("whatsapp.restricted", reason=why, until=until.isoformat())
            for number_id in numbers:
                tx.numbers.restrict(number_id, until)
        stops = _stops_all(event, state, kinds) and not self._over(tx, update)
        if state == _SCHEDULED or not (ends or stops):
            self._consequences.warned(tx, update.account_id, why, update.ban_date)
        for number_id in numbers if stops else ():
            self._stop(tx, number_id, None, why, update.at)

    def _reinstated(self, tx: UnitOfWork, update: AccountUpdate) -> None:
        """Let go what was stopped before this was told."""
        at = self._at(update.at)
        tx.events.audit(
            "whatsapp", "reinstated", _account_of(update), {"at": at.isoformat()}, self._clock()
        )
        for number in tx.numbers.all():
            tx.numbers.restrict(number.id, None)
            if number.stopped_at is not None and number.stopped_at <= at:
                self._consequences.resumed(tx, number.id, "meta")

    def _over(self, tx: UnitOfWork, update: AccountUpdate) -> bool:
        """Say whether the account was reinstated since this was told."""
        at, trail = self._at(update.at), tx.events.trail(_account_of(update))
        return any(datetime.fromisoformat(row["details"]["at"]) > at for row in trail)

    def _error(self, tx: UnitOfWork, update: ReportedError) -> None:
        if not self._repeated(tx, update):
            title = update.title or "reported"
            self._stop(tx, update.phone_number_id, update.code, title, update.at)

    def _repeated(self, tx: UnitOfWork, update: AccountUpdate | ReportedError) -> bool:
        """Say whether Meta told the same lately; from now on it has."""
        key = "whatsapp:" + sha256(repr(update).encode()).hexdigest()[:32]
        now = self._clock()
        if any(row["at"] > now - REPEATS for row in tx.events.trail(key)):
            return True
        tx.events.audit("whatsapp", type(update).__name__, key, {}, now)
        return False

    def _stop(
        self,
        tx: UnitOfWork,
        number_id: str | None,
        code: int | None,
        why: str,
        at: datetime | None,
    ) -> None:
        """Stop a number, unless it was let go again after this was told: that is over."""
        if number_id is None:
            return
        let_go = tx.events.of_subject(number_id, CHANNEL_RESUMED)
        if at is None or not any(event.at > at for event in let_go):
            trouble = Trouble("", "", number_id, 0, code, why, Action.STOP_ALL, self._at(at))
            self._consequences.of(tx, trouble)

    def _at(self, given: datetime | None) -> datetime:
        return given or self._clock()


def _stops_all(event: str, state: str, kinds: set[str]) -> bool:
    if kinds - _ON_STARTING - _ON_NO_MESSAGE:
        return True
    if event == _VIOLATION or state == _SCHEDULED:
        return False
    return event != "ACCOUNT_RESTRICTION" or not kinds


def _account_of(update: AccountUpdate) -> str:
    return f"whatsapp:reinstated:{update.account_id}"


def _translation(tx: UnitOfWork, news: StatusNews) -> tuple[str, str] | None:
    """Give the name and language of a message's template: of a status only the name is known."""
    of_conversation = tx.outbox.of_conversation(news.conversation_id)
    return next((translation_of(one) for one in of_conversation if one.id == news.message_id), None)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
