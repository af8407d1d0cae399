"""Carries exchanges with requests, for the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import requests
from urllib3.exceptions import HTTPError

from quita.adapters.http.messages import (
    CONNECT_SECONDS,
    MAX_BYTES,
    READ_SECONDS,
    Exchange,
    HttpRequest,
    HttpResponse,
)
from quita.domain.errors import ProviderUnavailable

T = TypeVar("T")


class SyncCarrier:
    """One session with a bank. Not to be shared between threads."""

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        authorities: str | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet.

        Args:
            authorities: PEM file of those that sign the bank's certificate, if not public ones.
        """
        self._session = session or requests.Session()
        self._authorities = authorities
        self._timeouts = (connect_seconds, read_seconds)
        self._total_seconds = connect_seconds + read_seconds
        self._monotonic = monotonic

    def carry(self, exchange: Exchange[T]) -> T:
        """Carry an exchange to its end.

        Raises:
            ProviderUnavailable: the bank did not answer.
        """
        try:
            request = next(exchange)
            while True:
                request = exchange.send(self._answer(request))
        except StopIteration as end:
            result: T = end.value
            return result

    def close(self) -> None:
        """Close the connections; may be called twice."""
        self._session.close()

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._exchanged(request)
        except (OSError, HTTPError) as error:  # every error of requests is an OSError
            raise ProviderUnavailable(f"the bank did not answer: {type(error).__name__}") from None

    def _exchanged(self, request: HttpRequest) -> HttpResponse:
        deadline = self._monotonic() + self._total_seconds
        with self._session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            auth=_as_it_is,
            timeout=self._timeouts,
            # Following a redirect would carry the token along.
            allow_redirects=False,
            stream=True,
            # A session's own `verify` would give way to REQUESTS_CA_BUNDLE.
            verify=self._authorities,
        ) as answer:
            read = bytearray()
            # requests bounds each read, not all of them; read1 gives what has come so far.
            while piece := answer.raw.read1(MAX_BYTES, decode_content=True):
                read += piece
                if len(read) > MAX_BYTES or self._monotonic() > deadline:
                    raise requests.ReadTimeout("the answer is too long or took too long")
            return HttpResponse(answer.status_code, bytes(read))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep our own Authorization, which requests would replace by a .netrc's login."""
    return request
