"""What a person writes: a simple description becomes Meta's message object and is sent."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from sandbox.graph import placeholders
from sandbox.graph.ledger import Ledger, Message, new_wamid
from sandbox.graph.media import MediaStore
from sandbox.graph.phones import Phone, Phones
from sandbox.graph.webhooks import Webhooks
from sandbox.settings import Clock, SandboxSettings

# type: (MIME type, filename, sample)
SAMPLES: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "image": ("image/png", "foto.png", placeholders.receipt_picture),
    "audio": ("audio/ogg; codecs=opus", "audio.ogg", placeholders.voice_note),
    "document": ("application/pdf", "comprovante.pdf", placeholders.document),
    "sticker": ("image/webp", "figurinha.webp", placeholders.sticker),
    "video": ("video/mp4", "video.mp4", placeholders.video),
}
ITEM = {
    "product_retailer_id": "1",
    "quantity": 1,
    "item_price": 1990,
    "currency": "BRL",
}
PLACE = {"latitude": -23.55052, "longitude": -46.633308, "name": "Praça da Sé"}
AD = {
    "source_url": "https://fb.me/exemplo",
    "source_type": "ad",
    "headline": "Negocie com a gente",
    "ctwa_clid": "exemplo",
}
PERSON = {"name": "Contato de exemplo", "phone": "5511900000000"}


class BadWriting(ValueError):
    """The description of a message says too little or something unknown."""


class Inbox:
    """Writes to the assistant as a person would."""

    def __init__(
        self,
        settings: SandboxSettings,
        phones: Phones,
        ledger: Ledger,
        media: MediaStore,
        webhooks: Webhooks,
        clock: Clock,
    ) -> None:
        """Take the collaborators and the time."""
        self._settings = settings
        self._phones = phones
        self._ledger = ledger
        self._media = media
        self._webhooks = webhooks
        self._clock = clock

    def write(self, number: str, said: dict[str, Any]) -> Message:
        """Send one message from a phone, adding the phone when it is new.

        Raises:
            BadWriting: the description is incomplete or of an unknown type.
            GraphError: the media is of a type or size that WhatsApp does not take.
        """
        content = self._content(said)
        phone = self._phones.ensure(number, str(said.get("name") or ""))
        moment = said.get("timestamp")
        body: dict[str, Any] = {
            "from_user_id": phone.user_id,
            "id": new_wamid(number),
            "timestamp": str(_seconds(moment) if moment else int(self._clock().timestamp())),
            **content,
        }
        if not phone.hidden:
            body["from"] = phone.phone
        if said.get("context_id"):
            body["context"] = {
                "from": self._settings.display_phone_number,
                "id": str(said["context_id"]),
            }
        if said.get("forwarded"):
            body["context"] = {**body.get("context", {}), "forwarded": True}
        if said.get("ad"):
            body["referral"] = {**AD, "source_id": str(said["ad"])}
        if said.get("group_id"):
            body["group_id"] = str(said["group_id"])
        if said.get("number"):
            self._webhooks.account.sent_from(body["id"], str(said["number"]))
        return self._send(phone, body)

    def _send(self, phone: Phone, body: dict[str, Any]) -> Message:
        message = self._ledger.add_in(phone.phone, body)
        self._webhooks.message(phone, message)
        return message

    def _content(self, said: dict[str, Any]) -> dict[str, Any]:
        kind = said.get("type")
        if kind == "text":
            return {"type": "text", "text": {"body": _needed(said, "text")}}
        if kind in ("button_reply", "list_reply"):
            reply = {"id": _needed(said, "id"), "title": _needed(said, "title")}
            if kind == "list_reply" and said.get("description"):
                reply["description"] = said["description"]
            return {"type": "interactive", "interactive": {"type": kind, kind: reply}}
        if kind == "button":
            text = _needed(said, "text")
            return {"type": kind, kind: {"payload": said.get("payload", text), "text": text}}
        if kind in SAMPLES:
            return {"type": kind, kind: self._file(kind, said)}
        if kind == "location":
            keys = ("latitude", "longitude", "name", "address")
            return {"type": kind, kind: {k: said[k] for k in keys if k in said} or PLACE}
        if kind == "contacts":
            return {"type": kind, "contacts": [_contact({**PERSON, **said})]}
        if kind == "reaction":
            reaction = {"message_id": _needed(said, "message_id")}
            if said.get("emoji"):
                reaction["emoji"] = said["emoji"]
            return {"type": kind, "reaction": reaction}
        if kind == "flow_reply":
            answers = json.dumps(said.get("answers", {}))
            reply = {"name": "flow", "body": "Enviado", "response_json": answers}
            return {
                "type": "interactive",
                "interactive": {"type": "nfm_reply", "nfm_reply": reply},
            }
        if kind == "order":
            return {"type": kind, kind: {"catalog_id": "1", "product_items": [ITEM]}}
        if kind == "edit":
            edited = {"type": "text", "text": {"body": _needed(said, "text")}}
            change = {"original_message_id": _needed(said, "message_id"), "message": edited}
            return {"type": kind, kind: change}
        if kind == "revoke":
            return {"type": kind, kind: {"original_message_id": _needed(said, "message_id")}}
        if kind == "unsupported":
            return {"type": kind, "errors": [_unsupported()], "unsupported": {"type": "edit"}}
        raise BadWriting(f"unknown type {kind!r}")

    def _file(self, kind: str, said: dict[str, Any]) -> dict[str, Any]:
        mime_type, filename, sample = SAMPLES[kind]
        mime_type = said.get("mime_type", mime_type)
        filename = said.get("filename", filename)
        data = _decoded(said["data_base64"]) if "data_base64" in said else sample()
        if kind == "audio" and said.get("words"):
            data = placeholders.voice_note(words=str(said["words"]))
        media = self._media.add(data, mime_type, filename)
        entry: dict[str, Any] = {
            "mime_type": media.mime_type,
            "sha256": base64.b64encode(media.sha256).decode(),
            "id": media.id,
            "url": self._media.link(media.id),
        }
        if said.get("links") is False:  # as older versions have it: an address is to be asked for
            del entry["url"]
        if said.get("caption"):
            entry["caption"] = said["caption"]
        if kind == "audio":
            entry["voice"] = bool(said.get("voice", True))
        if kind == "document":
            entry["filename"] = filename
        if kind == "sticker":
            entry["animated"] = False
        return entry


def _needed(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadWriting(f"{said.get('type')} needs {key!r}")
    return value


def _seconds(moment: object) -> int:
    try:
        return int(str(moment))
    except ValueError:
        raise BadWriting("timestamp is a number of seconds") from None


def _decoded(data: object) -> bytes:
    try:
        return base64.b64decode(str(data), validate=True)
    except binascii.Error:
        raise BadWriting("data_base64 is not base64") from None


def _contact(said: dict[str, Any]) -> dict[str, Any]:
    name, phone = str(said["name"]), str(said["phone"])
    return {
        "name": {"first_name": name.split()[0], "formatted_name": name},
        "phones": [{"phone": "+" + phone, "wa_id": phone, "type": "MOBILE"}],
    }


def _unsupported() -> dict[str, Any]:
    return {
        "code": 131051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
