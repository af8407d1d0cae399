"""Writes what the company started as JSON beside its message, and reads back the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from quita.domain.contact_policy import Purpose
from quita.domain.starting import Started


def write_started(started: Started | None) -> dict[str, Any] | None:
    """Give the JSON document; ids alone, nothing that identifies a person."""
    if started is None:
        return None
    last_at = started.last_at.isoformat() if started.last_at else None
    return {**asdict(started), "purpose": started.purpose.value, "last_at": last_at}


def read_started(document: Mapping[str, Any] | None) -> Started | None:
    """Give what a document says."""
    if document is None:
        return None
    last_at = document["last_at"]
    values = {
        **document,
        "purpose": Purpose(document["purpose"]),
        "people": tuple(document["people"]),
        "debts": tuple(document["debts"]),
        "last_at": datetime.fromisoformat(last_at) if last_at else None,
    }
    return Started(**values)
