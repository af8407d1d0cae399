"""The bank's book of boletos: registered once per number, paid, written off."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from sqlite3 import Row
from typing import Any

from quita.domain.boleto.bars import Boleto as Bars
from quita.domain.boleto.bars import read
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import InvalidBoleto
from quita.domain.pix_building import build_dynamic
from sandbox.bank import calendar
from sandbox.bank.boleto_rules import NUMBER, violations_of
from sandbox.bank.charges import timestamp
from sandbox.bank.payments import CannotPay
from sandbox.bank.problems import Problem, not_found
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

BANK, BANK_NAME = "999", "Banco de Teste"  # no bank has that number
OPEN, PAID, OFF = "REGISTRADO", "PAGO", "BAIXADO"
EXPIRED, PENDING = "VENCIDO", "EM_REGISTRO"


@dataclass(frozen=True)
class Boleto:
    """A boleto as it is kept; `content` is what was asked for."""

    number: str
    own_number: str
    line: str
    emv: str
    location: str
    content: dict[str, Any]
    status: str

    @property
    def amount(self) -> Decimal:
        """Reais."""
        return Decimal(self.content["valor"])

    @property
    def due(self) -> date:
        """The last day on which it may be paid, before it rolls to a business day."""
        return date.fromisoformat(self.content["vencimento"])


class Boletos:
    """Registers boletos and takes what is paid on them."""

    def __init__(self, settings: SandboxSettings, store: Store, clock: Clock) -> None:
        """Take the beneficiary, the store and the time."""
        self._settings, self._store, self._clock = settings, store, clock

    def register(self, number: str, body: dict[str, Any]) -> Boleto:
        """Register a boleto; the same request again gives the same boleto.

        Raises:
            Problem: a rule is broken, or the number is taken by another boleto.
        """
        row = self._store.one("SELECT * FROM boletos WHERE number = ?", number)
        if row is not None:
            if json.loads(row["content"]) == body:
                return _boleto(row)
            raise _refused("O número já identifica outro boleto.", 409)
        today = calendar.today(self._clock())
        broken = violations_of(body, today)
        if not NUMBER.fullmatch(number):
            broken.insert(0, "numero: de 1 a 15 letras maiúsculas e algarismos")
        if broken:
            raise _refused("; ".join(broken), 422)
        return self._make(number, body)

    def get(self, number: str) -> Boleto:
        """Give a boleto.

        Raises:
            Problem: 404.
        """
        row = self._store.one("SELECT * FROM boletos WHERE number = ?", number)
        if row is None:
            raise not_found("BoletoNaoEncontrado", "Não há boleto com este número.")
        return _boleto(row)

    def write_off(self, number: str) -> None:
        """Make a boleto unpayable; one already off stays so.

        Raises:
            Problem: 404, or it was paid.
        """
        if self.get(number).status == PAID:
            raise _refused("O boleto já foi pago.", 422)
        self._store.write("UPDATE boletos SET status = ? WHERE number = ?", OFF, number)

    def at(self, location: str) -> Boleto | None:
        """Give the boleto that a Pix code's address leads to."""
        row = self._store.one("SELECT * FROM boletos WHERE location = ?", location)
        return _boleto(row) if row else None

    def to_pay(self, text: str) -> Boleto:
        """Give the boleto behind bars or a line, if it may be paid today.

        Raises:
            CannotPay: with the reason.
        """
        try:
            line = read(text).line
        except InvalidBoleto:
            raise CannotPay("invalid") from None
        row = self._store.one("SELECT * FROM boletos WHERE line = ?", line)
        if row is None:
            raise CannotPay("unknown")
        boleto = _boleto(row)
        status = self.status(boleto)
        if status != OPEN:
            raise CannotPay({PAID: "paid", EXPIRED: "expired"}.get(status, "removed"))  # type: ignore[arg-type]
        return boleto

    def pay(self, boleto: Boleto, amount: Decimal, channel: str) -> dict[str, Any]:
        """Take a payment and give it as the API shows it."""
        identity = uuid.uuid4().hex
        with self._store.transaction():
            self._store.insert(
                "INSERT INTO boleto_payments (id, number, amount, channel, paid)"
                " VALUES (?, ?, ?, ?, ?)",
                identity,
                boleto.number,
                f"{amount:.2f}",
                channel,
                self._clock().astimezone(timezone.utc).isoformat(),
            )
            self._store.write("UPDATE boletos SET status = ? WHERE number = ?", PAID, boleto.number)
        return self.payments(boleto.number)[-1]

    def payments(self, number: str) -> list[dict[str, Any]]:
        """Give what was paid on a boleto, oldest first."""
        rows = self._store.all(
            "SELECT * FROM boleto_payments WHERE number = ? ORDER BY paid, id", number
        )
        return [_payment(row) for row in rows]

    def payment(self, identity: str) -> tuple[Boleto, dict[str, Any]] | None:
        """Give a payment by its id, with its boleto."""
        row = self._store.one("SELECT * FROM boleto_payments WHERE id = ?", identity)
        return (self.get(row["number"]), _payment(row)) if row else None

    def status(self, boleto: Boleto) -> str:
        """Give a boleto's status today."""
        last = calendar.roll_forward(boleto.due)
        overdue = boleto.status == OPEN and calendar.today(self._clock()) > last
        return EXPIRED if overdue else boleto.status

    def shown(self, boleto: Boleto) -> dict[str, Any]:
        """Give a boleto as the API shows it."""
        return {
            "numero": boleto.number,
            "nossoNumero": boleto.own_number,
            "situacao": self.status(boleto),
            "valor": boleto.content["valor"],
            "vencimento": boleto.content["vencimento"],
            "linhaDigitavel": boleto.line,
            "codigoBarras": read(boleto.line).bars,
            **({"pixCopiaECola": boleto.emv} if boleto.emv else {}),
            "banco": {"codigo": BANK, "nome": BANK_NAME},
            "beneficiario": {
                "nome": self._settings.receiver_name,
                "cnpj": self._settings.receiver_document,
            },
            "pagador": boleto.content["pagador"],
            "pagamentos": self.payments(boleto.number),
        }

    def _make(self, number: str, body: dict[str, Any]) -> Boleto:
        host = self._settings.public_url.split("://", 1)[-1].rstrip("/")
        location = f"{host}/bank/qr/boleto/{uuid.uuid4().hex}"
        name, city = self._settings.receiver_name, self._settings.receiver_city
        emv = build_dynamic(location, name, city) if body.get("bolepix") else ""
        with self._store.transaction():
            sequence = self._store.insert(
                "INSERT INTO boletos (number, line, emv, location, content, status, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                number,  # until the sequence is known
                emv,
                location,
                json.dumps(body, ensure_ascii=False),
                OPEN,
                timestamp(self._clock()),
            )
            due = date.fromisoformat(body["vencimento"])
            free_field = f"{sequence:025d}"
            bars = Bars(BANK, factor_of(due), Decimal(body["valor"]), free_field)
            self._store.write("UPDATE boletos SET line = ? WHERE number = ?", bars.line, number)
        return self.get(number)


def _refused(detail: str, status: int) -> Problem:
    return Problem("BoletoOperacaoInvalida", "Boleto inválido.", status, detail)


def _payment(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "valor": row["amount"],
        "horario": timestamp(datetime.fromisoformat(row["paid"])),
        "canal": row["channel"],
    }


def _boleto(row: Row) -> Boleto:
    return Boleto(
        number=row["number"],
        own_number=f"{row['sequence']:011d}",
        line=row["line"],
        emv=row["emv"],
        location=row["location"],
        content=json.loads(row["content"]),
        status=row["status"],
    )
