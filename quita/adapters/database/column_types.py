"""How values lie in columns: moments in UTC, reais in cents, JSON, sealed texts."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from quita.adapters.vault import VERSION
from quita.domain.money import CENT


class UtcDateTime(TypeDecorator):
    """An aware moment, kept in UTC and given back in UTC, also by SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment with ValueError: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


class Cents(TypeDecorator):
    """An amount in reais, kept as whole cents, since SQLite would make a float of a decimal."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse fractions of a cent with ValueError: rounding is the domain's."""
        if value is None:
            return None
        if value != value.quantize(CENT):
            raise ValueError("an amount is stored in whole cents")
        return int(value.scaleb(2))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give reais with two decimals."""
        return None if value is None else Decimal(value).scaleb(-2)


class Json(TypeDecorator):
    """A JSON document kept as text: PostgreSQL's own types refuse the NUL that strings may hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the document."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the document."""
        return None if value is None else json.loads(value)


class Sealed(TypeDecorator):
    """A text that the vault has encrypted; plain text is refused, so that none slips in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what the vault has not sealed with ValueError."""
        if value is not None and not value.startswith(VERSION):
            raise ValueError("this column holds sealed text only")
        return value
