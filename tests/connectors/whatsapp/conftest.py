"""Sample web hooks, one of each shape that Meta documents; names and ids are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import Update
from tests.adapters.whatsapp.conftest import chat, graph, sending

__all__ = ["chat", "graph", "sending"]  # fixtures for what is reported of messages of ours
SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "samples.json").read_text(encoding="utf-8")
)


@pytest.fixture
def samples() -> dict[str, Any]:
    return json.loads(json.dumps(SAMPLES))


@pytest.fixture
def updates(samples: dict[str, Any]) -> Callable[[str], tuple[Update, ...]]:
    """Parses the sample of a name."""
    return lambda name: parse_webhook(json.dumps(samples[name]).encode()).updates
