"""What Meta says of our templates, and who cannot be reached on which channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from quita.adapters.database.aliases import SqlAliases
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    conversations,
    unreachable_addresses,
    whatsapp_templates,
)
from quita.domain.conversation import Channel
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
        """Note it; what is older than what is known changes nothing."""
        values = {name: getattr(status, name) for name in status.__dataclass_fields__}
        if self._insert_once(whatsapp_templates, values, ["name", "language"]):
            return
        known = {name: value for name, value in values.items() if value is not None}
        change = update(whatsapp_templates).where(
            _template.name == status.name,
            _template.language == status.language,
            _template.changed_at <= status.changed_at,
        )
        self._connection.execute(change.values(**known))

    def _select(self, *conditions: Any) -> list[TemplateStatus]:
        query = select(whatsapp_templates).where(*conditions)
        rows = self._connection.execute(query.order_by(_template.name, _template.language))
        return [TemplateStatus(**row._mapping) for row in rows]


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
