"""Fixtures of whoever needs a trained model or Quita whole; a plugin of tests/conftest.py."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from quita.settings import ROOT
from tests.e2e.people import Debtor, newcomer
from tests.e2e.system import System

TRAINS_WITHIN = 900  # seconds


@pytest.fixture(scope="session")
def model() -> Path:
    """The current model, trained in a process of its own, once however many workers ask."""
    folder = ROOT / "models"
    with (folder / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [sys.executable, "-m", "quita.rasa.train"],
            cwd=ROOT,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            timeout=TRAINS_WITHIN,
        )
    assert done.returncode == 0, f"the model was not trained:\n{done.stderr[-4000:]}"
    return Path(done.stdout.split()[-1])


@pytest.fixture(scope="session")
def system(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Quita whole, started once."""
    with System(tmp_path_factory.mktemp("system"), model) as running:
        yield running


@pytest.fixture
def debtor(system: System) -> Debtor:
    """Somebody new with one ordinary debt of R$ 1.000,00."""
    return newcomer(system, {})


@pytest.fixture
def debtor_with(system: System) -> Callable[..., Debtor]:
    """Makes somebody new with debts of one's own choice."""
    return lambda *debts: newcomer(system, *debts)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Show the ends of the processes' logs beside a failure."""
    outcome = yield
    report = outcome.get_result()
    running = getattr(item, "funcargs", {}).get("system")
    if report.failed and isinstance(running, System):
        report.sections.append(("Quita's logs", running.log_tails()))
