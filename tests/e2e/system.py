"""Quita whole, with what only tests do to it: shut doors, break providers, forge web hooks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from quita.cli.data import load_demo
from quita.cli.whole.loopback import HOST, free_ports
from quita.cli.whole.records import Records
from quita.cli.whole.system import TYPING_WINDOW
from quita.cli.whole.system import System as WholeSystem
from sandbox.graph.webhooks import sign
from sandbox.settings import WEBHOOK_PATH
from tests.e2e.loopback import ActionsDoor, LoopbackWithDoor

__all__ = ["TYPING_WINDOW", "System"]


class System(WholeSystem):
    """The sandbox, the assistant, its actions and the worker, over the demo portfolio."""

    loopback: LoopbackWithDoor

    def __init__(self, folder: Path, model: Path) -> None:
        """Take an empty folder and a trained model."""
        [self._door] = free_ports(1)
        door_url = f"http://{HOST}:{self._door}/webhook"
        super().__init__(folder, model, {"QUITA_ACTIONS_URL": door_url})
        self.records = Records(self)
        self.rows, self.received = self.records.rows, self.records.received
        self.quiet = self.records.quiet

    def __enter__(self) -> System:
        """Start everything."""
        super().__enter__()
        return self

    def prepare(self) -> None:
        """Make the database and load the demo portfolio and its logins."""
        super().prepare()
        load_demo(self.core)

    def make_loopback(self) -> LoopbackWithDoor:
        """Put the door into the world outside."""
        door = ActionsDoor(self._door, f"{self.actions_url}/webhook")
        return LoopbackWithDoor(self.sandbox_settings(), self.clock, door)

    def fault(self, **fault: Any) -> None:
        """Order a failure of a provider."""
        self.sandbox("POST", "/sandbox/faults", json=fault)

    def clear_faults(self) -> None:
        """Forget every failure."""
        self.sandbox("DELETE", "/sandbox/faults")

    def signed(self, body: bytes) -> dict[str, str]:
        """Give the headers that Meta sends with a body."""
        secret = self.settings.require_whatsapp().app_secret
        return {"Content-Type": "application/json", "X-Hub-Signature-256": sign(secret, body)}

    def webhook(self, body: bytes, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Post a body to the assistant's web hook, signed unless other headers are given."""
        sent = self.signed(body) if headers is None else headers
        url = self.assistant_url + WEBHOOK_PATH
        return self.http.post(url, data=body, headers=dict(sent), timeout=60)

    def events(self, conversation_id: str, kind: str) -> list[dict[str, Any]]:
        """Give the data of a conversation's events of a type, oldest first."""
        found = [data for of, data in self.records.events() if of == kind]
        return [data for data in found if data.get("conversation") == conversation_id]
