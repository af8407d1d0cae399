"""Carries the API Pix with requests: a thin transport, for the worker."""

from __future__ import annotations

import time
from collections.abc import Callable

import requests
from urllib3.exceptions import HTTPError

from quita.adapters.pix.config import CONNECT_SECONDS, READ_SECONDS, PixConfig, tls_context
from quita.adapters.pix.http_messages import MAX_BYTES, HttpRequest, HttpResponse
from quita.adapters.pix.protocol import Exchange, PixProtocol, T
from quita.domain.errors import ProviderUnavailable
from quita.services.ports import PixCharge, PixRequest


class PixClient:
    """Fulfils the port PixProvider. Not to be shared between threads."""

    def __init__(
        self,
        config: PixConfig,
        session: requests.Session | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for certificates that do not load."""
        tls_context(config)
        self._protocol = PixProtocol(config, monotonic)
        self._session = session or requests.Session()
        if config.cert_file and config.key_file:
            self._session.cert = (config.cert_file, config.key_file)
        elif config.cert_file:
            self._session.cert = config.cert_file
        self._authorities = config.ca_file
        self._timeouts = (connect_seconds, read_seconds)
        self._total_seconds = connect_seconds + read_seconds
        self._monotonic = monotonic

    def create(self, request: PixRequest) -> PixCharge:
        """Create a charge, or give the one that was created by the same request before."""
        return self._carry(self._protocol.create(request))

    def get(self, txid: str) -> PixCharge:
        """Look a charge up, with its payments."""
        return self._carry(self._protocol.get(txid))

    def withdraw(self, txid: str) -> None:
        """Make a charge unpayable."""
        self._carry(self._protocol.withdraw(txid))

    def register_webhook(self, url: str) -> None:
        """Ask that Pix be told to `{url}/pix`."""
        self._carry(self._protocol.register_webhook(url))

    def close(self) -> None:
        """Close the connections; may be called twice."""
        self._session.close()

    def _carry(self, exchange: Exchange[T]) -> T:
        try:
            request = next(exchange)
            while True:
                request = exchange.send(self._answer(request))
        except StopIteration as end:
            result: T = end.value
            return result

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
