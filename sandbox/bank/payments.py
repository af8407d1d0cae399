"""Paying a code: what it costs today, why it may not be paid, and the Pix that results."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from sqlite3 import Row
from typing import Any, Literal

from quita.domain.errors import InvalidBrCode
from quita.domain.pix import parse
from sandbox.bank import calendar
from sandbox.bank.amounts import Amounts, on_day
from sandbox.bank.callbacks import Callbacks
from sandbox.bank.charges import ACTIVE, PAID, Charge, Charges, timestamp
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

ISPB = "99999004"  # no bank has it
_ALPHABET = string.ascii_letters + string.digits

Reason = Literal["invalid", "elsewhere", "unknown", "paid", "removed", "expired", "amount"]


class CannotPay(Exception):
    """A code that cannot be paid, and why."""

    def __init__(self, reason: Reason) -> None:
        """Take the reason; the page says it in words."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Quote:
    """What a payer sees before confirming."""

    charge: Charge
    amounts: Amounts


class PayDesk:
    """Reads codes and takes payments."""

    def __init__(
        self,
        settings: SandboxSettings,
        store: Store,
        charges: Charges,
        callbacks: Callbacks,
        clock: Clock,
    ) -> None:
        """Take the collaborators and the time."""
        self._settings = settings
        self._store = store
        self._charges = charges
        self._callbacks = callbacks
        self._clock = clock
        self.on_recurrence: Callable[[str], None] = lambda location: None

    def quote(self, code: str) -> Quote:
        """Say what a code costs now.

        Raises:
            CannotPay: with the reason.
        """
        try:
            read = parse(code)
        except InvalidBrCode:
            raise CannotPay("invalid") from None
        if read.url is None:
            raise CannotPay("elsewhere")
        charge = self._charges.by_location(read.url)
        if charge is None:
            raise CannotPay("unknown")
        if charge.status != ACTIVE:
            raise CannotPay("paid" if charge.status == PAID else "removed")
        return Quote(charge, self._amounts(charge))

    def at(self, location: str) -> Charge | None:
        """Give the charge that an address shows."""
        return self._charges.by_location(location)

    def pay(self, code: str, *, amount: Decimal | None = None, note: str = "") -> dict[str, Any]:
        """Pay a code and give the Pix; the receiver's web hook is called.

        Args:
            amount: another sum, in reais, where the charge lets the payer choose.
            note: what the payer writes to the receiver.

        Raises:
            CannotPay: with the reason.
        """
        quote = self.quote(code)
        amounts = quote.amounts
        if amount is not None and amount != amounts.total:
            if not quote.charge.content["valor"].get("modalidadeAlteracao") or amount <= 0:
                raise CannotPay("amount")
            amounts = Amounts(original=amount)
        with self._store.transaction():
            end_to_end_id = self._insert(quote.charge.txid, amounts, note)
            self._charges.conclude(quote.charge.txid)
        recurrence = parse(code).recurrence_url
        if recurrence is not None:  # paying a composite code authorises what it asks for
            self.on_recurrence(recurrence)
        return self._told(end_to_end_id)

    def book(self, txid: str, amount: str) -> dict[str, Any]:
        """Take the money of a charge that is kept elsewhere, and tell the receiver."""
        return self._told(self._insert(txid, Amounts(original=Decimal(amount)), ""))

    def _insert(self, txid: str, amounts: Amounts, note: str) -> str:
        now = self._clock()
        end_to_end_id = new_end_to_end_id(now)
        self._store.insert(
            "INSERT INTO payments (end_to_end_id, txid, amount, components, payer_note, paid)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            end_to_end_id,
            txid,
            f"{amounts.total:.2f}",
            json.dumps(amounts.components()),
            note,
            now.astimezone(timezone.utc).isoformat(),
        )
        return end_to_end_id

    def _told(self, end_to_end_id: str) -> dict[str, Any]:
        pix = self.get(end_to_end_id)
        if pix is None:
            raise LookupError(end_to_end_id)
        self._callbacks.paid(self._settings.pix_key, pix)
        return pix

    def get(self, end_to_end_id: str) -> dict[str, Any] | None:
        """Give a Pix by its end-to-end id."""
        row = self._store.one("SELECT * FROM payments WHERE end_to_end_id = ?", end_to_end_id)
        return self._shown(row) if row else None

    def of(self, txid: str) -> list[dict[str, Any]]:
        """Give the Pix that paid a charge."""
        rows = self._store.all("SELECT * FROM payments WHERE txid = ? ORDER BY paid", txid)
        return [self._shown(row) for row in rows]

    def between(self, start: datetime, end: datetime, txid: str | None) -> list[dict[str, Any]]:
        """Give the Pix received in a time, oldest first."""
        rows = self._store.all(
            "SELECT * FROM payments WHERE paid >= ? AND paid <= ? AND txid = COALESCE(?, txid)"
            " ORDER BY paid",
            start.astimezone(timezone.utc).isoformat(),
            end.astimezone(timezone.utc).isoformat(),
            txid,
        )
        return [self._shown(row) for row in rows]

    def _amounts(self, charge: Charge) -> Amounts:
        now = self._clock()
        if charge.kind == "cob":
            if now > charge.expires:
                raise CannotPay("expired")
            return Amounts(original=Decimal(charge.content["valor"]["original"]))
        dates = charge.content["calendario"]
        due = datetime.fromisoformat(dates["dataDeVencimento"]).date()
        today = calendar.today(now)
        if today > calendar.last_day(due, dates["validadeAposVencimento"]):
            raise CannotPay("expired")
        return on_day(charge.content["valor"], due, today)

    def _shown(self, row: Row) -> dict[str, Any]:
        pix = {
            "endToEndId": row["end_to_end_id"],
            "txid": row["txid"],
            "valor": row["amount"],
            "componentesValor": json.loads(row["components"]),
            "chave": self._settings.pix_key,
            "horario": timestamp(datetime.fromisoformat(row["paid"])),
        }
        if row["payer_note"]:
            pix["infoPagador"] = row["payer_note"]
        return pix


def new_end_to_end_id(moment: datetime) -> str:
    """Make an end-to-end id: E, the payer's ISPB, the minute in UTC, 11 letters or digits."""
    minute = moment.astimezone(timezone.utc).strftime("%Y%m%d%H%M")
    return "E" + ISPB + minute + "".join(secrets.choice(_ALPHABET) for _ in range(11))
