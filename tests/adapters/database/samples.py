"""Values that the tests of the database store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from quita.domain.agreement import AgreementState
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.debt import Creditor, Debt, LegalStatus
from quita.domain.installments import Installment
from quita.domain.offer import Offer, OfferKind
from quita.domain.policy import Bracket, Terms
from quita.domain.records import (
    AddressKind,
    AgreedInstallment,
    Agreement,
    InboundDraft,
    Person,
    StoredOffer,
)
from quita.services.ports import UnitOfWork, UnitOfWorkFactory

PHONE = "+5551981234567"
CPF = "52998224725"
MARIA = Person("maria", "Maria da Conceição", CPF, date(1987, 8, 22), "maria@example.com")
CREDITOR = Creditor("loja", "Loja do Povo S.A.", "11222333000181", "Rua da Praia, 1, Porto Alegre")
TERMS = Terms(
    ageing=(Bracket(30, Decimal("10")), Bracket(180, Decimal("37.5"))),
    min_installment=Decimal("75.10"),
    monthly_interest_pct=Decimal("1.99"),
)
DEBT = Debt(
    id="debt",
    external_id="A-1",
    person_id="maria",
    creditor=CREDITOR,
    product="Cartão da loja",
    contract="0099",
    original_amount=Decimal("1000.10"),
    due_date=date(2026, 1, 10),
    terms=TERMS,
    updated_amount=Decimal("1200.00"),
    interest=Decimal("199.90"),
    original_creditor_name="Banco Antigo",
    assignment_date=date(2026, 5, 1),
    prescription_date=date(2031, 1, 10),
    legal_status=LegalStatus.PROTESTED,
)
OFFER = Offer(
    kind=OfferKind.INSTALLMENTS,
    owed=Decimal("1200.00"),
    discount=Decimal("0.00"),
    discount_pct=Decimal(0),
    monthly_interest_pct=Decimal("1.99"),
    payments=(
        Installment(0, date(2026, 11, 26), Decimal("200.00")),
        Installment(1, date(2026, 12, 23), Decimal("515.02")),
        Installment(2, date(2027, 1, 25), Decimal("515.01")),
    ),
    valid_until=date(2026, 11, 30),
)


def draft(at: datetime, text: str | None = "oi", **changes: Any) -> InboundDraft:
    """Make a WhatsApp message from PHONE under a new external id."""
    values = InboundDraft(
        channel=Channel.WHATSAPP,
        external_id=f"wamid.{uuid4().hex}",
        address_kind=AddressKind.PHONE,
        address_value=PHONE,
        reply_to=PHONE[1:],
        sent_at=at,
        kind="text",
        text=text,
        raw={"from": PHONE[1:]},
    )
    return replace(values, **changes)


def open_conversation(tx: UnitOfWork, at: datetime, **changes: Any) -> Conversation:
    """Store a conversation at the address of PHONE, or at another one named `phone`."""
    phone = changes.pop("phone", PHONE)
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


@dataclass(frozen=True)
class Ledger:
    """A person with a debt, an offer, and the agreement that came of it."""

    conversation: Conversation
    offer: StoredOffer
    agreement: Agreement

    def charge(self, txid: str, **changes: Any) -> Charge:
        """Make a Pix for the down payment."""
        at = self.agreement.created_at
        values = Charge(
            id=f"charge-{txid}",
            kind="pix",
            txid=txid,
            installment_id="i0",
            agreement_id=self.agreement.id,
            person_id="maria",
            conversation_id=self.conversation.id,
            amount=Decimal("200.00"),
            state=ChargeState.REQUESTED,
            created_at=at,
            expires_at=at,
        )
        return replace(values, **changes)


def store_debt(tx: UnitOfWork) -> None:
    """Store the person, the creditor and the debt."""
    tx.people.save(MARIA)
    tx.debts.save_creditor(CREDITOR)
    tx.debts.save(DEBT)


def stored_offer(conversation_id: str, at: datetime, offer_id: str = "offer") -> StoredOffer:
    """Make an offer that was shown."""
    return StoredOffer(offer_id, "maria", "debt", conversation_id, OFFER, at)


def agreement_of(offer: StoredOffer, agreement_id: str = "agreement") -> Agreement:
    """Make the agreement of an offer; its installments are i0, i1 and i2 for the first one."""
    prefix = "i" if agreement_id == "agreement" else f"{agreement_id}-i"
    installments = tuple(
        AgreedInstallment(
            f"{prefix}{item.number}", agreement_id, item.number, item.due_date, item.amount
        )
        for item in offer.offer.payments
    )
    return Agreement(
        id=agreement_id,
        offer_id=offer.id,
        person_id=offer.person_id,
        debt_id=offer.debt_id,
        state=AgreementState.ACTIVE,
        created_at=offer.created_at,
        installments=installments,
    )


def store_ledger(database: UnitOfWorkFactory, at: datetime) -> Ledger:
    """Store everything up to an agreement."""
    with database() as tx:
        store_debt(tx)
        conversation = open_conversation(tx, at)
        offer = tx.offers.add(stored_offer(conversation.id, at), "turn-1:offer:0")
        return Ledger(conversation, offer, tx.agreements.add(agreement_of(offer)))
