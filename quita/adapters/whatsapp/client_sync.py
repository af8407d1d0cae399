"""Sends WhatsApp messages with requests: a thin transport, for the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from quita.adapters.whatsapp.bodies import read_body
from quita.adapters.whatsapp.endpoint import (
    CONNECT_SECONDS,
    PRODUCT,
    TOTAL_SECONDS,
    UPLOAD_SECONDS,
    Endpoint,
    encode,
)
from quita.adapters.whatsapp.responses import (
    Answer,
    Refused,
    Unclear,
    marked_read,
    not_sent,
    number_facts,
    parse_answer,
    parse_upload,
)
from quita.services.number_health import NumberFacts

# A larger piece would be waited for until it is full, however slowly its bytes come; an answer
# has a few hundred of them.
_PIECE_BYTES = 1


class _Bearer(AuthBase):
    """Sets the header by itself, or requests would take a .netrc's login instead."""

    def __init__(self, authorization: str) -> None:
        self._authorization = authorization

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._authorization
        return request


class WhatsAppClient:
    """The Messages API of one business number. Not to be shared between threads."""

    def __init__(
        self,
        graph_url: str,
        phone_number_id: str,
        access_token: str,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for settings that cannot work."""
        self._endpoint = Endpoint(graph_url, phone_number_id, access_token)
        # requests bounds each read, not all of them: the rest of the time is for the first byte,
        # and _post watches the clock after it.
        self._connect_seconds, self._total_seconds = connect_seconds, total_seconds
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.auth = _Bearer(self._endpoint.authorization)

    def send(self, body: dict[str, Any], number_id: str | None = None) -> Answer:
        """Posts one body from a number (the first by default). Raises nothing of the network."""
        try:
            return parse_answer(*self._post_body(body, number_id))
        except requests.ConnectionError as error:
            reason = type(error).__name__
            return not_sent(reason) if _before_sending(error) else Unclear(reason)
        except requests.RequestException as error:
            return Unclear(type(error).__name__)

    def upload(self, data: bytes, mime_type: str, number_id: str | None = None) -> str | Refused:
        """Posts a file, for a message of the same number; gives Meta's id of it.

        A file that may have arrived shows nothing to anybody: it is posted again.
        """
        content = {"data": [PRODUCT], "files": {"file": ("file", data, mime_type)}}
        try:
            return parse_upload(
                *self._post(self._endpoint.media_url(number_id), UPLOAD_SECONDS, **content)
            )
        except requests.RequestException as error:
            return not_sent(type(error).__name__)

    def mark_read(self, message_id: str, typing: bool, number_id: str | None = None) -> bool:
        """Shows the blue ticks, and that we are typing if asked; False where it failed."""
        try:
            return marked_read(*self._post_body(read_body(message_id, typing), number_id))
        except requests.RequestException:
            return False

    def describe(self, number_id: str) -> NumberFacts | None:
        """Asks what Meta thinks of a number; None where it does not answer, or not well."""
        fields = {"fields": "display_phone_number,quality_rating,messaging_limit_tier"}
        try:
            answer = self._session.get(
                self._endpoint.number_url(number_id),
                params=fields,
                timeout=self._timeouts(self._total_seconds),
                allow_redirects=False,
            )
        except requests.RequestException:
            return None
        return number_facts(answer.status_code, answer.content)

    def close(self) -> None:
        """Closes the connections; may be called twice."""
        self._session.close()

    def _timeouts(self, total_seconds: float) -> tuple[float, float]:
        return self._connect_seconds, total_seconds - self._connect_seconds

    def _post_body(self, body: dict[str, Any], number_id: str | None) -> tuple[int, bytes]:
        content = {"data": encode(body), "headers": {"Content-Type": "application/json"}}
        return self._post(self._endpoint.messages_url(number_id), self._total_seconds, **content)

    def _post(self, url: str, total_seconds: float, **content: Any) -> tuple[int, bytes]:
        deadline = self._monotonic() + total_seconds
        with self._session.post(
            url,
            **content,
            timeout=self._timeouts(total_seconds),
            # A redirect is no answer of Meta's, and following it would carry the message along.
            allow_redirects=False,
            stream=True,
        ) as answer:
            read = bytearray()
            for piece in answer.iter_content(_PIECE_BYTES):
                read += piece
                if self._monotonic() > deadline:
                    raise requests.ReadTimeout("the answer took too long")
            return answer.status_code, bytes(read)


def _before_sending(error: requests.ConnectionError) -> bool:
    """Whether no connection came about (refused, no such host, timed out): nothing was sent."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
