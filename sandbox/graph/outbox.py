"""What the business sends: checked, accepted or refused, and set on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.graph.account import Account
from sandbox.graph.attachments import check_attachments
from sandbox.graph.checks import refuse
from sandbox.graph.errors import GraphError
from sandbox.graph.ledger import Ledger, Message
from sandbox.graph.media import MediaStore
from sandbox.graph.pace import Pace
from sandbox.graph.phones import Phone, Phones, digits
from sandbox.graph.schemas import check_message, check_read
from sandbox.graph.templates import Templates
from sandbox.hub import Hub
from sandbox.settings import SandboxSettings


class Outbox:
    """Takes messages for people."""

    def __init__(
        self,
        settings: SandboxSettings,
        phones: Phones,
        ledger: Ledger,
        media: MediaStore,
        templates: Templates,
        pace: Pace,
        hub: Hub,
        begin: Callable[[Message], None],
        account: Account,
    ) -> None:
        """Take the collaborators; `begin` sets an accepted message on its way."""
        self._account = account
        self._settings = settings
        self._phones = phones
        self._ledger = ledger
        self._media = media
        self._templates = templates
        self._pace = pace
        self._hub = hub
        self._begin = begin

    def send(
        self, body: dict[str, Any], fail_code: int | None = None, sender: str | None = None
    ) -> dict[str, Any]:
        """Accept a message and give Meta's answer.

        Args:
            sender: the number that it leaves from; the first one if none.
            fail_code: the error of the `failed` status that is to follow, when told to fail.

        Raises:
            GraphError: the message breaks a rule that Meta checks before accepting.
        """
        check_message(body)
        self._check_held(body)
        to = str(body.get("to") or "")
        wanted = to or str(body["recipient"])
        if to and digits(to) == self._settings.display_phone_number:
            raise GraphError(131021)
        phone = self._phones.find(to) if to else self._phones.find_user(wanted)
        number = phone.phone if phone else digits(to) or wanted
        ours = sender or self._settings.whatsapp_phone_number_id
        self._account.spend(ours)
        self._pace.spend(f"{ours}:{number}")
        message = self._ledger.add_out(number, body, fail_code or self._doom(phone, body))
        self._account.sent_from(message.wamid, ours)
        self._begin(message)
        contact = {"input": wanted, "wa_id": number} if to else {"input": wanted}
        if not to:
            contact["user_id"] = wanted
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": message.wamid}],
        }

    def read(self, body: dict[str, Any]) -> dict[str, bool]:
        """Mark a person's message as read, and show that the business is typing.

        Raises:
            GraphError: the shape is wrong, or no person wrote that message.
        """
        check_read(body)
        message = self._ledger.read_by_business(body["message_id"])
        if message is None:
            raise GraphError(100, "Param message_id is not the id of a received message.")
        if "typing_indicator" in body:
            self._hub.publish(message.phone, "typing", message.wamid)
        return {"success": True}

    def _doom(self, phone: Phone | None, body: dict[str, Any]) -> int | None:
        """Give the error that an accepted message is to fail with, as Meta does by web hook."""
        if phone is None or not phone.reachable:
            return 131026
        if body.get("type") != "template" and not self._ledger.window_open(phone.phone):
            return 131047
        return None

    def _check_held(self, body: dict[str, Any]) -> None:
        kind = body.get("type", "text")
        if kind == "template":
            self._templates.check(body["template"])
            self._account.check_template(body["template"])
        check_attachments(body, self._media)
        interactive = body.get("interactive", {})
        if interactive.get("type") == "order_details":
            reference = interactive["action"]["parameters"]["reference_id"]
            if self._ledger.has_order(reference):
                at = "interactive['action']['parameters']['reference_id']"
                raise refuse(at, f"must be unique: {reference} was sent before.")
