"""What Meta says of our templates, and who cannot be reached on which channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select, update

from quita.adapters.database.aliases import SqlAliases
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    conversations,
    unreachable_addresses,
    whatsapp_templates,
)
from quita.domain.conversation import Channel
from quita.domain.number_health import Quality
from quita.domain.templates import TemplateStatus

_template = whatsapp_templates.c
_lost = unreachable_addresses.c


class SqlTemplateStatuses(Repository):
    """Fulfils the port TemplateStatuses."""

    def of(self, name: str, language: str) -> TemplateStatus | None:
        """Give what was last said of a template, None where nothing was."""
        found = self._select(_template.name == name, _template.language == language)
        return found[0] if found else None

    def all(self) -> list[TemplateStatus]:
        """Give what was last said of each."""
        return self._select()

    def told(self, status: TemplateStatus) -> None:
        """Note the parts that it tells; one older than what is known changes nothing."""
        if status.status is not None:
            self._tell(status, "status", status=status.status, reason=status.reason)
        if status.category is not None:
            self._tell(status, "category", category=status.category)
        if status.quality is not None:
            self._tell(status, "quality", quality=status.quality.value)

    def _tell(self, told: TemplateStatus, part: str, **values: str | None) -> None:
        key = {"name": told.name, "language": told.language}
        self._insert_once(whatsapp_templates, key, [*key])
        since = _template[f"{part}_at"]
        change = update(whatsapp_templates).where(
            _template.name == told.name,
            _template.language == told.language,
            or_(since.is_(None), since <= told.changed_at),
        )
        self._connection.execute(change.values({**values, since.name: told.changed_at}))

    def _select(self, *conditions: Any) -> list[TemplateStatus]:
        query = select(whatsapp_templates).where(*conditions)
        rows = self._connection.execute(query.order_by(_template.name, _template.language))
        return [_status(row) for row in rows]


def _status(row: Any) -> TemplateStatus:
    told = [at for at in (row.status_at, row.category_at, row.quality_at) if at is not None]
    return TemplateStatus(
        name=row.name,
        language=row.language,
        status=row.status,
        changed_at=max(told),
        category=row.category,
        quality=None if row.quality is None else Quality.of(row.quality),
        reason=row.reason,
    )


class SqlReach(Repository):
    """Fulfils the port Reach."""

    def lost(self, address_id: str, channel: Channel, code: int, at: datetime) -> bool:
        """Note that nothing reaches an address; True where it was not known."""
        here = {"address_id": address_id, "channel": channel.value}
        if self._insert_once(unreachable_addresses, here | {"code": code, "at": at}, [*here]):
            return True
        mark = (_lost.address_id == address_id, _lost.channel == channel.value)
        again = update(unreachable_addresses).where(*mark, _wrote_since(self._same(address_id)))
        return bool(self._connection.execute(again.values(code=code, at=at)).rowcount)

    def is_lost(self, address_id: str, channel: Channel) -> bool:
        """Say whether nothing reaches an address, in any form, and nobody wrote from it since."""
        same = self._same(address_id)
        marks = select(_lost.code).where(
            _lost.address_id.in_(same), _lost.channel == channel.value, ~_wrote_since(same)
        )
        return self._connection.execute(marks.limit(1)).first() is not None

    def _same(self, address_id: str) -> list[str]:
        return SqlAliases(self._connection, self._vault, self._new_id).same(address_id)


def _wrote_since(same: list[str]) -> Any:
    here = conversations.c
    return exists().where(
        here.address_id.in_(same),
        here.channel == _lost.channel,
        here.last_inbound_at > _lost.at,
    )
