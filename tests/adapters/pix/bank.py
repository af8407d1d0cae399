"""What the tests say in the bank's place: requests, answers, and an exchange played by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quita.adapters.http.messages import Exchange, HttpRequest, HttpResponse, T
from quita.adapters.pix.config import PixConfig
from quita.domain.pix_building import build_dynamic
from quita.services.ports import PixRequest

TXID = "7978c0c97ea847e78e8849634473c1f1"
KEY = "recebe@exemplo.com.br"
LOCATION = "pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca25"
CODE = build_dynamic(LOCATION, "Quita", "São Paulo")
END_TO_END_ID = "E9999900420261123150012345678901"
SECRET = "segredo-do-banco"
CONFIG = PixConfig("https://pix.exemplo.com.br", "cliente", SECRET, KEY)
REQUEST = PixRequest(
    txid=TXID,
    amount=Decimal("37.00"),
    debtor_name="Francisco da Silva",
    debtor_cpf="12345678909",
    text="Parcela 1 de 6",
    expires_in=3600,
)


def charge(**changes: Any) -> dict[str, Any]:
    """Give a charge as API Pix 2.9 shows it; None leaves a field out."""
    shown = {
        "calendario": {"criacao": "2026-11-23T15:00:00.358Z", "expiracao": 3600},
        "txid": TXID,
        "revisao": 0,
        "loc": {"id": 789, "location": LOCATION, "tipoCob": "cob"},
        "location": LOCATION,
        "status": "ATIVA",
        "devedor": {"cpf": "12345678909", "nome": "Francisco da Silva"},
        "valor": {"original": "37.00"},
        "chave": KEY,
        "pixCopiaECola": CODE,
    } | changes
    return {name: value for name, value in shown.items() if value is not None}


def payment(**changes: Any) -> dict[str, Any]:
    """Give a received Pix as the API shows it; None leaves a field out."""
    shown = {
        "endToEndId": END_TO_END_ID,
        "txid": TXID,
        "valor": "37.00",
        "horario": "2026-11-23T15:20:00.358Z",
    } | changes
    return {name: value for name, value in shown.items() if value is not None}


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """Give an RFC 7807 problem of the API's."""
    kind = "https://pix.bcb.gov.br/api/v2/error/CobOperacaoInvalida"
    return said(status, {"type": kind, "title": title, "status": status, "detail": detail, **more})


def said(status: int, body: Any) -> HttpResponse:
    """Give an answer in JSON."""
    return HttpResponse(status, json.dumps(body).encode())


def token(name: str = "um-token", expires_in: Any = 3600) -> HttpResponse:
    """Give a token."""
    return said(200, {"access_token": name, "token_type": "Bearer", "expires_in": expires_in})


@dataclass
class Played:
    """The requests of an exchange that was answered by hand."""

    requests: list[HttpRequest] = field(default_factory=list)

    def run(self, exchange: Exchange[T], *answers: HttpResponse) -> T:
        """Answer an exchange in order; every answer must be asked for."""
        left = list(answers)
        try:
            self.requests.append(next(exchange))
            while True:
                self.requests.append(exchange.send(left.pop(0)))
        except StopIteration as end:
            assert not left, f"{len(left)} answers were not asked for"
            result: T = end.value
            return result

    @property
    def lines(self) -> list[str]:
        """Method and address of each request."""
        return [f"{request.method} {request.url}" for request in self.requests]

    def body(self, at: int) -> Any:
        """The JSON that a request carried."""
        return json.loads(self.requests[at].body or b"null")
