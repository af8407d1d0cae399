"""Messages as the chat's script takes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quita.domain.errors import InvalidBrCode
from quita.domain.pix import parse as parse_pix
from quita.services.ports.web_feed import Held, Shown

_LINE = re.compile(r"\d{5}\.\d{5} \d{5}\.\d{6} \d{5}\.\d{6} \d \d{14}")
_ADDRESSES = ("link", "url")


def message_of(one: Shown, public_url: str) -> dict[str, Any]:
    """Give a message as JSON: its payload, its author, and what of it is a code to pay by."""
    payload = {name: _path(name, value, public_url) for name, value in one.payload.items()}
    text = str(payload.get("text") or "")
    shown: dict[str, Any] = {
        "id": one.id,
        "seq": one.seq,
        "author": one.author.partition(":")[0],
        "at": one.at.isoformat(),
        "state": one.state,
        **payload,
    }
    if one.name:
        shown["name"] = one.name
    if one.author == "person":
        return {**shown, "state": "sent", "choice": one.chosen}
    if payload.get("kind") == "order":
        shown |= {"kind": "text", "pix": payload["code"]}
    elif is_pix(text):
        shown["pix"] = text.strip()
    elif found := _LINE.search(text):
        shown["line"] = found[0]
    shown.pop("key", None)
    return shown


def held_of(held: Held | None) -> dict[str, Any]:
    """Give who answers as JSON."""
    return {"owner": held.owner, "agent": held.agent} if held else {"owner": "bot", "agent": None}


def pix_of(payload: Mapping[str, Any]) -> str | None:
    """Give the Pix code of a message, or None."""
    code = str(payload.get("code") or payload.get("text") or "").strip()
    return code if is_pix(code) else None


def is_pix(text: str) -> bool:
    """Say whether a message is a Pix code and nothing else."""
    if not text.startswith("000201"):
        return False
    try:
        parse_pix(text.strip())
    except InvalidBrCode:
        return False
    return True


def _path(name: str, value: Any, public_url: str) -> Any:
    """Give our own addresses without their host, since the page may be reached by another name."""
    if name in _ADDRESSES and isinstance(value, str) and value.startswith(f"{public_url}/"):
        return value[len(public_url) :]
    return value
