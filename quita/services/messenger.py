"""What the company writes to a person by itself in an open conversation: news of their payment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from quita.domain.boleto.bars import written
from quita.domain.business_days import local_day
from quita.domain.charge_records import BoletoRecord, Charge, Recurrence
from quita.domain.debt import Creditor
from quita.domain.divergence import Divergence
from quita.domain.errors import NotFound
from quita.domain.identity import cnpj_text
from quita.domain.money import brl
from quita.domain.records import Payload
from quita.services.boletos import record_of
from quita.services.ports import Phrases, UnitOfWork

Tell = Callable[[UnitOfWork, str, str, Sequence[Payload], str], None]
"""Tells a person (by id) messages in a conversation, under a key; see telling.py."""


class Messenger:
    """Puts news into words and has it told, once for each piece, in the caller's transaction."""

    def __init__(
        self,
        phrases: Phrases,
        tell: Tell,
        receiver_name: str,
        receiver_cnpj: str,
        boleto_url: Callable[[Charge], str],
        qr_url: Callable[[Charge], str] = lambda charge: "",
        order_key: str | None = None,
    ) -> None:
        """Take whom the bank shows as receiver.

        Args:
            tell: what tells a person in a conversation, or keeps it until it may.
            boleto_url, qr_url: what gives the address of a boleto's PDF and of a code's picture.
            order_key: the receiver's Pix key, where the account may show orders inside WhatsApp.
        """
        self._phrases, self._tell = phrases, tell
        self._receiver_name, self._receiver_cnpj = receiver_name, receiver_cnpj
        self._boleto_url, self._qr_url, self._order_key = boleto_url, qr_url, order_key

    def creditor_block(self, creditor: Creditor) -> str:
        """Name a creditor in full: name, CNPJ and address (CDC art. 42-A)."""
        block = self._phrases.say(
            "utter_creditor_block",
            creditor=creditor.name,
            cnpj=cnpj_text(creditor.cnpj),
            address=creditor.address,
        )
        return str(block["text"])

    @property
    def shows_orders(self) -> bool:
        """Whether a Pix is also shown as an order inside WhatsApp."""
        return self._order_key is not None

    def charge_messages(
        self, charge: Charge, creditor: Creditor, *, order: bool = False
    ) -> list[Payload]:
        """Give the messages of an issued charge: the code first and alone, then how to pay it.

        As an order the second carries the how-to; WhatsApp takes an order's reference once, so
        only one message a charge may be one.
        """
        assert charge.code is not None
        code, howto = (
            self._phrases.say("utter_pix_code", code=charge.code),
            self._howto(charge, creditor),
        )
        if not order or self._order_key is None:
            return [code, howto]
        item = self._phrases.say("utter_pix_order_item")["text"]
        shown = {
            "kind": "order",
            "text": howto["text"],
            "reference": charge.txid,
            "amount": f"{charge.amount:.2f}",
            "code": charge.code,
            "merchant": self._receiver_name,
            "key": self._order_key,
            "item": item,
        }
        return [code, shown]

    def qr_message(self, charge: Charge) -> Payload:
        """Give the picture of an issued charge's code, for whoever pays with another phone."""
        caption = self._phrases.say("utter_pix_qr", amount=brl(charge.amount))["text"]
        return {"kind": "image", "link": self._qr_url(charge), "caption": caption}

    def _howto(self, charge: Charge, creditor: Creditor) -> Payload:
        values = {
            "amount": brl(charge.amount),
            "receiver_name": self._receiver_name,
            "receiver_document": f"CNPJ {self._receiver_cnpj}",
            "creditor_block": self.creditor_block(creditor),
        }
        terms = charge.due_terms
        if terms is None:
            last = day_text(local_day(charge.expires_at))
            return self._phrases.say("utter_pix_howto", due_date=last, **values)
        due, last = day_text(terms.due_date), day_text(terms.last_day)
        return self._phrases.say("utter_pix_howto_due", due_date=due, last_day=last, **values)

    def boleto_messages(
        self, charge: Charge, record: BoletoRecord, creditor: Creditor
    ) -> list[Payload]:
        """Give the messages of a registered boleto: the line alone, the paper, how to pay it."""
        assert charge.code is not None
        due, said = day_text(record.due_date), self._phrases.say
        late = charge.amount != record.principal
        messages = [
            said("utter_boleto_line", line=written(charge.code)),
            {
                "kind": "document",
                "link": self._boleto_url(charge),
                "filename": f"boleto-{record.due_date.isoformat()}.pdf",
                "caption": said("utter_boleto_document", due_date=due)["text"],
            },
            said(
                "utter_boleto_howto",
                amount=brl(charge.amount),
                due_date=due,
                receiver_name=self._receiver_name,
                receiver_document=f"CNPJ {self._receiver_cnpj}",
                creditor_block=self.creditor_block(creditor),
            ),
        ]
        if late:
            parts = (record.principal, record.fine, record.interest)
            values = dict(zip(("principal", "fine", "interest"), map(brl, parts), strict=True))
            messages.insert(0, said("utter_boleto_updated", amount=brl(charge.amount), **values))
        return messages

    def late_boleto(self, tx: UnitOfWork, charge: Charge) -> None:
        """Send a boleto that the bank registered only after the conversation had gone on.

        Raises:
            NotFound: the charge belongs to no agreement on a debt.
        """
        ready = self._phrases.say("utter_boleto_ready_late")
        record, creditor = record_of(tx, charge.id), _creditor_of(tx, charge)
        messages = [ready, *self.boleto_messages(charge, record, creditor)]
        self._tell(tx, charge.conversation_id, charge.person_id, messages, f"charge:{charge.id}")

    def late_charge(self, tx: UnitOfWork, charge: Charge) -> None:
        """Send a code that the bank gave only after the conversation had gone on.

        Raises:
            NotFound: the charge belongs to no agreement on a debt.
        """
        creditor = _creditor_of(tx, charge)
        order = self.shows_orders and tx.charges.claim_order(charge.id, f"late:{charge.id}")
        ready = self._phrases.say("utter_pix_ready_late")
        messages = [ready, *self.charge_messages(charge, creditor, order=order)]
        self._tell(tx, charge.conversation_id, charge.person_id, messages, f"charge:{charge.id}")

    def payment_diverged(self, tx: UnitOfWork, charge: Charge, found: Divergence) -> None:
        """Tell the truth of money that came other than asked for, or went back."""
        amounts = {"amount": brl(found.amount), "other": brl(found.other)}
        said = self._phrases.say(f"utter_payment_{found.outcome.value}", **amounts)
        key = f"payment:{found.key}:{found.outcome.value}"
        self._tell(tx, charge.conversation_id, charge.person_id, [said], key)

    def recurrence_offered(
        self, tx: UnitOfWork, conversation_id: str, first: Charge, code: str
    ) -> None:
        """Offer to let the rest be paid by itself: what it means, then its code alone.

        Raises:
            NotFound: the charge belongs to no agreement on a debt.
        """
        offer = self._phrases.say(
            "utter_pix_automatic_offer",
            amount=brl(first.amount),
            creditor_block=self.creditor_block(_creditor_of(tx, first)),
        )
        messages = [offer, self._phrases.say("utter_pix_code", code=code)]
        self._tell(tx, conversation_id, first.person_id, messages, f"recurrence:{first.id}")

    def recurrence_approved(self, tx: UnitOfWork, recurrence: Recurrence) -> None:
        """Say that the rest will be paid by itself, and how to stop it."""
        said = [self._phrases.say("utter_pix_automatic_on")]
        place = (recurrence.conversation_id, recurrence.person_id)
        self._tell(tx, *place, said, f"recurrence:{recurrence.id}:on")


def day_text(day: date) -> str:
    """Write a date as Brazilians read it."""
    return f"{day:%d/%m/%Y}"


def _creditor_of(tx: UnitOfWork, charge: Charge) -> Creditor:
    agreement = tx.agreements.get(charge.agreement_id)
    debt = tx.debts.get(agreement.debt_id) if agreement else None
    if debt is None:
        raise NotFound("no such debt")
    return debt.creditor
