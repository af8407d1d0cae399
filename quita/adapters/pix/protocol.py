"""Speaks Bacen's API Pix 2.9 without I/O: what to ask, what to make of it, how tokens live.

Each call is a generator that yields requests and is sent their answers; both clients carry the
same ones. Hand-written: no sound public client exists (idempotent creation, refunds as list or
object, codes that the bank leaves out).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from quita.adapters.http.messages import Exchange, HttpRequest, HttpResponse
from quita.adapters.pix.answers import check_accepted, read_charge, read_received, read_token
from quita.adapters.pix.charge_bodies import charge_body, moment
from quita.adapters.pix.config import PixConfig
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from quita.domain.pix_txid import txid_kind
from quita.services.ports import PixCharge, PixReceived, PixRequest

EARLY_SECONDS = 60.0
MAX_PAGES = 200  # of a thousand Pix each
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
_REMOVED_BY_ANYBODY = (REMOVED, "REMOVIDA_PELO_PSP", "CANCELADA", "REJEITADA", "EXPIRADA")
_NONE: Mapping[str, str] = MappingProxyType({})
_BAD_REQUEST, _UNAUTHORIZED, _NOT_FOUND, _CONFLICT, _UNPROCESSABLE = 400, 401, 404, 409, 422


class PixProtocol:
    """The calls of one receiver. May be shared: the worst of a race is one token more."""

    def __init__(self, config: PixConfig, monotonic: Callable[[], float]) -> None:
        """Take the access and a clock that only goes forward, in seconds."""
        self._config, self._monotonic = config, monotonic
        self._token: str | None = None
        self._token_until = 0.0

    def create(self, request: PixRequest) -> Exchange[PixCharge]:
        """Create a charge; the same request again gives the same charge.

        Its key says whether it is an immediate one or one with a due date. A bank may refuse the
        repetition of a txid (API Pix 2.9, `PUT /cob/{txid}`, says it in words of its own): so a
        refused one is looked up, and taken if amount and key are ours.

        Raises:
            ProviderRefused: the bank refuses it, holds another charge under the txid, or gives a
                code that cannot be paid.
            ProviderUnavailable: no answer, or none that can be read.
        """
        url = self._config.charge_url(request.txid)
        answer = yield from self._call("PUT", url, charge_body(request, self._config))
        if answer.status in (_BAD_REQUEST, _CONFLICT, _UNPROCESSABLE):
            known = yield from self._call("GET", url)
            if known.status != _NOT_FOUND:
                charge = read_charge(known, self._config, request.txid, to_pay=True)
                if charge.amount != request.amount:
                    raise ProviderRefused("the txid is taken by a charge of another amount")
                return charge
        return read_charge(answer, self._config, request.txid, to_pay=True)

    def get(self, txid: str) -> Exchange[PixCharge]:
        """Look a charge up, with its payments; `code` is empty where it cannot be paid any more.

        Raises:
            ProviderRefused: there is none, or the answer is not of it.
            ProviderUnavailable: no answer, or none that can be read.
        """
        answer = yield from self._call("GET", self._config.charge_url(txid))
        return read_charge(answer, self._config, txid, to_pay=False)

    def withdraw(self, txid: str) -> Exchange[None]:
        """Make a charge unpayable; one that is already removed is left.

        Raises:
            ProviderRefused: it was paid, or there is none.
            ProviderUnavailable: no answer.
        """
        url = self._config.charge_url(txid)
        removed = "CANCELADA" if txid_kind(txid) == "cobr" else REMOVED
        answer = yield from self._call("PATCH", url, {"status": removed})
        if answer.status in (_BAD_REQUEST, _CONFLICT, _UNPROCESSABLE):
            known = yield from self._call("GET", url)
            charge = read_charge(known, self._config, txid, to_pay=False)
            if charge.status in _REMOVED_BY_ANYBODY:
                return
        check_accepted(answer)

    def register_webhook(self, url: str) -> Exchange[None]:
        """Ask that Pix be told to `{url}/pix`.

        Raises:
            ProviderRefused: the bank does not take the address.
            ProviderUnavailable: no answer.
        """
        profile = self._config.profile
        if not profile.registers_webhook:
            return
        body = {"webhookUrl": profile.webhook_address(url)}
        more = profile.webhook_headers
        answer = yield from self._call("PUT", self._config.webhook_url(), body, more)
        check_accepted(answer)

    def received(self, start: datetime, end: datetime) -> Exchange[list[PixReceived]]:
        """List the Pix with a txid that came in from start to end, page by page.

        Raises:
            ProviderRefused: the bank does not list them, or lists what cannot be read.
            ProviderUnavailable: no answer, or pages without end.
        """
        found: list[PixReceived] = []
        for page in range(MAX_PAGES):
            query = {
                "inicio": moment(start),
                "fim": moment(end),
                "txIdPresente": "true",
                "paginacao.paginaAtual": str(page),
                "paginacao.itensPorPagina": "1000",
            }
            answer = yield from self._call("GET", self._config.url("pix", **query))
            items, pages = read_received(answer)
            found += items
            if page + 1 >= pages:
                return found
        raise ProviderUnavailable("the bank's list of Pix has no end")

    def _call(
        self,
        method: str,
        url: str,
        body: dict[str, Any] | None = None,
        more: Mapping[str, str] = _NONE,
    ) -> Exchange[HttpResponse]:
        headers = {**self._config.headers, **more}
        token = yield from self._living_token()
        answer = yield _request(method, url, token, body, headers)
        if answer.status != _UNAUTHORIZED:
            return answer
        if self._token == token:  # else somebody else has fetched a new one meanwhile
            self._token = None
        token = yield from self._living_token()
        return (yield _request(method, url, token, body, headers))

    def _living_token(self) -> Exchange[str]:
        if self._token is not None and self._monotonic() < self._token_until:
            return self._token
        asked_at = self._monotonic()
        answer = yield HttpRequest(
            "POST",
            self._config.token_address,
            self._token_headers(),
            urlencode(self._token_form()).encode("ascii"),
        )
        self._token, seconds = read_token(answer)
        self._token_until = asked_at + seconds - EARLY_SECONDS
        return self._token

    def _token_headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if self._config.profile.credentials == "header":
            headers["Authorization"] = self._config.basic_authorization
        return headers

    def _token_form(self) -> dict[str, str]:
        form = {"grant_type": "client_credentials", "scope": self._config.scopes}
        if self._config.profile.credentials == "form":
            form |= {
                "client_id": self._config.client_id,
                "client_secret": self._config.client_secret,
            }
        return form


def _request(
    method: str, url: str, token: str, body: dict[str, Any] | None, more: Mapping[str, str]
) -> HttpRequest:
    headers = {**more, "Authorization": f"Bearer {token}", "Accept": "application/json"}
    if body is None:
        return HttpRequest(method, url, headers)
    headers["Content-Type"] = "application/json"
    return HttpRequest(method, url, headers, json.dumps(body).encode("ascii"))
