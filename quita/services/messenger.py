"""What the company writes to a person by itself in an open conversation: news of their payment."""

from __future__ import annotations

from collections.abc import Callable

from quita.domain.boleto.bars import written
from quita.domain.business_days import local_day
from quita.domain.debt import Creditor
from quita.domain.errors import NotFound
from quita.domain.identity import cnpj_text
from quita.domain.money import brl
from quita.domain.records import Agreement, BoletoRecord, Charge, Payload, Payment
from quita.services.access import conversation_of
from quita.services.boletos import record_of
from quita.services.ports import Clock, Phrases, UnitOfWork


class Messenger:
    """Writes to the outbox in the caller's transaction, once for each piece of news.

    Who asked for silence gets it: the news is withheld, and told when they next ask. Who has
    written since is in a conversation again, and is answered.
    """

    def __init__(
        self,
        phrases: Phrases,
        clock: Clock,
        receiver_name: str,
        receiver_cnpj: str,
        boleto_url: Callable[[Charge], str],
    ) -> None:
        """Take whom the bank shows as receiver, and what gives the address of a boleto's PDF."""
        self._phrases, self._clock = phrases, clock
        self._receiver_name, self._receiver_cnpj = receiver_name, receiver_cnpj
        self._boleto_url = boleto_url

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

    def boleto_messages(self, charge: Charge, record: BoletoRecord) -> list[Payload]:
        """Give the messages of a registered boleto: the line alone, the paper, how to pay it."""
        assert charge.code is not None
        due, said = f"{record.due_date:%d/%m/%Y}", self._phrases.say
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
            ),
        ]
        if late:
            parts = (record.principal, record.fine, record.interest)
            values = dict(zip(("principal", "fine", "interest"), map(brl, parts), strict=True))
            messages.insert(0, said("utter_boleto_updated", amount=brl(charge.amount), **values))
        return messages

    def late_boleto(self, tx: UnitOfWork, charge: Charge) -> None:
        """Send a boleto that the bank registered only after the conversation had gone on."""
        ready = self._phrases.say("utter_boleto_ready_late")
        messages = [ready, *self.boleto_messages(charge, record_of(tx, charge.id))]
        self._send(tx, charge.conversation_id, messages, f"charge:{charge.id}")

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
