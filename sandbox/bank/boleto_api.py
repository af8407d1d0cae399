"""The routes of the bank's registration of boletos, and its callback."""

from __future__ import annotations

import hmac
import json
from decimal import Decimal
from typing import Any

from aiohttp import web

from sandbox.bank.boletos import PENDING, Boleto, Boletos
from sandbox.bank.callbacks import is_address
from sandbox.bank.failing import Handler, answered
from sandbox.bank.problems import Problem, denied
from sandbox.delivery import Courier, Route
from sandbox.faults import Faults
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

BASE = "/bank/boleto"
TARGET = "boleto"


class BoletoApi:
    """Answers what the assistant asks about boletos."""

    def __init__(
        self, settings: SandboxSettings, boletos: Boletos, hook: BoletoHook, faults: Faults
    ) -> None:
        """Take the collaborators."""
        self._settings, self._boletos, self._hook, self._faults = settings, boletos, hook, faults

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        one = BASE + "/boletos/{number}"
        app.router.add_put(one, self._guard(self.register))
        app.router.add_get(one, self._guard(self.get))
        app.router.add_post(one + "/baixa", self._guard(self.write_off))
        app.router.add_put(BASE + "/webhook", self._guard(self.webhook))

    async def register(self, request: web.Request) -> web.Response:
        """Register a boleto under the caller's number."""
        boleto = self._boletos.register(request.match_info["number"], await _object(request))
        return self._answer(boleto, status=201)

    async def get(self, request: web.Request) -> web.Response:
        """Give a boleto."""
        return self._answer(self._boletos.get(request.match_info["number"]))

    async def write_off(self, request: web.Request) -> web.Response:
        """Make a boleto unpayable."""
        self._boletos.write_off(request.match_info["number"])
        return web.Response(status=204)

    async def webhook(self, request: web.Request) -> web.Response:
        """Set where payments are told."""
        self._hook.register((await _object(request)).get("webhookUrl"))
        return web.Response(status=204)

    def _answer(self, boleto: Boleto, status: int = 200) -> web.Response:
        shown = self._boletos.shown(boleto)
        if self._faults.take_hook(TARGET, "late_registration"):
            keep = ("numero", "valor", "vencimento")
            shown = {**{name: shown[name] for name in keep}, "situacao": PENDING}
            return web.json_response(shown, status=202)
        if self._faults.take_hook(TARGET, "wrong_answer"):
            shown["valor"] = f"{Decimal(shown['valor']) * 2:.2f}"
        return web.json_response(shown, status=status)

    def _guard(self, handle: Handler) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            expected = self._settings.boleto_api_token
            known = hmac.compare_digest(token.encode(), expected.encode())
            if kind.lower() != "bearer" or not known:
                raise denied("Token ausente ou inválido.", 401)
            return await answered(self._faults, TARGET, handle, request)

        return handler


class BoletoHook:
    """The beneficiary's web hook: called as {webhookUrl}/boleto until it answers 2xx."""

    def __init__(self, store: Store, courier: Courier, faults: Faults, clock: Clock) -> None:
        """Take the collaborators and the time."""
        self._store, self._courier, self._faults, self._clock = store, courier, faults, clock
        route = Route(
            fault_target=TARGET,
            headers=lambda body: {},
            accepts=lambda status: 200 <= status < 300,
            on_attempt=lambda ref, taken: None,
        )
        courier.add_route(TARGET, route)

    def register(self, url: object) -> None:
        """Set the address.

        Raises:
            Problem: it is none.
        """
        if not is_address(url):
            raise Problem("WebhookOperacaoInvalida", "Webhook inválido.", 400, "webhookUrl")
        self._store.write(
            "INSERT OR REPLACE INTO bank_webhooks (key, url, created) VALUES (?, ?, ?)",
            TARGET,
            str(url),
            self._clock().isoformat(),
        )

    def paid(self, boleto: Boleto, payment: dict[str, Any]) -> None:
        """Tell the beneficiary of a payment, if it asked to be told."""
        row = self._store.one("SELECT url FROM bank_webhooks WHERE key = ?", TARGET)
        if row is None:
            return
        url = row["url"].rstrip("/") + "/boleto"
        told = {"numero": boleto.number, "situacao": "PAGO", "pagamento": payment}
        if self._faults.take_hook(TARGET, "wrong_webhook"):
            forged = {**payment, "valor": f"{Decimal(payment['valor']) * 2:.2f}"}
            self._courier.enqueue(TARGET, TARGET, url, {"boletos": [{**told, "pagamento": forged}]})
        self._courier.enqueue(TARGET, TARGET, url, {"boletos": [told]}, ref=payment["id"])


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise Problem(
            "BoletoOperacaoInvalida", "Boleto inválido.", 400, "O corpo não é um objeto JSON."
        )
    return body
