"""The page a person pays a boleto on, and the same act for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from quita.domain.boleto.bars import written
from sandbox.bank.boleto_api import BoletoHook
from sandbox.bank.boletos import Boleto, Boletos
from sandbox.bank.calendar import BRASILIA
from sandbox.bank.payments import CannotPay
from sandbox.pages import page
from sandbox.settings import SandboxSettings

PAGE = "/bank/boleto/pagar"
WORDS: Mapping[str, tuple[str, str]] = {
    "invalid": ("Esta linha está incompleta", "Copie os 47 números de novo e cole aqui."),
    "unknown": (
        "Este boleto não está registrado",
        "Nenhum banco conhece este boleto, então ninguém consegue pagar. Peça outro na conversa.",
    ),
    "paid": ("Este boleto já está pago", "Tudo certo: você não precisa fazer mais nada."),
    "removed": ("Este boleto foi cancelado", "Peça um boleto novo na conversa."),
    "expired": ("Este boleto venceu", "Não se preocupe: é só pedir um novo na conversa."),
}


def pay_boleto_url(line: str) -> str:
    """Give the address of the bank's page for a boleto."""
    return f"{PAGE}?" + urlencode({"linha": line})


class BoletoPages:
    """The pages under /bank/boleto that people see."""

    def __init__(self, settings: SandboxSettings, boletos: Boletos, hook: BoletoHook) -> None:
        """Take the beneficiary, the book and whom to tell."""
        self._settings, self._boletos, self._hook = settings, boletos, hook

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_get(PAGE, self.ask)
        app.router.add_post(PAGE, self.pay)
        app.router.add_get("/bank/boleto/comprovante/{id}", self.receipt)
        app.router.add_get("/bank/qr/boleto/{token}", self.scanned)
        app.router.add_post("/bank/test/pay-boleto", self.test_pay)

    async def ask(self, request: web.Request) -> web.Response:
        """Show what a boleto costs, or ask for its line."""
        line = request.query.get("linha", "").strip()
        if not line:
            return self._page("boleto_line.html")
        try:
            boleto = self._boletos.to_pay(line)
        except CannotPay as problem:
            return self._refusal(problem)
        return self._page("boleto_pay.html", boleto=boleto, line=written(boleto.line))

    async def pay(self, request: web.Request) -> web.Response:
        """Pay, then show the receipt."""
        form = await request.post()
        try:
            boleto = self._boletos.to_pay(str(form.get("linha", "")))
        except CannotPay as problem:
            return self._refusal(problem)
        payment = self._pay(boleto, boleto.amount)
        raise web.HTTPSeeOther(f"/bank/boleto/comprovante/{payment['id']}")

    async def receipt(self, request: web.Request) -> web.Response:
        """Show a payment that was made."""
        found = self._boletos.payment(request.match_info["id"])
        if found is None:
            return self._refusal(CannotPay("unknown"))
        boleto, payment = found
        moment = datetime.fromisoformat(payment["horario"].replace("Z", "+00:00"))
        return self._page(
            "boleto_receipt.html",
            line=written(boleto.line),
            payment=payment,
            total=Decimal(payment["valor"]),
            moment=moment.astimezone(BRASILIA).strftime("%d/%m/%Y às %H:%M:%S"),
        )

    async def scanned(self, request: web.Request) -> web.Response:
        """Lead a camera that read the boleto's QR code to the page."""
        host = self._settings.public_url.split("://", 1)[-1].rstrip("/")
        boleto = self._boletos.at(host + request.path)
        if boleto is None:
            return self._refusal(CannotPay("unknown"))
        raise web.HTTPSeeOther(pay_boleto_url(boleto.line))

    async def test_pay(self, request: web.Request) -> web.Response:
        """Pay for a test: {"linha", "valor"?} gives the payment, or 409 and the reason."""
        try:
            body = await request.json()
            line = str(body["linha"])
            amount = Decimal(body["valor"]) if "valor" in body else None
        except (json.JSONDecodeError, KeyError, TypeError, InvalidOperation):
            return web.json_response({"error": "linha is needed; valor is text"}, status=400)
        try:
            boleto = self._boletos.to_pay(line)
        except CannotPay as problem:
            return web.json_response({"error": problem.reason}, status=409)
        return web.json_response(self._pay(boleto, boleto.amount if amount is None else amount))

    def _pay(self, boleto: Boleto, amount: Decimal) -> dict[str, Any]:
        payment = self._boletos.pay(boleto, amount, "BARRAS")
        self._hook.paid(boleto, payment)
        return payment

    def _refusal(self, problem: CannotPay) -> web.Response:
        title, advice = WORDS[problem.reason]
        values = {"title": title, "advice": advice, "reason": problem.reason}
        return self._page("boleto_refusal.html", status=409, **values)

    def _page(self, name: str, status: int = 200, **values: Any) -> web.Response:
        return page(name, status, receiver=self._settings, **values)
