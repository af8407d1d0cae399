"""What WhatsApp tells beside messages: numbers that change, wishes, templates, quality, errors.

Meta, "Webhooks reference" and "Business-scoped user IDs": one function for each shape, and one
class that signs and sends them as it does messages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.delivery import Courier
from sandbox.graph.ledger import new_wamid
from sandbox.graph.phones import Phone, Phones
from sandbox.graph.webhooks import BUSINESS_ACCOUNT, KIND
from sandbox.settings import Clock, SandboxSettings

Said = dict[str, Any]


class BadUpdate(ValueError):
    """The description of an update says too little or something unknown."""


class Updates:
    """Sends them."""

    def __init__(
        self, settings: SandboxSettings, phones: Phones, courier: Courier, clock: Clock
    ) -> None:
        """Take the collaborators and the time."""
        self._settings, self._phones = settings, phones
        self._courier, self._clock = courier, clock
        self._kinds: dict[str, Callable[[Said], tuple[str, Said]]] = {
            "user_preferences": self._preference,
            "user_id_update": self._user_id,
            "identity": self._identity,
            "value_error": self._value_error,
            "template": _template,
            "template_category": _template_category,
            "template_quality": _template_quality,
            "account": _account,
            "quality": self._quality,
        }

    def send(self, said: Said) -> None:
        """Send the update that `kind` names.

        Raises:
            BadUpdate: there is no such kind, or something is missing.
        """
        make = self._kinds.get(str(said.get("kind")))
        if make is None:
            raise BadUpdate(f"kind is one of {', '.join(self._kinds)}")
        field, value = make(said)
        self._queue(field, value)

    def move(self, number: str, to: str) -> Phone:
        """Let a person change number: the old one leaves WhatsApp, and Meta tells us."""
        old = self._phones.ensure(number)
        new = self._phones.ensure(to, old.name)
        self._phones.change(number, reachable=False)
        self._queue("messages", self._metadata() | {"messages": [self._moved(old, new)]})
        return new

    def _moved(self, old: Phone, new: Phone) -> Said:
        return {
            "from": old.phone,
            "from_user_id": old.user_id,
            "id": new_wamid(old.phone),
            "timestamp": str(self._now()),
            "type": "system",
            "system": {
                "body": f"User {old.name} changed from {old.phone} to {new.phone}",
                "wa_id": new.phone,
                "user_id": new.user_id,
                "type": "user_changed_number",
            },
        }

    def _preference(self, said: Said) -> tuple[str, Said]:
        phone, value = self._phone(said), str(said.get("value", "stop"))
        if value not in ("stop", "resume"):
            raise BadUpdate("value is stop or resume")
        told = {
            "wa_id": phone.phone,
            "user_id": phone.user_id,
            "detail": f"User requested to {value} marketing messages",
            "category": "marketing_messages",
            "value": value,
            "timestamp": self._now(),
        }
        contacts = {"contacts": [{"wa_id": phone.phone, "user_id": phone.user_id}]}
        return "user_preferences", self._metadata() | contacts | {"user_preferences": [told]}

    def _user_id(self, said: Said) -> tuple[str, Said]:
        phone = self._phone(said)
        told = {
            "wa_id": phone.phone,
            "detail": "The user id of this user has changed",
            "user_id": {"previous": str(said.get("previous", "BR.1")), "current": phone.user_id},
            "timestamp": str(self._now()),
        }
        return "user_id_update", self._metadata() | {"user_id_update": [told]}

    def _identity(self, said: Said) -> tuple[str, Said]:
        phone = self._phone(said)
        told = self._moved(phone, phone)
        told["system"] = {"body": "Identity changed", "type": "customer_identity_changed"}
        return "messages", self._metadata() | {"messages": [told]}

    def _value_error(self, said: Said) -> tuple[str, Said]:
        title = "Rate limit hit"
        error = {"code": int(said.get("code", 130429)), "title": title, "message": title}
        return "messages", self._metadata() | {"errors": [error]}

    def _quality(self, said: Said) -> tuple[str, Said]:
        return "phone_number_quality_update", {
            "display_phone_number": self._settings.display_phone_number,
            "event": str(said.get("event", "DOWNGRADE")),
            "old_limit": str(said.get("old_limit", "TIER_10K")),
            "current_limit": str(said.get("current_limit", "TIER_2K")),
        }

    def _phone(self, said: Said) -> Phone:
        number = str(said.get("phone", ""))
        if not number.isdecimal():
            raise BadUpdate("phone is missing")
        return self._phones.ensure(number)

    def _metadata(self) -> Said:
        return {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": self._settings.display_phone_number,
                "phone_number_id": self._settings.whatsapp_phone_number_id,
            },
        }

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _queue(self, field: str, value: Said) -> None:
        entry = {
            "id": BUSINESS_ACCOUNT,
            "time": self._now(),
            "changes": [{"value": value, "field": field}],
        }
        body = {"object": "whatsapp_business_account", "entry": [entry]}
        self._courier.enqueue(f"update:{field}", KIND, self._settings.webhook_url, body)


def _template(said: Said) -> tuple[str, Said]:
    return "message_template_status_update", {
        **_which(said),
        "event": str(said.get("event", "PAUSED")),
        "reason": str(said.get("reason", "NONE")),
        "message_template_category": str(said.get("category", "UTILITY")),
    }


def _template_category(said: Said) -> tuple[str, Said]:
    return "template_category_update", {
        **_which(said),
        "previous_category": str(said.get("from", "UTILITY")),
        "new_category": str(said.get("to", "MARKETING")),
    }


def _template_quality(said: Said) -> tuple[str, Said]:
    return "message_template_quality_update", {
        **_which(said),
        "previous_quality_score": str(said.get("from", "GREEN")),
        "new_quality_score": str(said.get("to", "RED")),
    }


def _which(said: Said) -> Said:
    return {
        "message_template_id": 1,
        "message_template_name": str(said.get("name", "lembrete")),
        "message_template_language": str(said.get("language", "pt_BR")),
    }


def _account(said: Said) -> tuple[str, Said]:
    return "account_update", {
        "event": str(said.get("event", "ACCOUNT_VIOLATION")),
        "violation_info": {"violation_type": str(said.get("violation", "SPAM"))},
    }
