"""Small makers of people, debts, messages and conversations for tests on a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from quita.domain.contact_policy import Caps
from quita.domain.conversation import VERIFICATION_LASTS, Channel, Conversation, Owner
from quita.domain.debt import Creditor, Debt
from quita.domain.identity import cnpj_text
from quita.domain.policy import Terms
from quita.domain.records import AddressKind, InboundDraft, Payload, Person
from quita.services.governor import Governor
from quita.services.messenger import Tell
from quita.services.ports import UnitOfWork, UnitOfWorkFactory
from quita.services.reaching import Reaching
from quita.services.telling import Telling

MARIA = Person("maria", "MARIA das Dores", "52998224725", date(1987, 8, 22))
JOSE = Person("jose", "José Antônio", "11144477735", date(1990, 1, 2))
MARIAS_PHONE, JOSES_PHONE = "+5551981234567", "+5511987654321"
STORE = Creditor("store", "Loja do Povo S.A.", "11222333000181", "Rua da Praia, 1, Porto Alegre")


def debt_of(person_id: str, **changes: Any) -> Debt:
    """Make a debt of R$ 1,000.00 as the creditor states it, due on 2026-01-10 (not stored)."""
    terms = Terms(max_cash_discount_pct=Decimal(20), max_installments=10)
    values = Debt(
        id=uuid4().hex,
        external_id=uuid4().hex,
        person_id=person_id,
        creditor=STORE,
        product="Cartão da loja",
        contract="0099",
        original_amount=Decimal("1000.00"),
        due_date=date(2026, 1, 10),
        terms=terms,
    )
    return replace(values, **changes)


def stated(person_id: str, total: str = "1000.00", **changes: Any) -> Debt:
    """Make a debt whose total the creditor states and nothing is added to (not stored)."""
    amount = Decimal(total)
    return debt_of(person_id, original_amount=amount, updated_amount=amount, **changes)


def save_person(tx: UnitOfWork, person: Person, *phones: str) -> None:
    """Store a person with the phones on which they may write."""
    tx.people.save(person)
    for phone in phones:
        address_id = tx.people.ensure_address(AddressKind.PHONE, phone)
        tx.people.link(person.id, address_id, "portfolio")


def save_debt(tx: UnitOfWork, debt: Debt) -> Debt:
    """Store a debt and its creditor."""
    tx.debts.save_creditor(debt.creditor)
    tx.debts.save(debt)
    return debt


def open_conversation(
    tx: UnitOfWork, at: datetime, phone: str = MARIAS_PHONE, **changes: Any
) -> Conversation:
    """Store a conversation at a phone, with nobody verified in it."""
    address_id = tx.people.ensure_address(AddressKind.PHONE, phone)
    values = Conversation(
        id=uuid4().hex,
        channel=Channel.WHATSAPP,
        address=phone[1:],
        address_id=address_id,
        protocol="2026112300000001",
        owner=Owner.BOT,
        opened_at=at,
        last_inbound_at=at,
    )
    conversation = replace(values, **changes)
    tx.conversations.add(conversation)
    return conversation


def verified_conversation(
    tx: UnitOfWork, person: Person, at: datetime, phone: str = MARIAS_PHONE, **changes: Any
) -> Conversation:
    """Store a conversation in which a person has just proved who they are."""
    until: datetime = at + VERIFICATION_LASTS
    return open_conversation(tx, at, phone, person_id=person.id, verified_until=until, **changes)


def draft(at: datetime, text: str | None = "oi", **changes: Any) -> InboundDraft:
    """Make a WhatsApp message from Maria's phone, or from another one named `phone`."""
    phone = changes.pop("phone", MARIAS_PHONE)
    values = InboundDraft(
        channel=Channel.WHATSAPP,
        external_id=f"wamid.{uuid4().hex}",
        address_kind=AddressKind.PHONE,
        address_value=phone,
        reply_to=phone[1:],
        sent_at=at,
        kind="text",
        text=text,
        raw={"from": phone[1:]},
    )
    return replace(values, **changes)


def press(at: datetime, payload_id: str, title: str = "Botão", **changes: Any) -> InboundDraft:
    """Make the press of a button."""
    return draft(at, title, kind="button_reply", payload_id=payload_id, **changes)


def tell_at_once(clock: Callable[[], datetime]) -> Tell:
    """Make what tells people whatever there is to tell, whoever reads along."""

    def tell(
        tx: UnitOfWork, chat: str, person_id: str, messages: Sequence[Payload], key: str
    ) -> None:
        for ordinal, payload in enumerate(messages):
            tx.outbox.add(chat, payload, "system", f"{key}:{ordinal}", clock())

    return tell


def telling(database: UnitOfWorkFactory, clock: Callable[[], datetime], *templates: str) -> Telling:
    """Make the real one; `templates` are those that may be sent."""
    governor = Governor(clock, Caps())
    return Telling(database, clock, NamedPhrases(), governor, ApprovedTemplates(templates))


def reaching(clock: Callable[[], datetime], *templates: str) -> Reaching:
    """Make the real one; `templates` are those that may be sent."""
    return Reaching(clock, Governor(clock, Caps()), ApprovedTemplates(templates))


def later(at: datetime, **delta: float) -> datetime:
    """Give a moment so much later."""
    return at + timedelta(**delta)


class ApprovedTemplates:
    """A registry in which these may be sent."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take their names."""
        self._names = frozenset(names)

    def usable(self, tx: UnitOfWork, name: str) -> bool:
        """Say whether it is one of them."""
        return name in self._names

    def filled(
        self, tx: UnitOfWork, name: str, values: Mapping[str, str], presses: Sequence[str]
    ) -> Payload | None:
        """Give its name and values, where it is one of them."""
        if name not in self._names:
            return None
        said = {"kind": "template", "name": name, "language": "pt_BR", "text": name}
        return {**said, "parameters": [*values.values()]}


class NamedPhrases:
    """Phrases that say their own name and values: a fake of the port."""

    def say(self, name: str, /, **values: str) -> Payload:
        """Give a text payload of the response's name and its values in order."""
        return {"kind": "text", "text": " ".join([name, *(values[k] for k in sorted(values))])}


def named_creditor(creditor: Creditor) -> str:
    """Give what NamedPhrases says for a creditor named in full."""
    values = {
        "address": creditor.address,
        "cnpj": cnpj_text(creditor.cnpj),
        "creditor": creditor.name,
    }
    return str(NamedPhrases().say("utter_creditor_block", **values)["text"])
