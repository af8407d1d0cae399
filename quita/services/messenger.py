"""What the company writes to a person by itself in an open conversation: news of their payment."""

from __future__ import annotations

from quita.domain.business_days import local_day
from quita.domain.money import brl
from quita.domain.records import Agreement, Charge, Payload, Payment
from quita.services.access import conversation_of
from quita.services.ports import Clock, Phrases, UnitOfWork


class Messenger:
    """Writes to the outbox in the caller's transaction, once for each piece of news.

    Who asked for silence gets it: the news is withheld, and told when they next ask.
    """

    def __init__(
        self, phrases: Phrases, clock: Clock, receiver_name: str, receiver_cnpj: str
    ) -> None:
        """Take whom the bank shows as receiver."""
        self._phrases, self._clock = phrases, clock
        self._receiver_name, self._receiver_cnpj = receiver_name, receiver_cnpj

    def charge_messages(self, charge: Charge) -> list[Payload]:
        """Give the messages of an issued charge: the code first and alone, then how to pay it."""
        assert charge.code is not None
        return [
            self._phrases.say("utter_pix_code", code=charge.code),
            self._phrases.say(
                "utter_pix_howto",
                amount=brl(charge.amount),
                due_date=f"{local_day(charge.expires_at):%d/%m/%Y}",
                receiver_name=self._receiver_name,
                receiver_document=f"CNPJ {self._receiver_cnpj}",
            ),
        ]

    def late_charge(self, tx: UnitOfWork, charge: Charge) -> None:
        """Send a code that the bank gave only after the conversation had gone on."""
        messages = [self._phrases.say("utter_pix_ready_late"), *self.charge_messages(charge)]
        self._send(tx, charge.conversation_id, messages, f"charge:{charge.id}")

    def payment_confirmed(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        """Tell of a payment that the bank confirmed, and of the settlement it completes."""
        debt = tx.debts.get(agreement.debt_id)
        creditor = debt.creditor.name if debt else ""
        amount = brl(payment.amount)
        messages = [self._phrases.say("utter_payment_confirmed", amount=amount, creditor=creditor)]
        if settled:
            messages.append(self._phrases.say("utter_agreement_settled", creditor=creditor))
        self._send(tx, charge.conversation_id, messages, f"payment:{payment.end_to_end_id}")

    def _send(
        self, tx: UnitOfWork, conversation_id: str, messages: list[Payload], key: str
    ) -> None:
        conversation = conversation_of(tx, conversation_id)
        if tx.people.suppressed(conversation.address_id):
            tx.events.audit("system", "news_withheld", conversation_id, {"key": key}, self._clock())
            return
        for ordinal, payload in enumerate(messages):
            tx.outbox.add(conversation_id, payload, "system", f"{key}:{ordinal}", self._clock())
