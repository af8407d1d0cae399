"""How gateways speak: what is posted to them, what they answer, and what they post to us.

`json`: POST {url}/messages with a bearer token and {"id", "to", "text", "callback"}; it answers
202 with {"id"}. It posts {"type": "status", "id", "ref", "status"} and {"type": "reply", "id",
"from", "text"}, signed: X-Sms-Signature is sha256= and the HMAC-SHA256 of the body under the token.
`twilio`: POST {url}/2010-04-01/Accounts/{sid}/Messages.json, a form, with basic authentication; its
posts are forms, signed by X-Twilio-Signature: HMAC-SHA1, in base64, of the address with the sorted
parameters behind it (Twilio, "Security: validating requests").
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import parse_qsl

from quita.domain.errors import MalformedWebhook
from quita.domain.records import OutboxState
from quita.services.ports.sms import GatewayAnswer, SmsMessage, Taken
from quita.settings import SmsSettings

STATUS_PATH = "/webhooks/sms/status"
_STATES = {
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "failed": OutboxState.FAILED,
    "undelivered": OutboxState.FAILED,
    "rejected": OutboxState.FAILED,
    "expired": OutboxState.FAILED,
}
_BUSY = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Post:
    """A request to a gateway: `json` or `form` is its body."""

    url: str
    headers: Mapping[str, str]
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Report:
    """How far a message got."""

    external_id: str
    our_id: str | None
    state: OutboxState
    error: str | None


@dataclass(frozen=True)
class Reply:
    """What somebody answered."""

    external_id: str
    phone: str
    text: str


def post_of(message: SmsMessage, gateway: SmsSettings, public_url: str) -> Post:
    """Give the request that sends a message."""
    callback = f"{public_url}{STATUS_PATH}"
    if gateway.profile == "twilio":
        pair = base64.b64encode(f"{gateway.account}:{gateway.token}".encode()).decode()
        url = f"{gateway.url}/2010-04-01/Accounts/{gateway.account}/Messages.json"
        sender = "MessagingServiceSid" if gateway.sender.startswith("MG") else "From"
        form = {"To": message.phone, sender: gateway.sender, "Body": message.body,
                "StatusCallback": f"{callback}?ref={message.id}"}  # fmt: skip
        return Post(url, {"Authorization": f"Basic {pair}"}, form=form)
    body = {"id": message.id, "to": message.phone, "text": message.body, "callback": callback}
    return Post(f"{gateway.url}/messages", {"Authorization": f"Bearer {gateway.token}"}, json=body)


def answer_of(status: int, body: bytes, profile: str) -> GatewayAnswer:
    """Read a gateway's answer; what only its status tells is enough to know what to do."""
    if status in _BUSY:
        return GatewayAnswer(Taken.BUSY, reason=f"HTTP {status}")
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    external_id = str(told.get("sid" if profile == "twilio" else "id") or "")
    if 200 <= status < 300 and external_id:
        return GatewayAnswer(Taken.TAKEN, external_id)
    if 200 <= status < 300:  # it says yes and gives nothing to hold it to
        return GatewayAnswer(Taken.UNCLEAR, reason=f"HTTP {status} without an id")
    return GatewayAnswer(Taken.REFUSED, reason=f"HTTP {status} {told.get('code') or ''!s}".strip())


def signed(gateway: SmsSettings, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Say whether a post to us is the gateway's; `url` is the address that it posted to."""
    if gateway.profile == "twilio":
        given = headers.get("x-twilio-signature", "")
        return hmac.compare_digest(given.encode(), twilio_signature(gateway.token, url, body))
    given = headers.get("x-sms-signature", "")
    return hmac.compare_digest(given.encode(), json_signature(gateway.token, body))


def json_signature(token: str, body: bytes) -> bytes:
    """Sign a body as the JSON gateway does."""
    return b"sha256=" + hmac.new(token.encode(), body, sha256).hexdigest().encode()


def twilio_signature(token: str, url: str, body: bytes) -> bytes:
    """Sign a form as Twilio does."""
    pairs = sorted(set(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    text = url + "".join(f"{name}{value}" for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), text.encode(), sha1).digest())


def read_post(profile: str, body: bytes, ref: str | None) -> Report | Reply | None:
    """Read a gateway's post; None where it tells what nobody needs (queued, sending).

    Raises:
        MalformedWebhook: it is not of the provider's shape.
    """
    told = _twilio(body, ref) if profile == "twilio" else _json(body)
    if told["type"] == "reply":
        if not (told["id"] and told["from"]):
            raise MalformedWebhook("a reply without id or sender")
        return Reply(told["id"], told["from"], told["text"])
    state = _STATES.get(told["status"])
    if not told["id"]:
        raise MalformedWebhook("a report without id")
    error = f"gateway: {told['error']}" if told["error"] else None
    return Report(told["id"], told["ref"] or None, state, error) if state else None


def _json(body: bytes) -> dict[str, str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedWebhook("not JSON") from None
    if not isinstance(told, dict) or told.get("type") not in ("status", "reply"):
        raise MalformedWebhook("neither status nor reply")
    names = ("type", "id", "ref", "status", "error", "from", "text")
    return {name: str(told.get(name) or "") for name in names}


def _twilio(body: bytes, ref: str | None) -> dict[str, str]:
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    is_reply = "Body" in form and "MessageStatus" not in form
    return {
        "type": "reply" if is_reply else "status",
        "id": form.get("MessageSid", ""),
        "ref": ref or "",
        "status": form.get("MessageStatus", ""),
        "error": form.get("ErrorCode", ""),
        "from": form.get("From", ""),
        "text": form.get("Body", ""),
    }
