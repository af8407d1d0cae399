"""What a bubble in the phone shows, from the message that the protocol carried."""

from __future__ import annotations

import re
from typing import Any

from quita.domain.errors import InvalidBrCode
from quita.domain.pix import parse
from sandbox.bank.boleto_pages import pay_boleto_url
from sandbox.graph.ledger import Ledger, Message
from sandbox.graph.media import MediaStore
from sandbox.graph.templates import Templates
from sandbox.pages import pay_url

SEEN = ("delivered", "read")
QUOTE_LENGTH = 90
_BOLETO = re.compile(r"[\d.\s]{47,60}")
_LABELS = {
    "image": "Foto",
    "audio": "Mensagem de voz",
    "document": "Documento",
    "sticker": "Figurinha",
    "location": "Localização",
    "contacts": "Contato",
    "unsupported": "Mensagem editada",
    "video": "Vídeo",
    "order": "Pedido",
    "edit": "Mensagem editada",
    "revoke": "Mensagem apagada",
    "reaction": "Reação",
}


class Viewer:
    """Turns messages into what the browser draws."""

    def __init__(self, ledger: Ledger, media: MediaStore, templates: Templates) -> None:
        """Take where quoted messages, files and templates are found."""
        self._ledger = ledger
        self._media = media
        self._templates = templates

    def bubble(self, message: Message) -> dict[str, Any]:
        """Give one bubble."""
        mine = message.direction == "in"
        content = self._mine(message) if mine else self._theirs(message)
        return {
            "id": message.wamid,
            "seq": message.seq,
            "mine": mine,
            "timestamp": message.timestamp,
            "visible": mine or message.status in SEEN,
            "status": message.status,
            "quote": self._quote(message.context),
            **content,
        }

    def preview(self, message: Message) -> str:
        """Give one line of a message, for a list of chats or a quotation."""
        content = self._mine(message) if message.direction == "in" else self._theirs(message)
        text = content.get("text") or _LABELS.get(str(content["kind"]), "Mensagem")
        return " ".join(str(text).split())[:QUOTE_LENGTH]

    def _quote(self, wamid: str | None) -> dict[str, Any] | None:
        quoted = self._ledger.get(wamid) if wamid else None
        if quoted is None:
            return None
        return {"mine": quoted.direction == "in", "text": self.preview(quoted)}

    def _mine(self, message: Message) -> dict[str, Any]:
        body, kind = message.body, message.kind
        if kind == "text":
            return {"kind": "text", "text": body["text"]["body"]}
        if kind == "edit":
            return {"kind": "text", "text": body["edit"]["message"]["text"]["body"]}
        if kind == "interactive":
            reply = body["interactive"][body["interactive"]["type"]]
            if "title" not in reply:
                return {"kind": "text", "text": reply["body"]}
            return {
                "kind": "text",
                "text": reply["title"],
                "reply_id": reply["id"],
                "reply_to": message.context,
            }
        if kind == "button":
            button = body["button"]
            return {
                "kind": "text",
                "text": button["text"],
                "reply_id": button["payload"],
                "reply_to": message.context,
            }
        if kind == "reaction":
            return {"kind": "reaction", **body["reaction"]}
        if kind in ("image", "audio", "document", "sticker", "video"):
            return self._file(kind, body[kind])
        if kind == "location":
            return {"kind": kind, "text": body[kind].get("name", "")}
        if kind == "contacts":
            return {"kind": kind, "text": body[kind][0]["name"]["formatted_name"]}
        return {"kind": kind, "text": ""}

    def _theirs(self, message: Message) -> dict[str, Any]:
        body, kind = message.body, message.kind
        if kind == "text":
            text = body["text"]["body"]
            return {"kind": "text", "text": text, **payable(text)}
        if kind == "interactive":
            return _interactive(body["interactive"])
        if kind == "template":
            text, labels = self._templates.render(body["template"])
            given = self._templates.quick_replies(body["template"])
            ids = [*given, *labels[len(given) :]]
            buttons = [
                {"id": one, "title": label, "template": True}
                for one, label in zip(ids, labels, strict=False)
            ]
            return {"kind": "text", "text": text, "buttons": buttons}
        return self._file(kind, body[kind])

    def _file(self, kind: str, held: dict[str, Any]) -> dict[str, Any]:
        media = self._media.get(held["id"]) if "id" in held else None
        name = held.get("filename") or (media.filename if media else "") or _LABELS[kind]
        return {
            "kind": kind,
            "text": held.get("caption", ""),
            "media": {
                "url": f"/phone/media/{media.id}" if media else held.get("link", ""),
                "mime_type": media.mime_type if media else "",
                "name": name,
                "size": len(media.data) if media else 0,
            },
        }


def payable(text: str) -> dict[str, Any]:
    """Say whether a text is, alone, a Pix code or a boleto's line, and where to pay it."""
    stripped = text.strip()
    try:
        parse(stripped)
    except InvalidBrCode:
        if _BOLETO.fullmatch(stripped) and len(re.sub(r"\D", "", stripped)) == 47:
            return {"boleto": stripped, "pay_url": pay_boleto_url(stripped)}
        return {}
    return {"pix": stripped, "pay_url": pay_url(stripped)}


def _interactive(content: dict[str, Any]) -> dict[str, Any]:
    action = content["action"]
    shown: dict[str, Any] = {
        "kind": "text",
        "text": content["body"]["text"],
        "header": content.get("header", {}).get("text", ""),
        "footer": content.get("footer", {}).get("text", ""),
    }
    if content["type"] == "button":
        shown["buttons"] = [button["reply"] for button in action["buttons"]]
    elif content["type"] == "list":
        shown["list"] = {"button": action["button"], "sections": action["sections"]}
    elif content["type"] == "cta_url":
        shown["link"] = action["parameters"]
    elif content["type"] == "order_details":
        shown["order"] = _order(action["parameters"])
    else:
        shown["order_status"] = action["parameters"]["order"]["status"]
    return shown


def _order(parameters: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = {
        "items": [
            {"name": item["name"], "quantity": item["quantity"], "cents": item["amount"]["value"]}
            for item in parameters["order"]["items"]
        ],
        "total_cents": parameters["total_amount"]["value"],
    }
    for setting in parameters["payment_settings"]:
        if setting["type"] == "pix_dynamic_code":
            code = setting["pix_dynamic_code"]["code"]
            order["pix"], order["pay_url"] = code, pay_url(code)
        elif setting["type"] == "boleto":
            order["boleto"] = setting["boleto"]["digitable_line"]
        else:
            order["link"] = setting["payment_link"]["uri"]
    return order
