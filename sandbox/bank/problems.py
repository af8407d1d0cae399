"""Bacen's errors: RFC 7807 problems with the type names of API Pix 2.9."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

TYPE = "https://pix.bcb.gov.br/api/v2/error/"


@dataclass(frozen=True)
class Violation:
    """One broken rule: why, and of which property."""

    reason: str
    property: str


class Problem(Exception):
    """A call that the bank refuses."""

    def __init__(
        self,
        name: str,
        title: str,
        status: int,
        detail: str,
        violations: Sequence[Violation] = (),
    ) -> None:
        """Take the type's name, as in "Tratamento de erros", and its HTTP status."""
        super().__init__(f"{name}: {detail}")
        self.name = name
        self.title = title
        self.status = status
        self.detail = detail
        self.violations = violations

    def response(self) -> web.Response:
        """Give the HTTP answer."""
        body: dict[str, object] = {
            "type": TYPE + self.name,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.violations:
            body["violacoes"] = [
                {"razao": one.reason, "propriedade": one.property} for one in self.violations
            ]
        headers = {"WWW-Authenticate": 'Bearer realm="pix"'} if self.status == 401 else None
        return web.Response(
            text=json.dumps(body, ensure_ascii=False),
            status=self.status,
            content_type="application/problem+json",
            headers=headers,
        )


def denied(detail: str, status: int = 403) -> Problem:
    """Make the error for a caller without the right."""
    return Problem("AcessoNegado", "Acesso Negado", status, detail)


def not_found(name: str, detail: str) -> Problem:
    """Make the error for what does not exist."""
    return Problem(name, "Não Encontrado", 404, detail)


def internal_error() -> Problem:
    """Make the error for a failure of the bank's own."""
    return Problem(
        "ErroInternoDoServidor",
        "Erro Interno do Servidor",
        500,
        "Condição inesperada ao processar requisição.",
    )


def unavailable(status: int = 503) -> Problem:
    """Make the error for a bank that cannot answer now."""
    return Problem(
        "ServicoIndisponivel",
        "Serviço Indisponível",
        status,
        "Serviço não está disponível no momento.",
    )
