"""Where a person is found on a channel, and what a change of number or user id ends.

A phone and the channel's user id of whoever holds it are one address. When either changes, nobody
knows any more who is at the other end: the proof of identity ends, and what was asked for (no
messages, say) goes along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quita.domain.conversation import Channel, Conversation
from quita.domain.phone import equivalents, from_wa_id
from quita.domain.records import AddressKind, InboundDraft
from quita.services.ports import UnitOfWork

CHANGED_NUMBER = "changed_number"


@dataclass(frozen=True)
class Spot:
    """Somebody on a channel, as the channel names them: by a phone (a wa_id), a user id or both."""

    wa_id: str | None
    user_id: str | None

    @property
    def phone(self) -> str | None:
        """The phone in E.164, where it is one."""
        return from_wa_id(self.wa_id) if self.wa_id else None

    @property
    def forms(self) -> list[tuple[AddressKind, str]]:
        """All under which it may be named: a mobile with and without its ninth digit, say."""
        phones = equivalents(self.phone) if self.phone else ()
        users = [self.user_id] if self.user_id else []
        return [*((AddressKind.PHONE, one) for one in phones),
                *((AddressKind.BSUID, one) for one in users)]  # fmt: skip

    @property
    def reply_to(self) -> str:
        """Where answers go."""
        return self.wa_id or self.user_id or ""


def arrived(tx: UnitOfWork, draft: InboundDraft, now: datetime) -> str:
    """Give the address that a message came from, learning whose user id stands for which phone.

    Another user id at a known phone is another holder (a number given away, a chip cloned): their
    predecessor's proof of identity ends.
    """
    address_id = tx.people.ensure_address(draft.address_kind, draft.address_value)
    if draft.user_id is None or draft.address_kind is not AddressKind.PHONE:
        return address_id
    user = tx.people.ensure_address(AddressKind.BSUID, draft.user_id)
    before = tx.aliases.of_phone(address_id)
    if user in before:
        return address_id
    if before:
        end_proof(tx, draft.channel, address_id)
        for other in before:
            tx.aliases.drop(other)
        tx.events.audit(draft.channel.value, "address:other_holder", address_id, {}, now)
    if tx.aliases.phone_of(user):
        end_proof(tx, draft.channel, user)
    tx.aliases.set(user, address_id, now)
    return address_id


def conversation_at(tx: UnitOfWork, channel: Channel, address_id: str) -> Conversation | None:
    """Give the conversation of an address, in whichever form it was opened, that is not closed."""
    here = tx.conversations.open_at(channel, address_id)
    if here is not None:
        return here
    others = (one for one in tx.aliases.same(address_id) if one != address_id)
    found = (tx.conversations.open_at(channel, one) for one in others)
    return next((one for one in found if one is not None), None)


def end_proof(tx: UnitOfWork, channel: Channel, address_id: str) -> None:
    """Forget who was verified at an address: they have to prove it again."""
    conversation = conversation_at(tx, channel, address_id)
    if conversation is not None and conversation.verified_until is not None:
        tx.conversations.set_verified(conversation.id, None, None)


def follow(
    tx: UnitOfWork, channel: Channel, key: str, old: Spot, new: Spot, said_at: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Follow somebody as `moved` does, in whatever order moves are told.

    Each is kept: whoever went from A to B and then to C is followed from A to C, also where the
    way from B to C was told first, when nobody was known at B.

    Args:
        key: what tells this move from all others.
        said_at: when they moved, by the channel's clock.
    """
    tx.aliases.keep_move(key, old.forms, (new.wa_id, new.user_id), said_at)
    further = tx.aliases.next_move(new.forms, said_at)
    while further is not None:
        told, then = further
        new = Spot(*told)
        further = tx.aliases.next_move(new.forms, then)
    return moved(tx, channel, old, new, now)


def moved(tx: UnitOfWork, channel: Channel, old: Spot, new: Spot, at: datetime) -> bool:
    """Follow somebody to a new number or user id; False where the old one is not known.

    Whoever may be behind the old address may be behind the new one, and proves it anew. The old
    number is written to no more, for it will be somebody else's.
    """
    old_id = _known(tx, old)
    if old_id is None:
        return False
    held = tx.people.at_address(old_id), tx.aliases.suppressed_for(old_id)
    end_proof(tx, channel, old_id)
    conversation = conversation_at(tx, channel, old_id)
    kind = AddressKind.PHONE if new.phone else AddressKind.BSUID
    new_id = tx.people.ensure_address(kind, new.phone or new.reply_to)
    _rename(tx, old, new, old_id, new_id, at)
    if new_id not in tx.aliases.same(old_id):
        people, suppressed = held
        for person in people:
            tx.people.link(person.id, new_id, CHANGED_NUMBER)
        for reason, person_id in suppressed:
            if reason != CHANGED_NUMBER and not tx.people.suppressed(new_id, reason):
                tx.people.suppress(new_id, person_id, reason, at)
        tx.people.lift_suppression(new_id, at, CHANGED_NUMBER)  # somebody may come back
        if not tx.people.suppressed(old_id, CHANGED_NUMBER):
            tx.people.suppress(old_id, None, CHANGED_NUMBER, at)
    if conversation is not None and conversation_at(tx, channel, new_id) in (None, conversation):
        tx.conversations.move(conversation.id, new_id, new.reply_to)
    tx.events.audit(channel.value, "address:moved", old_id, {"to": new_id}, at)
    return True


def _known(tx: UnitOfWork, spot: Spot) -> str | None:
    phone = spot.phone and tx.aliases.find(AddressKind.PHONE, spot.phone)
    user = spot.user_id and tx.aliases.find(AddressKind.BSUID, spot.user_id)
    return phone or (user and tx.aliases.phone_of(user)) or user or None


def _rename(tx: UnitOfWork, old: Spot, new: Spot, old_id: str, new_id: str, at: datetime) -> None:
    """Let the new user id, and no other, stand for the new phone, and none for the old one."""
    for user in {*tx.aliases.of_phone(old_id), *tx.aliases.of_phone(new_id)}:
        tx.aliases.drop(user)
    if old.user_id and old.user_id != new.user_id:
        tx.aliases.drop(tx.people.ensure_address(AddressKind.BSUID, old.user_id))
    if new.phone and new.user_id:
        user = tx.people.ensure_address(AddressKind.BSUID, new.user_id)
        tx.aliases.set(user, new_id, at)
