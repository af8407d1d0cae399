"""Quita whole, by the command lines of `make run`, on free ports and in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from quita.adapters.database.migrate import upgrade
from quita.adapters.database.schema import (
    domain_events,
    inbound_messages,
    outbox,
    turns,
)
from quita.bootstrap import Container, build
from quita.cli.data import load_demo
from quita.cli.running import process_environment, processes
from quita.cli.sandbox_settings import PROVIDER_DEFAULTS
from quita.cli.supervisor import answers
from quita.settings import ACTIONS_PORT, ASSISTANT_PORT, ROOT, load
from sandbox.graph.webhooks import sign
from sandbox.settings import WEBHOOK_PATH, SandboxSettings
from tests.e2e.loopback import HOST, ActionsDoor, Loopback, free_ports

TYPING_WINDOW = 0.3  # seconds
READY_WITHIN = 240.0  # seconds; the machine may be busy with other tests
STOPS_WITHIN = 30.0
HAPPENS_WITHIN = 60.0
POLL = 0.05
LOG_TAIL = 40  # lines
OURS = ("QUITA_", "WHATSAPP_", "PIX_")


class System:
    """The sandbox, the assistant, its actions and the worker; used as a context."""

    def __init__(self, folder: Path, model: Path) -> None:
        """Take an empty folder and a trained model."""
        self._folder, self._model = folder, model
        assistant, actions, door, sandbox = free_ports(4)
        self._ports = {
            "assistant": assistant,
            "actions": actions,
            "door": door,
            "sandbox": sandbox,
        }
        self.assistant_url, self.sandbox_url = self._url("assistant"), self._url("sandbox")
        self._environment = self._make_environment()
        self.settings = load(self._environment)
        self.core: Container = build(self.settings)
        self.http = requests.Session()
        way = ActionsDoor(self._ports["door"], f"{self._url('actions')}/webhook")
        self.loopback = Loopback(self._sandbox_settings(), way)
        self._commands = {one.name: self._here(one.command) for one in processes(str(model), False)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> System:
        """Prepare the databases, start everything, and wait until it is ready."""
        upgrade(self.settings.database_url)
        load_demo(self.core)
        self.loopback.start()
        try:
            for name in self._commands:
                self.start(name)
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        self.http.close()  # a server that stops waits for connections that are kept open
        for process in self._running.values():
            process.terminate()
        for name, process in self._running.items():
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self.loopback.stop()
        self.core.database.engine.dispose()

    def start(self, name: str) -> None:
        """Start a process: assistant, actions or worker."""
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                self._commands[name],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        process = self._running[name]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait_until_ready(self) -> None:
        """Wait for every process; a process that ended is told with its log."""
        deadline = time.monotonic() + READY_WITHIN
        while not self._ready():
            ended = [name for name, process in self._running.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"not ready; ended: {ended}\n{self.log_tails()}")
            time.sleep(POLL)

    def wait_until(self, happened: Callable[[], Any], what: str) -> Any:
        """Wait for something to be true and give it."""
        deadline = time.monotonic() + HAPPENS_WITHIN
        while True:
            found = happened()
            if found:
                return found
            assert time.monotonic() < deadline, f"waited in vain for {what}"
            time.sleep(POLL)

    def log_tails(self) -> str:
        """Give the last lines of every log."""
        told = []
        for name in self._commands:
            lines = self._log(name).read_text(errors="replace").splitlines()[-LOG_TAIL:]
            told.append("\n".join([f"== {name}", *lines]))
        return "\n".join(told)

    # The sandbox

    def sandbox(self, method: str, path: str, **options: Any) -> Any:
        """Call the sandbox and give its JSON."""
        answer = self.http.request(method, self.sandbox_url + path, timeout=30, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def fault(self, **fault: Any) -> None:
        """Order a failure of a provider."""
        self.sandbox("POST", "/sandbox/faults", json=fault)

    def clear_faults(self) -> None:
        """Forget every failure."""
        self.sandbox("DELETE", "/sandbox/faults")

    def waiting(self) -> int:
        """Give how many web hooks nobody took yet."""
        return int(self.sandbox("GET", "/sandbox/health")["waiting"])

    def pay(self, code: str) -> dict[str, Any]:
        """Pay a Pix code at the bank."""
        paid: dict[str, Any] = self.sandbox("POST", "/bank/test/pay", json={"codigo": code})
        return paid

    # Meta's web hook

    def signed(self, body: bytes) -> dict[str, str]:
        """Give the headers that Meta sends with a body."""
        secret = self.settings.require_whatsapp().app_secret
        return {"Content-Type": "application/json", "X-Hub-Signature-256": sign(secret, body)}

    def webhook(self, body: bytes, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Post a body to the assistant's web hook, signed unless other headers are given."""
        sent = self.signed(body) if headers is None else headers
        url = self.assistant_url + WEBHOOK_PATH
        return self.http.post(url, data=body, headers=dict(sent), timeout=60)

    # The database

    def rows(self, query: Any) -> list[Any]:
        """Read rows."""
        with self.core.database.engine.begin() as connection:
            return list(connection.execute(query))

    def received(self, external_id: str) -> Any | None:
        """Give a received message with its turn's attempts, outcome and end; None if unknown."""
        query = (
            select(inbound_messages, turns.c.attempts, turns.c.outcome, turns.c.finished_at)
            .join_from(inbound_messages, turns, isouter=True)
            .where(inbound_messages.c.external_id == external_id)
        )
        return next(iter(self.rows(query)), None)

    def quiet(self, conversation_id: str) -> bool:
        """Say whether nothing is left to be answered or sent in a conversation."""
        unanswered = (
            select(inbound_messages.c.id)
            .join_from(inbound_messages, turns, isouter=True)
            .where(
                inbound_messages.c.conversation_id == conversation_id,
                turns.c.finished_at.is_(None),
            )
        )
        unsent = select(outbox.c.id).where(
            outbox.c.conversation_id == conversation_id, outbox.c.next_attempt_at.is_not(None)
        )
        return not self.rows(unanswered) and not self.rows(unsent)

    def events(self, conversation_id: str, kind: str) -> list[dict[str, Any]]:
        """Give the data of a conversation's events of a type, oldest first."""
        query = select(domain_events).where(domain_events.c.type == kind)
        found = [row.data for row in self.rows(query.order_by(domain_events.c.seq))]
        return [data for data in found if data.get("conversation") == conversation_id]

    def _ready(self) -> bool:
        ready = f"{self.assistant_url}/health/ready", f"{self._url('actions')}/health"
        return all(answers(url) for url in ready)

    def _url(self, name: str) -> str:
        return f"http://{HOST}:{self._ports[name]}"

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _here(self, command: list[str]) -> list[str]:
        ours = {str(ASSISTANT_PORT): "assistant", str(ACTIONS_PORT): "actions"}
        return [str(self._ports[ours[word]]) if word in ours else word for word in command]

    def _make_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {
            **PROVIDER_DEFAULTS,
            "WHATSAPP_GRAPH_URL": f"{self.sandbox_url}/graph/v23.0",
            "PIX_API_URL": f"{self.sandbox_url}/bank",
            "QUITA_VAR": str(self._folder / "var"),
            "QUITA_PUBLIC_URL": self.assistant_url,
            "QUITA_ACTIONS_URL": f"{self._url('door')}/webhook",
            "QUITA_TYPING_WINDOW": str(TYPING_WINDOW),
        }
        return process_environment({**kept, **ours})

    def _sandbox_settings(self) -> SandboxSettings:
        number, bank = self.settings.require_whatsapp(), self.settings.require_pix()
        return SandboxSettings(
            data_dir=self._folder / "sandbox",
            port=self._ports["sandbox"],
            public_url=self.sandbox_url,
            assistant_url=self.assistant_url,
            whatsapp_app_secret=number.app_secret,
            whatsapp_verify_token=number.verify_token,
            whatsapp_access_token=number.access_token,
            whatsapp_phone_number_id=number.phone_number_id,
            pix_client_id=bank.client_id,
            pix_client_secret=bank.client_secret,
            pix_key=bank.key,
            receiver_name=self.settings.company.name,
            receiver_city=self.settings.company.city,
            receiver_document=self.settings.company.cnpj,
            business_name=self.settings.company.name,
            demo_file=self.settings.var / "demo.json",
            status_delay_seconds=0.02,
            retry_seconds=0.1,
        )
