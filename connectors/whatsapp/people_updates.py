"""What Meta says about people: a new number, a new user id, a wish for no messages.

Each is done once, however often it is delivered: the audit trail remembers what it was about.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from connectors.whatsapp.messages import STOP
from connectors.whatsapp.webhook_types import (
    SystemChange,
    SystemKind,
    UserIdUpdate,
    UserPreference,
)
from quita.domain.conversation import Channel
from quita.domain.records import AddressKind
from quita.services.contact import Contact
from quita.services.ports import Clock, UnitOfWork
from quita.services.whereabouts import Spot, end_proof, follow

PersonUpdate = SystemChange | UserIdUpdate | UserPreference
HERE = Channel.WHATSAPP
CLOCKS_DIFFER = timedelta(days=1)  # by no more: a word of the far future would stand for ever


class PeopleUpdates:
    """Follows people who move, and keeps what they wish."""

    def __init__(self, contact: Contact, clock: Clock) -> None:
        """Wire the service that suppresses, and the time."""
        self._contact, self._clock = contact, clock

    def apply(self, tx: UnitOfWork, update: PersonUpdate) -> None:
        """Do what an update asks, unless it was done before."""
        key = _key(update)
        stops = isinstance(update, UserPreference) and update.value == STOP
        # Without its time a second wish for silence looks like a repeated one: it counts anew.
        if tx.events.trail(key) and not (stops and update.at is None):
            return
        now = self._clock()
        if isinstance(update, UserPreference):
            done = self._prefer(tx, update, now)
        elif isinstance(update, UserIdUpdate):
            new = Spot(update.wa_id, update.current)
            old, said_at = Spot(None, update.previous), update.at or now
            done = follow(tx, HERE, key, old, new, said_at, now)
        else:
            done = _change(tx, key, update, now)
        # A move of somebody unknown waits: it is not done, and may be told once more.
        subject = key if done or isinstance(update, UserPreference) else f"{key}:unknown"
        if subject == key or not tx.events.trail(subject):
            tx.events.audit("whatsapp", type(update).__name__, subject, {"done": done}, now)

    def _prefer(self, tx: UnitOfWork, update: UserPreference, now: datetime) -> bool:
        spot = Spot(update.wa_id, update.user_id)
        named = [(AddressKind.PHONE, spot.phone), (AddressKind.BSUID, spot.user_id)]
        if spot.phone is None:
            named.insert(0, (AddressKind.BSUID, spot.wa_id))
        here = [tx.people.ensure_address(kind, value) for kind, value in named if value]
        said_at = min(update.at, now + CLOCKS_DIFFER) if update.at else None
        prefer = self._contact.prefer_none if update.value == STOP else self._contact.prefer_again
        return prefer(tx, HERE, list(dict.fromkeys(here)), update.category, said_at)


def _change(tx: UnitOfWork, key: str, update: SystemChange, now: datetime) -> bool:
    old = Spot(update.old_wa_id, update.old_user_id)
    # Another user id alone leaves the phone: if it changed too, that is told apart.
    stayed = update.old_wa_id if update.kind is SystemKind.CHANGED_USER_ID else None
    new = Spot(update.new_wa_id or stayed, update.new_user_id)
    if new.reply_to and update.kind is not SystemKind.OTHER:
        return follow(tx, HERE, key, old, new, update.at, now)
    # Another change of an identity (a phone registered anew, say): who is there is not known.
    kind = AddressKind.PHONE if old.phone else AddressKind.BSUID
    known = tx.aliases.find(kind, old.phone or old.reply_to)
    if known is None:
        return False
    end_proof(tx, HERE, known)
    return True


def _key(update: PersonUpdate) -> str:
    """Give what tells an update from all others, without saying whom it is about."""
    told: tuple[object, ...]
    if isinstance(update, SystemChange):
        told = (update.external_id,)  # a wamid holds the phone, for whoever decodes it
    elif isinstance(update, UserIdUpdate):
        told = (update.previous, update.current, update.wa_id, update.at)
    else:
        told = (update.user_id, update.category, update.value, update.wa_id, update.at)
    return "whatsapp:" + sha256(repr(told).encode()).hexdigest()[:32]
