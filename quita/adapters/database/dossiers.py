"""The chain of dossiers that were made: each seal follows the one before it, and never forks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import dossiers
from quita.domain.dossier import FIRST, Sealing

_PLAIN = tuple(Sealing.__dataclass_fields__)


class SqlDossiers(Repository):
    """Fulfils the port Dossiers."""

    def head(self) -> str:
        """Give the last seal; who follows it at the same time meets a Conflict."""
        query = select(dossiers.c.seal).order_by(dossiers.c.seq.desc()).limit(1)
        return str(self._connection.execute(locked(query)).scalar() or FIRST)

    def add(self, sealing: Sealing) -> None:
        """Insert; Conflict where another one got there first."""
        values = {name: getattr(sealing, name) for name in _PLAIN}
        self._connection.execute(dossiers.insert().values(**values))

    def chain(self) -> Sequence[Sealing]:
        """Give all of them, oldest first."""
        rows = self._connection.execute(select(dossiers).order_by(dossiers.c.seq))
        return [Sealing(**{name: getattr(row, name) for name in _PLAIN}) for row in rows]
