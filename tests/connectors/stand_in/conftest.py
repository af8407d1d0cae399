"""A stand-in on a real address, with an assistant below it that is no Rasa."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sanic import Sanic

from connectors.stand_in.address import Address, Serving
from connectors.stand_in.app import stand_in_app
from quita.bootstrap import Container, build
from quita.settings import load
from tests.conftest import FakeClock
from tests.connectors.whatsapp.hooking import WHATSAPP


@pytest.fixture
def core(
    tmp_path: Path,
    migrated_sqlite: Path,
    clock: FakeClock,
    new_id: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Container]:
    monkeypatch.setattr(Sanic, "test_mode", True)  # lets one process have many servers
    shutil.copy(migrated_sqlite, tmp_path / "quita.db")
    environment = {
        "QUITA_DATABASE_URL": f"sqlite:///{tmp_path / 'quita.db'}",
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(tmp_path),
        **WHATSAPP,
    }
    made = build(load(environment), clock=clock, new_id=new_id)
    yield made
    made.database.engine.dispose()


@asynccontextmanager
async def standing_in(core: Container) -> AsyncIterator[tuple[Address, Serving, str]]:
    """Serve the stand-in; give its address, its server, and where that is."""
    address = Address("127.0.0.1", 0)
    serving = Serving(stand_in_app(lambda: core, f"stand_in_{uuid4().hex}"), address.duplicate)
    await serving.open()
    try:
        yield address, serving, f"http://127.0.0.1:{address.port}"
    finally:
        await serving.shut()
        address.close()
