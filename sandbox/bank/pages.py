"""The page a person pays on, and the same act for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from quita.domain.errors import InvalidBrCode
from quita.domain.pix import parse
from sandbox.bank.boleto_pages import pay_boleto_url
from sandbox.bank.boletos import Boleto, Boletos
from sandbox.bank.calendar import BRASILIA
from sandbox.bank.payments import CannotPay, PayDesk, Quote
from sandbox.pages import page, pay_url
from sandbox.settings import SandboxSettings

NOTE = 140
# reason: (title, what to do)
WORDS: Mapping[str, tuple[str, str]] = {
    "invalid": (
        "Este código está incompleto",
        "Copie o código Pix de novo, do começo ao fim, e cole aqui.",
    ),
    "elsewhere": (
        "Este Pix é de outro lugar",
        "Aqui só dá para pagar os códigos criados neste ambiente de teste.",
    ),
    "unknown": (
        "Não encontramos esta cobrança",
        "Ela pode ser de outra instalação. Peça um código novo na conversa.",
    ),
    "paid": (
        "Esta cobrança já está paga",
        "Tudo certo: você não precisa fazer mais nada.",
    ),
    "removed": (
        "Este código foi cancelado",
        "Quem emitiu a cobrança a cancelou. Peça um código novo na conversa.",
    ),
    "expired": (
        "O prazo deste código terminou",
        "Não se preocupe: é só pedir um código novo na conversa.",
    ),
    "amount": (
        "Este Pix tem valor fixo",
        "Só dá para pagar o valor exato da cobrança.",
    ),
}
PARTS = (
    ("Valor original", "original", 1),
    ("Multa por atraso", "fine", 1),
    ("Juros por atraso", "interest", 1),
    ("Abatimento", "rebate", -1),
    ("Desconto", "discount", -1),
)


class BankPages:
    """The pages under /bank that people see."""

    def __init__(self, settings: SandboxSettings, desk: PayDesk, boletos: Boletos) -> None:
        """Take the receiver, who takes payments, and the boletos that a Pix may settle."""
        self._settings = settings
        self._desk = desk
        self._boletos = boletos

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_get("/bank/pagar", self.ask)
        app.router.add_post("/bank/pagar", self.pay)
        app.router.add_get("/bank/comprovante/{e2eid}", self.receipt)
        app.router.add_get("/bank/qr/v2/{token:.+}", self.scanned)
        app.router.add_post("/bank/test/pay", self.test_pay)

    async def ask(self, request: web.Request) -> web.Response:
        """Show what a code costs, or ask for a code."""
        code = request.query.get("codigo", "").strip()
        if not code:
            return self._page("code.html")
        if (boleto := self._boleto(code)) is not None:
            raise web.HTTPSeeOther(pay_boleto_url(boleto.line))
        try:
            quote = self._desk.quote(code)
        except CannotPay as problem:
            return self._refusal(problem)
        return self._page("pay.html", code=code, note_length=NOTE, **self._shown(quote))

    async def pay(self, request: web.Request) -> web.Response:
        """Pay, then show the receipt."""
        form = await request.post()
        try:
            pix = self._desk.pay(
                str(form.get("codigo", "")).strip(), note=str(form.get("recado", ""))[:NOTE]
            )
        except CannotPay as problem:
            return self._refusal(problem)
        raise web.HTTPSeeOther(f"/bank/comprovante/{pix['endToEndId']}")

    async def receipt(self, request: web.Request) -> web.Response:
        """Show a payment that was made."""
        pix = self._desk.get(request.match_info["e2eid"])
        if pix is None:
            return self._refusal(CannotPay("unknown"))
        moment = datetime.fromisoformat(pix["horario"].replace("Z", "+00:00"))
        return self._page(
            "receipt.html",
            pix=pix,
            note=pix.get("infoPagador", ""),
            total=Decimal(pix["valor"]),
            moment=moment.astimezone(BRASILIA).strftime("%d/%m/%Y às %H:%M:%S"),
        )

    async def scanned(self, request: web.Request) -> web.Response:
        """Lead a camera that read the QR code to the page; the real answer is a signed JWS."""
        host = self._settings.public_url.split("://", 1)[-1].rstrip("/")
        charge = self._desk.at(host + request.path)
        if charge is None:
            return self._refusal(CannotPay("unknown"))
        raise web.HTTPSeeOther(pay_url(charge.code))

    async def test_pay(self, request: web.Request) -> web.Response:
        """Pay for a test: {"codigo", "valor"?, "recado"?} gives the Pix, or 409 and the reason."""
        try:
            body = await request.json()
            code = str(body["codigo"]).strip()
            amount = Decimal(body["valor"]) if "valor" in body else None
        except (json.JSONDecodeError, KeyError, TypeError, InvalidOperation):
            return web.json_response({"error": "codigo is needed; valor is text"}, status=400)
        try:
            pix = self._desk.pay(code, amount=amount, note=str(body.get("recado", ""))[:NOTE])
        except CannotPay as problem:
            return web.json_response(
                {"error": problem.reason, "message": " ".join(WORDS[problem.reason])}, status=409
            )
        return web.json_response(pix)

    def _boleto(self, code: str) -> Boleto | None:
        """Give the boleto that a Pix code settles (bolepix), if it is one's."""
        try:
            url = parse(code).url
        except InvalidBrCode:
            return None
        return self._boletos.at(url) if url else None

    def _refusal(self, problem: CannotPay) -> web.Response:
        title, advice = WORDS[problem.reason]
        return self._page(
            "refusal.html", status=409, title=title, advice=advice, reason=problem.reason
        )

    def _page(self, name: str, status: int = 200, **values: Any) -> web.Response:
        return page(name, status, receiver=self._settings, **values)

    def _shown(self, quote: Quote) -> dict[str, Any]:
        content = quote.charge.content
        parts = [
            (label, sign * getattr(quote.amounts, name))
            for label, name, sign in PARTS
            if getattr(quote.amounts, name)
        ]
        return {
            "total": quote.amounts.total,
            "parts": parts if len(parts) > 1 else [],
            "debtor": content.get("devedor"),
            "request_text": content.get("solicitacaoPagador"),
            "extras": content.get("infoAdicionais", []),
            "due": content["calendario"].get("dataDeVencimento"),
        }
