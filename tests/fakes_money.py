"""Banks in memory: the ports of Pix and boletos, failing where they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from quita.domain.boleto.bars import Boleto
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from quita.domain.pix_building import build_dynamic
from quita.services.ports import (
    BoletoCharge,
    BoletoRequest,
    PixCharge,
    PixPayment,
    PixReceived,
    PixRequest,
)


def nothing() -> None:
    """Do nothing."""


@dataclass
class FakeBank:
    """A bank that keeps charges by txid.

    Attributes:
        down: every call is unavailable. refusing: every call is refused with this text.
        altered: changes to what it answers, as `replace` takes them.
        meanwhile: called while the bank is being asked.
        asked: names of calls and txids, in order. requests: what was to be created.
    """

    down: bool = False
    refusing: str | None = None
    altered: dict[str, object] = field(default_factory=dict)
    meanwhile: Callable[[], None] = nothing
    asked: list[tuple[str, str]] = field(default_factory=list)
    requests: list[PixRequest] = field(default_factory=list)
    charges: dict[str, PixCharge] = field(default_factory=dict)

    def create(self, request: PixRequest) -> PixCharge:
        """Create a charge, once for each txid."""
        self._ask("create", request.txid)
        self.requests.append(request)
        url = f"pix.example.com/qr/v2/{request.txid}"
        code = build_dynamic(url, "Quita", "São Paulo")
        made = PixCharge(request.txid, "ATIVA", request.amount, code)
        return self._shown(self.charges.setdefault(request.txid, made))

    def get(self, txid: str) -> PixCharge:
        """Look a charge up."""
        self._ask("get", txid)
        if txid not in self.charges:
            raise ProviderRefused("Não Encontrado")
        return self._shown(self.charges[txid])

    def withdraw(self, txid: str) -> None:
        """Make a charge unpayable."""
        self._ask("withdraw", txid)
        if txid not in self.charges:
            raise ProviderRefused("Não Encontrado")
        self.charges[txid] = replace(self.charges[txid], status="REMOVIDA_PELO_USUARIO_RECEBEDOR")

    def register_webhook(self, url: str) -> None:
        """Take an address."""
        self._ask("register_webhook", url)

    def pay(
        self,
        txid: str,
        amount: str,
        at: datetime,
        *,
        status: str = "CONCLUIDA",
        original: str | None = None,
        refunded: str = "0.00",
    ) -> None:
        """Take a payment in reais, as if somebody had paid the code."""
        known = self.charges[txid]
        end_to_end_id = f"E{len(known.payments)}{txid[:30]}"
        part = None if original is None else Decimal(original)
        payment = PixPayment(end_to_end_id, Decimal(amount), at, Decimal(refunded), part)
        self.charges[txid] = replace(known, status=status, payments=(*known.payments, payment))

    def give_back(self, txid: str, amount: str) -> None:
        """Give back so much of a charge's last payment; reais."""
        known = self.charges[txid]
        *others, last = known.payments
        back = replace(last, refunded=Decimal(amount))
        self.charges[txid] = replace(known, payments=(*others, back))

    def received(self, start: datetime, end: datetime) -> list[PixReceived]:
        """List what came in."""
        self._ask("received", f"{start.isoformat()} {end.isoformat()}")
        return [
            PixReceived(paid.end_to_end_id, txid, paid.amount, paid.refunded)
            for txid, charge in self.charges.items()
            for paid in charge.payments
            if start <= paid.paid_at <= end
        ]

    def lose(self, txid: str) -> None:
        """Forget a charge."""
        del self.charges[txid]

    def _ask(self, call: str, about: str) -> None:
        self.asked.append((call, about))
        self.meanwhile()
        if self.down:
            raise ProviderUnavailable("the bank did not answer")
        if self.refusing is not None:
            raise ProviderRefused(self.refusing)

    def _shown(self, charge: PixCharge) -> PixCharge:
        return replace(charge, **self.altered)  # type: ignore[arg-type]


@dataclass
class FakeBoletoBank(FakeBank):
    """A bank that keeps boletos by our number; `wanted` is what was to be registered."""

    wanted: list[BoletoRequest] = field(default_factory=list)

    def create(self, request: BoletoRequest) -> BoletoCharge:  # type: ignore[override]
        """Register a boleto, once for each number."""
        self._ask("create", request.txid)
        self.wanted.append(request)
        sequence = len(self.charges) + 1
        bars = Boleto("999", factor_of(request.due_date), request.amount, f"{sequence:025d}")
        made: Any = BoletoCharge(
            request.txid,
            "ATIVA",
            request.amount,
            bars.line,
            due_date=request.due_date,
            own_number=f"{sequence:011d}",
            emv=build_dynamic(f"pix.example.com/boleto/{sequence}", "Quita", "São Paulo"),
            bank_name="Banco de Teste",
        )
        kept: Any = self._shown(self.charges.setdefault(request.txid, made))
        return kept


@dataclass
class AsyncFakeBank:
    """Either bank from inside an event loop; `silent` never answers."""

    bank: FakeBank
    silent: bool = False

    async def create(self, request: Any) -> Any:
        """Create a charge, once for each txid."""
        if self.silent:
            await asyncio.Event().wait()
        return await asyncio.to_thread(self.bank.create, request)
