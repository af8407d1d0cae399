"""Wires everything once a process: settings in, services out. Nothing happens on import."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import lru_cache

from quita import settings as settings_module
from quita.adapters.clock import SharedClock, machine_clock
from quita.bootstrap.config import boleto_config, company_facts, pix_config
from quita.bootstrap.desk import DeskSide
from quita.services.ports import Clock
from quita.settings import Settings

__all__ = ["Container", "boleto_config", "build", "company_facts", "container", "pix_config"]


class Container(DeskSide):
    """The services of one process, each made when it is first asked for."""


def build(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    new_id: Callable[[], str] | None = None,
) -> Container:
    """Wire a container; what is not given comes from the environment and the machine's clock."""
    found = settings or settings_module.load()
    moved = SharedClock(found.clock_offset_file) if found.clock_offset_file else machine_clock
    return Container(found, clock or moved, new_id or (lambda: uuid.uuid4().hex))


@lru_cache(maxsize=1)
def container() -> Container:
    """Give this process's container: Rasa makes channels and actions itself, so they ask here."""
    return build()
