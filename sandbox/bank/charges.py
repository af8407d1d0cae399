"""Charges: made once per txid, revised while ATIVA, shown as Bacen's API shows them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from sqlite3 import Row
from typing import Any

from quita.domain.pix_building import build_dynamic
from sandbox.bank import calendar
from sandbox.bank.problems import Problem, Violation, not_found
from sandbox.bank.rules import TXID, Checker
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

ACTIVE, PAID, REMOVED = "ATIVA", "CONCLUIDA", "REMOVIDA_PELO_USUARIO_RECEBEDOR"
ADDRESS = {"logradouro": "Rua do Exemplo, 1", "uf": "SP", "cep": "01001000"}  # CobVGerada wants it
EXPIRY_SECONDS, VALIDITY_DAYS = 86400, 30
_NAMES = {
    "cob": ("CobOperacaoInvalida", "CobNaoEncontrado", "imediata"),
    "cobv": ("CobVOperacaoInvalida", "CobVNaoEncontrada", "com vencimento"),
}


@dataclass(frozen=True)
class Charge:
    """A charge as it is kept.

    Attributes:
        kind: "cob" (immediate) or "cobv" (with a due date).
        content: what was asked for, with defaults filled in.
        requested: the body of the PUT that made it.
    """

    location_id: int
    txid: str
    kind: str
    location: str
    code: str
    content: dict[str, Any]
    requested: dict[str, Any]
    status: str
    revision: int
    created: datetime

    @property
    def expires(self) -> datetime:
        """When an immediate charge expires."""
        return self.created + timedelta(seconds=self.content["calendario"]["expiracao"])


class Charges:
    """The bank's book of charges."""

    def __init__(self, settings: SandboxSettings, store: Store, clock: Clock) -> None:
        """Take the receiver, the store and the time."""
        self._settings = settings
        self._store = store
        self._clock = clock

    def put(self, kind: str, txid: str, body: dict[str, Any]) -> Charge:
        """Make a charge; the same request again gives the same charge.

        Raises:
            Problem: a rule is broken, or the txid is taken by another charge.
        """
        if not TXID.fullmatch(txid):
            raise self._invalid(kind, [Violation("O txid não respeita o _schema_.", "txid")])
        row = self._store.one("SELECT * FROM charges WHERE txid = ?", txid)
        known = _charge(row) if row else None
        if known is not None:
            if known.kind == kind and known.status == ACTIVE and known.requested == body:
                return known
            raise self._invalid(kind, [], "O txid já identifica outra cobrança.")
        now = self._clock()
        if violations := Checker(kind, self._settings.pix_key, calendar.today(now)).check(body):
            raise self._invalid(kind, violations)
        return self._make(kind, txid, body, now)

    def get(self, kind: str, txid: str) -> Charge:
        """Give a charge.

        Raises:
            Problem: 404.
        """
        row = self._store.one("SELECT * FROM charges WHERE txid = ? AND kind = ?", txid, kind)
        if row is None:
            raise not_found(_NAMES[kind][1], "Cobrança não encontrada para o txid informado.")
        return _charge(row)

    def by_location(self, location: str) -> Charge | None:
        """Give the charge that a code's address leads to."""
        row = self._store.one("SELECT * FROM charges WHERE location = ?", location)
        return _charge(row) if row else None

    def revise(self, kind: str, txid: str, body: dict[str, Any]) -> Charge:
        """Change an active charge, or remove it.

        Raises:
            Problem: 404; or the charge is not ATIVA, or the result would break a rule.
        """
        charge = self.get(kind, txid)
        if charge.status != ACTIVE:
            raise self._invalid(
                kind, [], "Somente cobranças com o status ATIVA podem ser revisadas."
            )
        status = body.get("status", ACTIVE)
        if "status" in body and (status != REMOVED or len(body) > 1):
            reason = "Uma cobrança é removida sozinha, sem outras alterações."
            raise self._invalid(kind, [Violation(reason, f"{kind}.status")])
        content = _merged(charge.content, body)
        opened = calendar.today(charge.created)
        if violations := Checker(kind, self._settings.pix_key, opened).check(content):
            raise self._invalid(kind, violations)
        self._store.write(
            "UPDATE charges SET content = ?, status = ?, revision = revision + 1 WHERE txid = ?",
            json.dumps(content, ensure_ascii=False),
            status,
            txid,
        )
        return self.get(kind, txid)

    def conclude(self, txid: str) -> None:
        """Mark a charge as paid."""
        self._store.write("UPDATE charges SET status = ? WHERE txid = ?", PAID, txid)

    def shown(self, charge: Charge, payments: list[dict[str, Any]]) -> dict[str, Any]:
        """Give a charge as the API shows it."""
        created = timestamp(charge.created)
        shown: dict[str, Any] = {
            **charge.content,
            "calendario": {"criacao": created, **charge.content["calendario"]},
            "txid": charge.txid,
            "revisao": charge.revision,
            "loc": {
                "id": charge.location_id,
                "location": charge.location,
                "tipoCob": charge.kind,
                "criacao": created,
                "txid": charge.txid,
            },
            "location": charge.location,
            "status": charge.status,
            "pixCopiaECola": charge.code,
        }
        if charge.kind == "cobv":
            shown["recebedor"] = {
                "cnpj": self._settings.receiver_document,
                "nome": self._settings.receiver_name,
                **ADDRESS,
                "cidade": self._settings.receiver_city,
            }
        if payments:
            shown["pix"] = payments
        return shown

    def _make(self, kind: str, txid: str, body: dict[str, Any], now: datetime) -> Charge:
        host = self._settings.public_url.split("://", 1)[-1].rstrip("/")
        folder = "cobv/" if kind == "cobv" else ""
        location = f"{host}/bank/qr/v2/{folder}{uuid.uuid4().hex}"
        code = build_dynamic(location, self._settings.receiver_name, self._settings.receiver_city)
        self._store.insert(
            "INSERT INTO charges (txid, kind, location, code, content, requested, status, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            txid,
            kind,
            location,
            code,
            json.dumps(_with_defaults(kind, body), ensure_ascii=False),
            json.dumps(body, ensure_ascii=False),
            ACTIVE,
            now.astimezone(timezone.utc).isoformat(),
        )
        return self.get(kind, txid)

    def _invalid(self, kind: str, violations: list[Violation], detail: str = "") -> Problem:
        name, _, words = _NAMES[kind]
        return Problem(
            name,
            "Cobrança inválida." if violations else "Operação inválida.",
            400,
            detail
            or f"A requisição que busca alterar ou criar uma cobrança {words} não respeita o"
            " _schema_ ou está semanticamente errada.",
            violations,
        )


def timestamp(moment: datetime) -> str:
    """Write a moment as Bacen does: UTC, milliseconds, Z."""
    utc = moment.astimezone(timezone.utc)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def _with_defaults(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    default = (
        {"expiracao": EXPIRY_SECONDS}
        if kind == "cob"
        else {"validadeAposVencimento": VALIDITY_DAYS}
    )
    return {**body, "calendario": {**default, **body["calendario"]}}


def _merged(content: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    merged = dict(content)
    for name, value in body.items():
        if name == "status":
            continue
        if name in ("calendario", "valor") and isinstance(value, dict):
            merged[name] = {**content[name], **value}
        else:
            merged[name] = value
    return merged


def _charge(row: Row) -> Charge:
    return Charge(
        location_id=row["location_id"],
        txid=row["txid"],
        kind=row["kind"],
        location=row["location"],
        code=row["code"],
        content=json.loads(row["content"]),
        requested=json.loads(row["requested"]),
        status=row["status"],
        revision=row["revision"],
        created=datetime.fromisoformat(row["created"]),
    )
