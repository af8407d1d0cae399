"""Meta's errors by code: HTTP status and title, as in Meta's "Error codes" page (Cloud API)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from aiohttp import web

_TITLES: Mapping[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token - Cannot parse access token"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country."),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User opted out of marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    133004: (503, "Server temporarily unavailable"),
    133010: (400, "Phone number not registered"),
}
_DETAILS: Mapping[int, str] = {
    131026: "Message undeliverable.",
    131047: (
        "Message failed to send because more than 24 hours have passed since the customer last"
        " replied to this number."
    ),
    131049: (
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."
    ),
    131056: (
        "Message failed to send because there were too many messages sent from this phone number"
        " to the same phone number in a short period of time."
    ),
}
GRAPH_METHOD = "GraphMethodException"


class GraphError(Exception):
    """A call that Meta refuses; rendered as Meta's error JSON."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        message: str = "",
        kind: str = "OAuthException",
    ) -> None:
        """Take Meta's code, and what `error_data.details` says."""
        super().__init__(f"{code}: {details or title(code)}")
        self.code = code
        self.details = details or _DETAILS.get(code, "")
        self.subcode = subcode
        self.message = message or f"(#{code}) {title(code)}"
        self.kind = kind

    def response(self) -> web.Response:
        """Give the HTTP answer."""
        error: dict[str, object] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return web.json_response({"error": error}, status=http_status(self.code))


def title(code: int) -> str:
    """Give the title of a code, or a general one for codes unknown here."""
    return _TITLES.get(code, (400, "Unknown error"))[1]


def http_status(code: int) -> int:
    """Give the HTTP status that Meta answers with for a code."""
    if 200 <= code <= 299:
        return 403
    return _TITLES.get(code, (400, ""))[0]


def status_error(code: int) -> dict[str, object]:
    """Give the entry of `errors` in a `failed` status."""
    return {
        "code": code,
        "title": title(code),
        "message": title(code),
        "error_data": {"details": _DETAILS.get(code, title(code))},
        "href": "/documentation/business-messaging/whatsapp/support/error-codes",
    }
