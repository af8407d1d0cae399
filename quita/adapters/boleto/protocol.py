"""Asks a bank for boletos without I/O: register, look up, withdraw, callback.

The shape is that of the larger banks' REST APIs reduced to what they share: our own number is the
key of idempotency, JSON in Portuguese, a bearer token. A bank with other names needs this file and
answers.py, and nothing else.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from quita.adapters.boleto.answers import read_boleto
from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.http.messages import Exchange, HttpRequest
from quita.adapters.pix.answers import check_accepted
from quita.domain.errors import ProviderRefused
from quita.services.ports import BoletoCharge, BoletoRequest

MAX_NAME, MAX_LINE, MAX_LINES = 60, 80, 5
_NOT_FOUND, _TAKEN = 404, (400, 409, 422)


class BoletoProtocol:
    """The calls of one beneficiary."""

    def __init__(self, config: BoletoConfig) -> None:
        """Take the access."""
        self._config = config

    def create(self, request: BoletoRequest) -> Exchange[BoletoCharge]:
        """Register a boleto; the same request again gives the same boleto.

        Raises:
            ProviderRefused: the bank refuses it, holds another boleto under the number, or gives
                one that cannot be paid.
            ProviderUnavailable: no answer, none that can be read, or it is still registering.
        """
        url = self._config.boleto_url(request.txid)
        answer = yield self._request("PUT", url, boleto_body(request))
        if answer.status in _TAKEN:  # a repetition may be refused: what is there decides
            known = yield self._request("GET", url)
            if known.status != _NOT_FOUND:
                answer = known
        boleto = read_boleto(answer, request.txid)
        if (boleto.amount, boleto.due_date) != (request.amount, request.due_date):
            raise ProviderRefused("the bank registered another amount or due date")
        return boleto

    def get(self, number: str) -> Exchange[BoletoCharge]:
        """Look a boleto up, with its payments.

        Raises:
            ProviderRefused: there is none, or the answer is not of it.
            ProviderUnavailable: no answer, or none that can be read.
        """
        answer = yield self._request("GET", self._config.boleto_url(number))
        return read_boleto(answer, number)

    def withdraw(self, number: str) -> Exchange[None]:
        """Have a boleto written off, so that nobody can pay it; one already off is left.

        Raises:
            ProviderRefused: it was paid, or there is none.
            ProviderUnavailable: no answer.
        """
        answer = yield self._request("POST", f"{self._config.boleto_url(number)}/baixa", {})
        check_accepted(answer)

    def register_webhook(self, url: str) -> Exchange[None]:
        """Ask that payments be told to `{url}/boleto`.

        Raises:
            ProviderRefused: the bank does not take the address.
            ProviderUnavailable: no answer.
        """
        answer = yield self._request("PUT", self._config.webhook_url, {"webhookUrl": url})
        check_accepted(answer)

    def _request(self, method: str, url: str, body: dict[str, Any] | None = None) -> HttpRequest:
        headers = {"Authorization": f"Bearer {self._config.token}", "Accept": "application/json"}
        if body is None:
            return HttpRequest(method, url, headers)
        headers["Content-Type"] = "application/json"
        return HttpRequest(method, url, headers, json.dumps(body).encode("ascii"))


def boleto_body(request: BoletoRequest) -> dict[str, Any]:
    """Give the body that asks for a boleto; texts are folded to what mainframes print."""
    lines = [folded(line, MAX_LINE) for line in request.instructions[:MAX_LINES]]
    return {
        "valor": f"{request.amount:.2f}",
        "vencimento": request.due_date.isoformat(),
        "pagador": {"nome": folded(request.debtor_name, MAX_NAME), "cpf": request.debtor_cpf},
        "instrucoes": [line for line in lines if line],
        "bolepix": True,
    }


def folded(text: str, limit: int) -> str:
    """Fold a text to printable ASCII on one line, cut at the limit."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    printable = "".join(char if char.isprintable() else " " for char in ascii_text)
    return " ".join(printable.split())[:limit].rstrip()
