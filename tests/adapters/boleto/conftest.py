"""Both clients called alike, and the sandbox's bank."""

from __future__ import annotations

import asyncio
import inspect
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from quita.adapters.boleto.client_async import AsyncBoletoClient
from quita.adapters.boleto.client_sync import BoletoClient
from quita.adapters.boleto.config import BoletoConfig
from tests.adapters.serving import bank_settings, serving
from tests.conftest import FakeClock

TOKEN = "um-token"


@dataclass(frozen=True)
class SandboxBank:
    """The sandbox's bank, and its switchboard."""

    url: str

    @property
    def config(self) -> BoletoConfig:
        """How to reach it."""
        return BoletoConfig(f"{self.url}/bank/boleto", TOKEN)

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Post JSON and read JSON."""
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    async def pay(self, line: str, **more: str) -> tuple[int, dict[str, Any]]:
        """Pay a boleto."""
        return await asyncio.to_thread(self.post, "/bank/test/pay-boleto", {"linha": line, **more})

    async def order(self, **fault: Any) -> None:
        """Order a failure of the bank's."""
        await asyncio.to_thread(self.post, "/sandbox/faults", {"target": "boleto", **fault})


@pytest.fixture
def sandbox(tmp_path: Path, clock: FakeClock) -> Iterator[SandboxBank]:
    """The sandbox, running by the test's clock."""
    settings = bank_settings(tmp_path, boleto_api_token=TOKEN)
    with serving(settings, clock) as url:
        yield SandboxBank(url)


class Client:
    """Either client, called alike."""

    def __init__(self, client: BoletoClient | AsyncBoletoClient) -> None:
        """Take the client."""
        self._client = client

    async def __call__(self, name: str, *args: Any) -> Any:
        """Call a method of the client, off the loop where it blocks."""
        method = getattr(self._client, name)
        if inspect.iscoroutinefunction(method):
            return await method(*args)
        return await asyncio.to_thread(method, *args)


MakeClient = Callable[..., Client]


@pytest.fixture(params=[BoletoClient, AsyncBoletoClient])
def make(request: pytest.FixtureRequest) -> MakeClient:
    return lambda config, **more: Client(request.param(config, **more))
