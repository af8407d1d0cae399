"""Builds the bodies of `POST /{phone_number_id}/messages` out of our own payloads: pure.

Meta, "Messages API"; limits in limits.py. One payload may need several bodies: they are sent in
order, and each carries its own callback data, by which a status web hook is matched.
"""

from __future__ import annotations

import re
from typing import Any

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.formatting import formatted, split_formatted, split_formatted_tail
from quita.adapters.whatsapp.options import Choices, as_option, fit
from quita.adapters.whatsapp.orders import order_details, order_status
from quita.adapters.whatsapp.payloads import (
    LinkPayload,
    MediaPayload,
    Payload,
    Recipient,
    TemplatePayload,
)
from quita.adapters.whatsapp.text import clean, one_line, shorten, units
from quita.domain.errors import InvalidInput

LIST_LABEL = "Opções"
"""Opens a list, and is the question of choices without one; whoever speaks may give another."""

LONGEST_ENDING = 10  # of a file's name, without its full stop

_WEB = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_PIECE = re.compile(r"(.*)#([1-9][0-9]*)", re.DOTALL)

Body = dict[str, Any]


def to_graph_bodies(
    payload: Payload, to: Recipient, callback_data: str, list_label: str = LIST_LABEL
) -> list[Body]:
    """Builds the bodies that say a payload, in order; never one that Meta refuses for its shape.

    A payload without anything to say gives none. Raises InvalidInput for what cannot be made to
    fit: a payload of no known kind, media without exactly one source, an order or a template that
    lacks something, and callback data over the limit.
    """
    list_label = one_line(list_label) or LIST_LABEL
    if payload["kind"] == "text":
        contents = _texts(payload["text"])
    elif payload["kind"] == "buttons":
        options = [as_option(one["id"], one["title"]) for one in payload["buttons"]]
        contents = _question(payload["text"], fit(options, None, list_label), list_label)
    elif payload["kind"] == "list":
        options = [
            as_option(row["id"], row["title"], row.get("description", ""))
            for row in payload["rows"]
        ]
        choices = fit(options, payload["button"], list_label)
        contents = _question(payload["text"], choices, list_label)
    elif payload["kind"] == "link":
        contents = _link(payload)
    elif payload["kind"] in ("document", "image"):
        contents = _media(payload)
    elif payload["kind"] == "audio":  # uploads.py puts in what Meta calls it
        contents = [{"type": "audio", "audio": {"voice": True} if payload["voice"] else {}}]
    elif payload["kind"] == "order":
        said = clean(payload["text"]).strip() or one_line(payload["item"])
        contents = _interactive(said, order_details(payload))
    elif payload["kind"] == "order_status":
        contents = _interactive(clean(payload["text"]), order_status(payload))
    elif payload["kind"] == "template":
        contents = [{"type": "template", "template": _template(payload)}]
    else:
        raise InvalidInput("a payload of no known kind")
    address = {"to": to.phone} if to.phone else {"recipient": to.bsuid}
    return [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **address,
            **content,
            "biz_opaque_callback_data": callback_of_piece(callback_data, piece),
        }
        for piece, content in enumerate(contents, start=1)
    ]


def read_body(message_id: str, typing: bool) -> Body:
    """Builds a read receipt, with a typing indicator (until the reply, 25 s at most) if asked."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    return {**body, "typing_indicator": {"type": "text"}} if typing else body


def callback_of_piece(callback_data: str, piece: int) -> str:
    """Names one body of a payload: the data itself for the first, `data#2` for the second ..."""
    written = callback_data if piece == 1 else f"{callback_data}#{piece}"
    if units(written) > limits.CALLBACK_DATA:
        raise InvalidInput("callback data over the limit")
    return written


def piece_of_callback(written: str) -> tuple[str, int]:
    """Reads callback data back into the payload's own and the number of the piece, from 1."""
    match = _PIECE.fullmatch(written)
    return (match[1], int(match[2])) if match else (written, 1)


def _texts(text: str) -> list[Body]:
    return _as_texts(split_formatted(formatted(clean(text)), limits.TEXT_BODY))


def _as_texts(pieces: list[str]) -> list[Body]:
    return [{"type": "text", "text": {"body": one, "preview_url": False}} for one in pieces]


def _interactive(text: str, content: Body) -> list[Body]:
    """What is over the body's limit goes ahead as plain text; the question stays with it."""
    head, tail = split_formatted_tail(formatted(text), limits.TEXT_BODY, limits.INTERACTIVE_BODY)
    if not tail:
        raise InvalidInput("an interactive message without words")
    interactive = {**content, "body": {"text": tail}}
    return [*_as_texts(head), {"type": "interactive", "interactive": interactive}]


def _question(text: str, choices: Choices, list_label: str) -> list[Body]:
    text = _paragraphs(clean(text), choices.written)
    if not choices.menus:
        return _texts(text)
    first, *others = choices.menus
    contents = _interactive(text or list_label, first)
    for menu in others:
        contents += _interactive(list_label, menu)
    return contents


def _link(payload: LinkPayload) -> list[Body]:
    text, title, url = clean(payload["text"]), one_line(payload["title"]), payload["url"].strip()
    if not title or not _is_web(url):
        return _texts(_paragraphs(text, title, url))
    label = shorten(title, limits.LINK_TITLE)
    said = text if label == title else _paragraphs(text, title)
    parameters = {"display_text": label, "url": url}
    action = {"name": "cta_url", "parameters": parameters}
    return _interactive(said.strip() or title, {"type": "cta_url", "action": action})


def _media(payload: MediaPayload) -> list[Body]:
    link, media_id = payload.get("link"), payload.get("media_id")
    if bool(link) == bool(media_id):
        raise InvalidInput("media needs exactly one of link and media_id")
    if link and not _is_web(link):
        raise InvalidInput("a media link that is no web address")
    media: dict[str, str] = {"link": link} if link else {"id": media_id or ""}
    if payload["kind"] == "document":
        filename = _filename(one_line(payload.get("filename", "")))
        media |= {"filename": filename} if filename else {}
    caption = formatted(clean(payload.get("caption", ""))).strip()
    fits = units(caption) <= limits.MEDIA_CAPTION
    if caption and fits:
        media["caption"] = caption
    content = {"type": payload["kind"], payload["kind"]: media}
    return [content] if fits else [content, *_texts(caption)]


def _template(payload: TemplatePayload) -> Body:
    """Values go by their order; a quick reply takes the payload that comes back when pressed."""
    values = [one_line(value) for value in payload.get("parameters", [])]
    if not all(values):
        raise InvalidInput("a template with an empty value")
    if max(units(payload.get("text", "")), sum(map(units, values))) > limits.TEMPLATE_BODY:
        raise InvalidInput("a template that is too long once it is filled in")
    filled = [{"type": "text", "text": value} for value in values]
    components: list[Body] = [{"type": "body", "parameters": filled}] if filled else []
    for index, button in enumerate(payload.get("buttons", [])):
        if not 0 < units(button["id"].strip()) <= units(button["id"]) <= limits.TEMPLATE_PAYLOAD:
            raise InvalidInput("a quick reply whose id Meta does not take")
        pressed = [{"type": "payload", "payload": button["id"]}]
        reply = {"type": "button", "sub_type": "quick_reply", "index": str(index)}
        components.append({**reply, "parameters": pressed})
    language = {"policy": "deterministic", "code": payload["language"]}
    named = {"name": payload["name"], "language": language}
    return {**named, "components": components} if components else named


def _filename(name: str) -> str:
    """Fits a file's name, keeping what it ends with: by that a phone knows how to open it."""
    if units(name) <= limits.FILENAME:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f".{ending}" if dot and units(ending) <= LONGEST_ENDING else ""
    return shorten(stem if ending else name, limits.FILENAME - units(ending)) + ending


def _is_web(url: str) -> bool:
    return bool(_WEB.fullmatch(url)) and url.isprintable() and units(url) <= limits.LINK_URL


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
