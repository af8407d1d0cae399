"""Quita whole, by the command lines of `make run`, on free ports and in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from quita.adapters.clock import SharedClock
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.cli.running import process_environment, processes
from quita.cli.sandbox_settings import OPTION_DEFAULTS, PROVIDER_DEFAULTS, settings_for
from quita.cli.supervisor import answers
from quita.cli.whole.loopback import HOST, Loopback, free_ports
from quita.domain.errors import Misconfigured, NotInTime
from quita.settings import ACTIONS_PORT, ASSISTANT_PORT, ROOT, load
from sandbox.settings import SandboxSettings

TYPING_WINDOW = 0.3  # seconds
READY_WITHIN = 240.0  # seconds; the machine may be busy with something else
STOPS_WITHIN = 30.0
HAPPENS_WITHIN = 60.0
POLL = 0.05
LOG_TAIL = 40  # lines
# Nothing of a real installation may leak in: neither its database nor its number nor its bank.
OURS = ("QUITA_", "WHATSAPP_", "PIX_", "BOLETO_", "TRANSCRIPTION_", "SMS_", "RASA_")


class System:
    """The sandbox, the assistant, its actions and the worker; used as a context."""

    def __init__(
        self, folder: Path, model: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Take an empty folder, a trained model, and more of the processes' environment."""
        self.folder = folder
        names = ("assistant", "actions", "sandbox")
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.assistant_url, self.sandbox_url = self._url("assistant"), self._url("sandbox")
        self.actions_url = self._url("actions")
        self.clock = SharedClock(folder / "clock_offset")
        self._environment = self._make_environment(environment or {})
        self.settings = load(self._environment)
        self.core: Container = build(self.settings, clock=self.clock)
        self.http = requests.Session()
        self.loopback = self.make_loopback()
        self._commands = {one.name: self._here(one.command) for one in processes(str(model), False)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> System:
        """Prepare the databases, start everything, and wait until it is ready."""
        self.prepare()
        try:
            self.loopback.start()
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

    def prepare(self) -> None:
        """Make the database."""
        upgrade(self.settings.database_url)

    def make_loopback(self) -> Loopback:
        """Make the world outside."""
        return Loopback(self.sandbox_settings(), self.clock)

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

    def kill_alone(self, name: str) -> None:
        """End a process, and nothing that it has started."""
        self._running[name].kill()
        self._running[name].wait()

    def kill_below(self, name: str) -> None:
        """End what a process has started, as running out of memory would; it goes on itself."""
        pid = self._running[name].pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def wait_until_ready(self) -> None:
        """Wait for every process.

        Raises:
            Misconfigured: one ended, or it took too long; with the ends of the logs.
        """
        deadline = time.monotonic() + READY_WITHIN
        while not self._ready():
            ended = [name for name, process in self._running.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise Misconfigured(f"not ready; ended: {ended}\n{self.log_tails()}")
            time.sleep(POLL)

    def wait_until(
        self, happened: Callable[[], Any], what: str, seconds: float = HAPPENS_WITHIN
    ) -> Any:
        """Wait for something to be true and give it.

        Raises:
            NotInTime: naming what was waited for.
        """
        deadline = time.monotonic() + seconds
        while True:
            found = happened()
            if found:
                return found
            if time.monotonic() > deadline:
                raise NotInTime(f"waited {seconds:.0f} s in vain for {what}")
            time.sleep(POLL)

    def log_tails(self) -> str:
        """Give the last lines of every log."""
        told = []
        for name in self._commands:
            log = self._log(name)
            lines = log.read_text(errors="replace").splitlines() if log.exists() else []
            told.append("\n".join([f"== {name}", *lines[-LOG_TAIL:]]))
        return "\n".join(told)

    def sandbox(self, method: str, path: str, **options: Any) -> Any:
        """Call the sandbox and give its JSON.

        Raises:
            requests.HTTPError: it refused; its reason is in the message.
        """
        answer = self.http.request(method, self.sandbox_url + path, timeout=30, **options)
        if not answer.ok:
            told = f"{method} {path}: {answer.status_code} {answer.text}"
            raise requests.HTTPError(told, response=answer)
        return answer.json() if answer.content else None

    def waiting(self) -> int:
        """Give how many web hooks nobody took yet."""
        return int(self.sandbox("GET", "/sandbox/health")["waiting"])

    def pay(self, code: str) -> dict[str, Any]:
        """Pay a Pix code at the bank.

        Raises:
            requests.HTTPError: the bank does not take it; its reason is in the message.
        """
        paid: dict[str, Any] = self.sandbox("POST", "/bank/test/pay", json={"codigo": code})
        return paid

    def sandbox_settings(self) -> SandboxSettings:
        """Give the sandbox's settings, which agree with those of the processes."""
        folder, port = self.folder / "sandbox", self._ports["sandbox"]
        agreeing = settings_for(self.settings, folder, port, self.assistant_url)
        return replace(agreeing, status_delay_seconds=0.02, retry_seconds=0.1)

    def _ready(self) -> bool:
        ready = f"{self.assistant_url}/health/ready", f"{self.actions_url}/health"
        return all(answers(url) for url in ready)

    def _url(self, name: str) -> str:
        return f"http://{HOST}:{self._ports[name]}"

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _here(self, command: list[str]) -> list[str]:
        ours = {str(ASSISTANT_PORT): "assistant", str(ACTIONS_PORT): "actions"}
        return [str(self._ports[ours[word]]) if word in ours else word for word in command]

    def _make_environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {
            **PROVIDER_DEFAULTS,
            "WHATSAPP_GRAPH_URL": f"{self.sandbox_url}/graph/v23.0",
            "WHATSAPP_TEMPLATES": OPTION_DEFAULTS["WHATSAPP_TEMPLATES"],
            "PIX_API_URL": f"{self.sandbox_url}/bank",
            "BOLETO_API_URL": f"{self.sandbox_url}/bank/boleto",
            "SMS_GATEWAY_URL": f"{self.sandbox_url}/sms",
            "WHATSAPP_CLICK_URL": f"{self.sandbox_url}/wa.me",
            "QUITA_VAR": str(self.folder / "var"),
            "QUITA_PUBLIC_URL": self.assistant_url,
            "QUITA_ACTIONS_URL": f"{self.actions_url}/webhook",
            "QUITA_TYPING_WINDOW": str(TYPING_WINDOW),
            "QUITA_CLOCK_OFFSET_FILE": str(self.folder / "clock_offset"),
        }
        return process_environment({**kept, **ours, **more})
