"""A process that delivers, the Graph API that it meets, and somebody to write to."""

from __future__ import annotations

import pytest

from quita.adapters.database.unit_of_work import Database
from tests.adapters.whatsapp.sending import Graph, Sending
from tests.conftest import FakeClock


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
def sending(database: Database, clock: FakeClock, graph: Graph) -> Sending:
    return Sending(database, clock, graph)


@pytest.fixture
def chat(sending: Sending) -> str:
    return sending.chat()
