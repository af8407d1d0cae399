"""`quita up`: everything on this machine, supervised; what `make run` ends in."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from quita import settings as settings_module
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import build
from quita.cli.data import DEMO_PASSWORD, DEMO_USERS, demo_link, load_demo
from quita.cli.sandbox_settings import SANDBOX_URL, uses_sandbox, with_sandbox
from quita.cli.supervisor import Process, Supervisor, answers, output_of
from quita.domain.errors import Misconfigured
from quita.settings import ACTIONS_PORT, ASSISTANT_PORT, SANDBOX_PORT

READY_WITHIN = 180.0  # seconds; a slow laptop's first start
ACTIONS_URL = f"http://127.0.0.1:{ACTIONS_PORT}"
ASSISTANT_URL = f"http://127.0.0.1:{ASSISTANT_PORT}"
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
FREE_BYTES = 300 * 1024 * 1024


def register(commands: Any) -> None:
    """Add this module's command."""
    command = commands.add_parser("up", help="start everything on this machine (make run)")
    command.set_defaults(run=up)


def up(_: argparse.Namespace) -> int:
    """Prepare, start and supervise; Ctrl-C stops all of it."""
    os.environ.update(process_environment(os.environ))
    settings = settings_module.load()
    settings.whatsapp_or_none()
    settings.require_pix()
    sandboxed = uses_sandbox(os.environ)
    ports = [ASSISTANT_PORT, ACTIONS_PORT, *([SANDBOX_PORT] if sandboxed else [])]
    check_ports(ports)
    check_space(settings.var)
    upgrade(settings.database_url)
    link = ""
    if sandboxed:
        core = build()
        load_demo(core)
        link = demo_link(core)
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    train = [sys.executable, "-m", "quita.rasa.train"]
    model = output_of(train, logs / "train.log", "Preparing the model (minutes the first time)")
    supervisor = Supervisor(logs)
    with supervisor:
        supervisor.start(processes(model, sandboxed))
        print("Starting; ready in about half a minute ...", flush=True)
        supervisor.wait_until(ready, READY_WITHIN)
        print(addresses(sandboxed, logs, link), flush=True)
        supervisor.watch()
    print("Stopped.")
    return 0


def process_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of all processes: what is set, and defaults for what is not."""
    env = with_sandbox(environment)
    settings = settings_module.load(env)
    defaults = {
        "QUITA_SECRET_KEY": settings.secret_key,
        "QUITA_DATABASE_URL": settings.database_url,
        "QUITA_TRACKER_URL": settings.tracker_url,
        "QUITA_ACTIONS_URL": f"{ACTIONS_URL}/webhook",
        "SANIC_HOST": "127.0.0.1",  # the action server has no authentication
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",  # Rasa's pins of 2022 warn of themselves
        **dict.fromkeys(ONE_THREAD, "1"),
        **lock_store(env.get("QUITA_REDIS_URL")),
    }
    return {**defaults, **{name: value for name, value in env.items() if value}}


def lock_store(redis_url: str | None) -> dict[str, str]:
    """Give endpoints.yml its lock store: Redis where a URL is set, else this process's memory."""
    parts = urlsplit(redis_url or "")
    return {
        "QUITA_LOCK_STORE": "redis" if redis_url else "in_memory",
        "QUITA_REDIS_HOST": parts.hostname or "127.0.0.1",
        "QUITA_REDIS_PORT": str(parts.port or 6379),
        "QUITA_REDIS_DB": parts.path.strip("/") or "0",
        "QUITA_REDIS_USERNAME": unquote(parts.username or ""),
        "QUITA_REDIS_PASSWORD": unquote(parts.password or ""),
    }


def processes(model: str, sandboxed: bool) -> list[Process]:
    """Give the processes to run, each with the command line that an operator would use."""
    python = [sys.executable, "-m"]
    address = ["-i", "127.0.0.1", "-p", str(ASSISTANT_PORT)]
    files = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    assistant = [*python, "connectors.stand_in", *address, "-m", model, *files]
    actions = [*python, "rasa", "run", "actions", "-p", str(ACTIONS_PORT), "--actions", "actions"]
    quita = [sys.executable, "-m", "quita.cli"]
    found = [
        Process("assistant", assistant),
        Process("actions", actions),
        Process("worker", [*quita, "worker"]),
    ]
    return [*([Process("sandbox", [*quita, "sandbox"])] if sandboxed else []), *found]


def ready() -> bool:
    """Say whether the assistant answers, with its model and its actions."""
    return answers(f"{ASSISTANT_URL}/health/ready") and answers(f"{ACTIONS_URL}/health")


def check_ports(ports: list[int]) -> None:
    """Refuse to start beside something that has a port of ours.

    Raises:
        Misconfigured: naming the port and what to do.
    """
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Misconfigured(
                    f"port {port} is taken: is another `make run` running? "
                    f"Stop it, or see who has it with `ss -ltnp 'sport = :{port}'`"
                ) from None


def check_space(var: Path) -> None:
    """Refuse to start on a full disk.

    Raises:
        Misconfigured: naming the folder.
    """
    var.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(var).free < FREE_BYTES:
        raise Misconfigured(f"less than {FREE_BYTES // 2**20} MB are free at {var}: make room")


def addresses(sandboxed: bool, logs: Path, link: str = "") -> str:
    """Say what opens where."""
    logins = ", ".join(login for login, _, _ in DEMO_USERS)
    lines = [
        "",
        "Quita is ready.",
        f"  Phone of a debtor:   {SANDBOX_URL}/phone" if sandboxed else "",
        f"  Link of an SMS:      {link} (the phone shows it too)" if link else "",
        f"  Agents' desk:        {ASSISTANT_URL}/desk",
        f"    demo logins:       {logins}; password: {DEMO_PASSWORD}" if sandboxed else "",
        f"  Health:              {ASSISTANT_URL}/health/ready",
        f"  Logs:                {logs}",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(line for line in lines if line or line == lines[0])
