"""What boletos are besides their charges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import boletos, charges
from quita.domain.charge_records import BoletoRecord, ChargeState
from quita.domain.errors import Conflict

_PLAIN = (
    "charge_id",
    "due_date",
    "principal",
    "fine",
    "interest",
    "own_number",
    "emv",
    "bank_name",
    "remitted_at",
)


class SqlBoletos(Repository):
    """Fulfils the port Boletos."""

    def add(self, boleto: BoletoRecord) -> BoletoRecord:
        """Insert, and give it with its sequence."""
        values = {name: getattr(boleto, name) for name in _PLAIN}
        self._connection.execute(boletos.insert().values(**values))
        stored = self.of_charge(boleto.charge_id)
        if stored is None:
            raise Conflict("the boleto has just gone")
        return stored

    def of_charge(self, charge_id: str) -> BoletoRecord | None:
        """Give a charge's boleto."""
        row = self._connection.execute(
            select(boletos).where(boletos.c.charge_id == charge_id)
        ).first()
        return None if row is None else _boleto(row)

    def by_emv(self, emv: str) -> BoletoRecord | None:
        """Give the boleto that a Pix code settles."""
        row = self._connection.execute(select(boletos).where(boletos.c.emv == emv)).first()
        return None if row is None else _boleto(row)

    def registered(self, charge_id: str, own_number: str, emv: str, bank_name: str) -> None:
        """Note what the bank gave."""
        self._change(charge_id, own_number=own_number, emv=emv, bank_name=bank_name)

    def to_remit(self, limit: int) -> list[BoletoRecord]:
        """Give boletos of requested charges that went into no file yet, oldest first."""
        query = (
            select(boletos)
            .join_from(boletos, charges, boletos.c.charge_id == charges.c.id)
            .where(
                boletos.c.remitted_at.is_(None),
                charges.c.state == ChargeState.REQUESTED.value,
            )
        )
        return [
            _boleto(row)
            for row in self._connection.execute(query.order_by(boletos.c.seq).limit(limit))
        ]

    def remitted(self, charge_id: str, at: datetime | None) -> None:
        """Note when it went into a file; None has it go into the next one."""
        self._change(charge_id, remitted_at=at)

    def _change(self, charge_id: str, **values: Any) -> None:
        change = update(boletos).where(boletos.c.charge_id == charge_id).values(**values)
        self._connection.execute(change)


def _boleto(row: Any) -> BoletoRecord:
    return BoletoRecord(sequence=row.seq, **{name: getattr(row, name) for name in _PLAIN})
