"""What the company writes to a person by itself in an open conversation: news of their payment."""

from __future__ import annotations

from quita.domain.business_days import local_day
from quita.domain.debt import Creditor
from quita.domain.errors import NotFound
from quita.domain.identity import cnpj_text
from quita.domain.money import brl
from quita.domain.records import Agreement, Charge, Payload, Payment
from quita.services.access import conversation_of
from quita.services.ports import Clock, Phrases, UnitOfWork


class Messenger:
    """Writes to the outbox in the caller's transaction, once for each piece of news.

    Who asked for silence gets it: the news is withheld, and told when they next ask. Who has
    written since is in a conversation again, and is answered.
    """

    def __init__(
        self, phrases: Phrases, clock: Clock, receiver_name: str, receiver_cnpj: str
    ) -> None:
        """Take whom the bank shows as receiver."""
        self._phrases, self._clock = phrases, clock
        self._receiver_name, self._receiver_cnpj = receiver_name, receiver_cnpj

    def creditor_block(self, creditor: Creditor) -> str:
        """Name a creditor in full: name, CNPJ and address (CDC art. 42-A)."""
        block = self._phrases.say(
            "utter_creditor_block",
            creditor=creditor.name,
            cnpj=cnpj_text(creditor.cnpj),
            address=creditor.address,
        )
        return str(block["text"])

    def charge_messages(self, charge: Charge, creditor: Creditor) -> list[Payload]:
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
                creditor_block=self.creditor_block(creditor),
            ),
        ]

    def late_charge(self, tx: UnitOfWork, charge: Charge) -> None:
        """Send a code that the bank gave only after the conversation had gone on.

        Raises:
            NotFound: the charge belongs to no agreement on a debt.
        """
        agreement = tx.agreements.get(charge.agreement_id)
        debt = tx.debts.get(agreement.debt_id) if agreement else None
        if debt is None:
            raise NotFound("no such debt")
        said = self.charge_messages(charge, debt.creditor)
        messages = [self._phrases.say("utter_pix_ready_late"), *said]
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
        silent_since = tx.people.suppressed_since(conversation.address_id)
        if silent_since is not None and silent_since >= conversation.last_inbound_at:
            tx.events.audit("system", "news_withheld", conversation_id, {"key": key}, self._clock())
            return
        for ordinal, payload in enumerate(messages):
            tx.outbox.add(conversation_id, payload, "system", f"{key}:{ordinal}", self._clock())
