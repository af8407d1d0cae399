"""WhatsApp's web hooks: the envelope, the signature, and what became of each."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from sandbox.delivery import Courier, Route
from sandbox.graph.account import Account
from sandbox.graph.errors import status_error
from sandbox.graph.ledger import Ledger, Message
from sandbox.graph.phones import Phone
from sandbox.settings import Clock, SandboxSettings

BUSINESS_ACCOUNT = "104400000000001"
KIND = "whatsapp"
_PRICING_SERVICE = {
    "billable": False,
    "pricing_model": "PMP",
    "type": "free_customer_service",
    "category": "service",
}
_PRICING_TEMPLATE = {
    "billable": True,
    "pricing_model": "PMP",
    "type": "regular",
    "category": "utility",
}


def sign(secret: str, body: bytes) -> str:
    """Give the X-Hub-Signature-256 header of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Webhooks:
    """Puts messages and statuses into Meta's envelope and hands them to the courier."""

    def __init__(
        self,
        settings: SandboxSettings,
        courier: Courier,
        ledger: Ledger,
        clock: Clock,
        on_contact: Callable[[bool], None],
    ) -> None:
        """Take who delivers, and who is told whether the assistant answers."""
        self._settings = settings
        self._courier = courier
        self._ledger = ledger
        self._clock = clock
        self._on_contact = on_contact
        self.account = Account(settings, clock, self._announce)
        courier.add_route(
            KIND,
            Route(
                fault_target="graph",
                headers=lambda body: {
                    "X-Hub-Signature-256": sign(settings.whatsapp_app_secret, body),
                    "User-Agent": "facebookexternalua",
                },
                accepts=lambda status: status == 200,
                on_attempt=self._attempted,
                url=settings.webhook_url,
            ),
        )

    def message(self, phone: Phone, message: Message) -> None:
        """Queue a person's message."""
        contact: dict[str, Any] = {"profile": {"name": phone.name}, "user_id": phone.user_id}
        if phone.hidden:
            contact["profile"]["username"] = "pessoa." + phone.user_id[-6:]
        else:
            contact["wa_id"] = phone.phone
        self._queue(
            f"phone:{phone.phone}",
            {"contacts": [contact], "messages": [message.body]},
            ref=message.wamid,
            number=self.account.sender_of(message.wamid),
        )

    def status(self, phone: Phone | None, message: Message, status: str) -> None:
        """Queue what became of a message of the business; the phone may not exist at all."""
        entry: dict[str, Any] = {
            "id": message.wamid,
            "status": status,
            "timestamp": str(int(self._clock().timestamp())),
        }
        if phone is not None:
            entry["recipient_user_id"] = phone.user_id
        if phone is None or not phone.hidden:
            entry["recipient_id"] = message.phone
        if status in ("sent", "delivered"):
            template = message.kind == "template"
            entry["pricing"] = _PRICING_TEMPLATE if template else _PRICING_SERVICE
        if status == "failed":
            entry["errors"] = [status_error(message.fail_code or 131000)]
        if message.callback_data is not None:
            entry["biz_opaque_callback_data"] = message.callback_data
        number = self.account.sender_of(message.wamid)
        self._queue(f"status:{message.phone}", {"statuses": [entry]}, "", number)

    def _announce(self, field: str, value: dict[str, Any]) -> None:
        """Queue what Meta says of the account: no person is in it."""
        self._post("account", field, value, ref="")

    def _queue(self, lane: str, value: dict[str, Any], ref: str, number: str) -> None:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": self._settings.display_phone_number,
                "phone_number_id": number,
            },
            **value,
        }
        self._post(lane, "messages", value, ref)

    def _post(self, lane: str, field: str, value: dict[str, Any], ref: str) -> None:
        entry = {
            "id": BUSINESS_ACCOUNT,
            "time": int(self._clock().timestamp()),
            "changes": [{"value": value, "field": field}],
        }
        envelope = {"object": "whatsapp_business_account", "entry": [entry]}
        self._courier.enqueue(lane, KIND, self._settings.webhook_url, envelope, ref)

    def _attempted(self, ref: str, taken: bool) -> None:
        self._on_contact(taken)
        if taken and ref:
            self._ledger.advance(ref, "delivered")
