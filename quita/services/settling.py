"""What a confirmed payment brings: a receipt, a request to delist, and at the end the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from quita.domain.agreement import ENDED
from quita.domain.business_days import local_day
from quita.domain.charge_records import Charge, Payment
from quita.domain.follow_up import Letter
from quita.domain.money import brl
from quita.domain.records import AgreedInstallment, Agreement, Payload
from quita.services.delisting import DelistingService
from quita.services.endings import debts_of
from quita.services.letters import LetterService
from quita.services.messenger import Tell, day_text
from quita.services.ports import Phrases, UnitOfWork

LetterUrl = Callable[[Letter], str]


class Settling:
    """Follows payments, in the transaction that books them."""

    def __init__(
        self,
        phrases: Phrases,
        tell: Tell,
        letters: LetterService,
        delisting: DelistingService,
        letter_url: LetterUrl,
    ) -> None:
        """Wire the services; `letter_url` gives the address of a letter's PDF."""
        self._phrases, self._tell, self._letters = phrases, tell, letters
        self._delisting, self._letter_url = delisting, letter_url

    def payment_confirmed(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        """Tell of a payment that the bank confirmed, and of what it completes."""
        debts = debts_of(tx, agreement)
        creditor, amount = debts[0].creditor.name, brl(payment.amount)
        messages = [self._receipt(charge, payment, agreement, creditor)]
        if charge.order_key is not None and payment.credited == charge.amount:
            text = self._phrases.say("utter_pix_order_paid", amount=amount)["text"]
            messages.append({"kind": "order_status", "reference": charge.txid, "text": text})
        standing = agreement.state not in ENDED
        due = self._delisting.request(tx, agreement, settled=settled) if standing else None
        if settled:
            messages.append(self._phrases.say("utter_agreement_settled", creditor=creditor))
            letter = self._letters.issue(tx, agreement)
            messages.append(letter_message(self._phrases, letter, self._letter_url(letter)))
        if due is not None:
            messages.append(self._delisted(creditor, due))
        key = f"payment:{payment.end_to_end_id}"
        self._tell(tx, charge.conversation_id, charge.person_id, messages, key)

    def _receipt(
        self, charge: Charge, payment: Payment, agreement: Agreement, creditor: str
    ) -> Payload:
        standing = agreement.state not in ENDED
        place = [item.id for item in agreement.installments].index(charge.installment_id) + 1
        due = agreement.next_due
        return self._phrases.say(
            "utter_payment_confirmed",
            amount=brl(payment.amount),
            creditor=creditor,
            place=str(place),
            count=str(len(agreement.installments)),
            date=day_text(local_day(payment.paid_at)),
            number=payment.end_to_end_id,
            next_line=self._next(due) if due is not None and standing else "",
        )

    def _next(self, due: AgreedInstallment) -> str:
        values = {"amount": brl(due.amount), "due_date": day_text(due.due_date)}
        return str(self._phrases.say("utter_payment_next_line", **values)["text"])

    def _delisted(self, creditor: str, due: date) -> Payload:
        return self._phrases.say("utter_delisting_requested", creditor=creditor, day=day_text(due))


def letter_message(phrases: Phrases, letter: Letter, url: str) -> Payload:
    """Give the message with a letter's PDF, and the code by which anybody may check it."""
    caption = phrases.say("utter_letter_document", code=letter.code)["text"]
    return {
        "kind": "document",
        "link": url,
        "filename": f"carta-de-quitacao-{letter.code}.pdf",
        "caption": caption,
    }
