"""The routes of Bacen's API Pix: charges, received Pix, the receiver's web hook."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.bank.automatic import Automatic
from sandbox.bank.callbacks import Callbacks
from sandbox.bank.charges import Charges, timestamp
from sandbox.bank.failing import Handler, answered
from sandbox.bank.oauth import OAuth
from sandbox.bank.payments import PayDesk
from sandbox.bank.problems import Problem, not_found
from sandbox.faults import Faults

BASE = "/bank/v2"
PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000


class BankApi:
    """Answers what the assistant asks of its bank."""

    def __init__(
        self,
        oauth: OAuth,
        charges: Charges,
        desk: PayDesk,
        callbacks: Callbacks,
        faults: Faults,
        automatic: Automatic,
    ) -> None:
        """Take the collaborators."""
        self._oauth = oauth
        self._automatic = automatic
        self._charges = charges
        self._desk = desk
        self._callbacks = callbacks
        self._faults = faults

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        router = app.router
        router.add_post("/bank/oauth/token", self._oauth.token)
        for kind in ("cob", "cobv"):
            path = f"{BASE}/{kind}/{{txid}}"
            router.add_put(path, self._guard(f"{kind}.write", self._charge(kind, self._put)))
            router.add_patch(path, self._guard(f"{kind}.write", self._charge(kind, self._patch)))
            router.add_get(path, self._guard(f"{kind}.read", self._charge(kind, self._get)))
        router.add_get(BASE + "/pix/{e2eid}", self._guard("pix.read", self.pix))
        router.add_get(BASE + "/pix", self._guard("pix.read", self.received))
        router.add_post(BASE + "/locrec", self._guard("payloadlocationrec.write", self.locrec))
        router.add_post(BASE + "/rec", self._guard("rec.write", self.create_rec))
        router.add_get(BASE + "/rec/{id}", self._guard("rec.read", self.rec))
        router.add_patch(BASE + "/rec/{id}", self._guard("rec.write", self.cancel_rec))
        router.add_post(BASE + "/solicrec", self._guard("solicrec.write", self.ask_payer))
        cobr = BASE + "/cobr/{txid}"
        router.add_put(cobr, self._guard("cobr.write", self.create_cobr))
        router.add_get(cobr, self._guard("cobr.read", self.cobr))
        router.add_patch(cobr, self._guard("cobr.write", self.cancel_cobr))
        router.add_post("/bank/test/settle", self.test_settle)
        hook = BASE + "/webhook/{chave}"
        router.add_put(hook, self._guard("webhook.write", self.register))
        router.add_get(hook, self._guard("webhook.read", self.registered))
        router.add_delete(hook, self._guard("webhook.write", self.remove))

    async def pix(self, request: web.Request) -> web.Response:
        """Give one received Pix."""
        found = self._desk.get(request.match_info["e2eid"])
        if found is None:
            raise not_found("PixNaoEncontrado", "Pix não encontrado para o e2eid informado.")
        return _json(found)

    async def received(self, request: web.Request) -> web.Response:
        """List the Pix received between `inicio` and `fim`."""
        query = request.query
        start, end = _moment(query.get("inicio")), _moment(query.get("fim"))
        page = _count(query.get("paginacao.paginaAtual"), 0)
        size = _count(query.get("paginacao.itensPorPagina"), PAGE_SIZE)
        if start is None or end is None or end < start or page is None or not size:
            raise Problem(
                "PixConsultaInvalida",
                "Consulta inválida.",
                400,
                "Os parâmetros de consulta não respeitam o _schema_ ou não fazem sentido.",
            )
        size = min(size, MAX_PAGE_SIZE)
        found = self._desk.between(start, end, query.get("txid"))
        return _json(
            {
                "parametros": {
                    "inicio": timestamp(start),
                    "fim": timestamp(end),
                    "paginacao": {
                        "paginaAtual": page,
                        "itensPorPagina": size,
                        "quantidadeDePaginas": max(1, -(-len(found) // size)),
                        "quantidadeTotalDeItens": len(found),
                    },
                },
                "pix": found[page * size : (page + 1) * size],
            }
        )

    async def locrec(self, request: web.Request) -> web.Response:
        """Make the address of a recurrence's code."""
        return _json(self._automatic.open_location(), status=201)

    async def create_rec(self, request: web.Request) -> web.Response:
        """Make a recurrence."""
        body = await _object(request, "RecOperacaoInvalida")
        return _json(self._automatic.create(body), status=201)

    async def rec(self, request: web.Request) -> web.Response:
        """Give a recurrence, with a composite code where `txid` names a first charge."""
        found = self._automatic.shown(request.match_info["id"], request.query.get("txid"))
        return _json(found)

    async def cancel_rec(self, request: web.Request) -> web.Response:
        """End a recurrence."""
        body = await _object(request, "RecOperacaoInvalida")
        return _json(self._automatic.cancel(request.match_info["id"], body))

    async def ask_payer(self, request: web.Request) -> web.Response:
        """Ask a payer's bank to authorise a recurrence."""
        body = await _object(request, "SolicRecOperacaoInvalida")
        return _json(self._automatic.ask(body), status=201)

    async def create_cobr(self, request: web.Request) -> web.Response:
        """Make a recurring charge."""
        body = await _object(request, "CobROperacaoInvalida")
        return _json(self._automatic.charge(request.match_info["txid"], body), status=201)

    async def cobr(self, request: web.Request) -> web.Response:
        """Give a recurring charge."""
        return _json(self._automatic.charge_shown(request.match_info["txid"]))

    async def cancel_cobr(self, request: web.Request) -> web.Response:
        """Cancel a recurring charge."""
        body = await _object(request, "CobROperacaoInvalida")
        return _json(self._automatic.cancel_charge(request.match_info["txid"], body))

    async def test_settle(self, request: web.Request) -> web.Response:
        """Take a recurring charge's money now, for a test: {"txid"} gives the Pix."""
        body = await _object(request, "CobROperacaoInvalida")
        return _json(self._automatic.settle(str(body.get("txid"))))

    async def register(self, request: web.Request) -> web.Response:
        """Set the web hook of a key."""
        body = await _object(request, "WebhookOperacaoInvalida")
        self._callbacks.register(request.match_info["chave"], body.get("webhookUrl"))
        return web.Response(status=200)

    async def registered(self, request: web.Request) -> web.Response:
        """Give the web hook of a key."""
        key = request.match_info["chave"]
        url, created = self._callbacks.registered(key)
        moment = timestamp(datetime.fromisoformat(created))
        return _json({"webhookUrl": url, "chave": key, "criacao": moment})

    async def remove(self, request: web.Request) -> web.Response:
        """Forget the web hook of a key."""
        self._callbacks.remove(request.match_info["chave"])
        return web.Response(status=204)

    async def _put(self, kind: str, txid: str, request: web.Request) -> web.Response:
        body = await _object(request, _INVALID[kind])
        charge = self._charges.put(kind, txid, body)
        return _json(self._charges.shown(charge, []), status=201)

    async def _patch(self, kind: str, txid: str, request: web.Request) -> web.Response:
        body = await _object(request, _INVALID[kind])
        charge = self._charges.revise(kind, txid, body)
        return _json(self._charges.shown(charge, []))

    async def _get(self, kind: str, txid: str, request: web.Request) -> web.Response:
        charge = self._charges.get(kind, txid)
        return _json(self._charges.shown(charge, self._desk.of(txid)))

    def _charge(
        self,
        kind: str,
        handle: Callable[[str, str, web.Request], Awaitable[web.Response]],
    ) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            return await handle(kind, request.match_info["txid"], request)

        return handler

    def _guard(self, scope: str, handle: Handler) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            self._oauth.check(request.headers.get("Authorization", ""), scope)
            return await answered(self._faults, "bank", handle, request)

        return handler


_INVALID = {"cob": "CobOperacaoInvalida", "cobv": "CobVOperacaoInvalida"}


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _moment(text: str | None) -> datetime | None:
    """Read an RFC 3339 moment; a plus sign that was not escaped arrives as a space."""
    try:
        moment = datetime.fromisoformat((text or "").replace("Z", "+00:00").replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _count(text: str | None, default: int) -> int | None:
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdecimal() else None


async def _object(request: web.Request, problem: str) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise Problem(problem, "Requisição inválida.", 400, "O corpo não é um objeto JSON.")
    return body
