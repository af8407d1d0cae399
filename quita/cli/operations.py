"""Commands of operation: worker, sandbox, nightly."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

import structlog

from quita.bootstrap import build
from quita.cli.sandbox_settings import sandbox_settings
from quita.worker import Worker


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("worker", help="deliver, remind, confirm, publish")
    command.set_defaults(run=run_worker)
    command = commands.add_parser(
        "sandbox", help="the providers' protocols on loopback, with a phone"
    )
    command.set_defaults(run=run_sandbox)
    command = commands.add_parser(
        "nightly", help="move late agreements on and write what every debt comes to today"
    )
    command.set_defaults(run=run_nightly)


def run_nightly(_: argparse.Namespace) -> int:
    """Do what a new day calls for; the worker does the same by itself, and twice harms nothing."""
    core = build()
    ended = core.keeping.age()
    written = core.balances.update()
    print(f"{ended} acordos desfeitos por atraso; {written} saldos atualizados.")
    return 0


def run_worker(_: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(20))  # INFO and above
    Worker(build(), stop).run()
    return 0


def run_sandbox(_: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from sandbox.server import run  # the other commands need none of its web server

    run(sandbox_settings())
    return 0
