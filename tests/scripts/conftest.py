"""Stand-ins on disk: programs that are small shell scripts, and a checkout with its own fake uv."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import bootstrap

Program = Callable[[str, str], Path]

# Notes how it was called; `uv venv` leaves the folders that a real one leaves.
FAKE_UV = """
case "$1" in
    --version) echo "uv 99.0.0"; exit 0 ;;
    venv)
        echo "$*" >> "{log}"
        for folder; do :; done
        /bin/mkdir -p "$folder/bin" "$folder/lib/python3.10/site-packages"
        : > "$folder/pyvenv.cfg"
        /bin/ln -s "{python}" "$folder/bin/python" ;;
    *)
        echo "$*" >> "{log}"
        {then} ;;
esac
"""
ANSWERS_AS = "echo quita-python cpython {version} 64 /opt/python/bin/python"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Writes an executable shell script, in a folder of its own if the name has one."""

    def write(name: str, script: str) -> Path:
        path = tmp_path / "programs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def python310(program: Program) -> Path:
    """A python3.10 that really starts, alone in its folder."""
    return program("good/python3.10", f'exec "{sys.executable}" "$@"')


@dataclass
class Checkout:
    """A checkout with small locks, and a PATH that holds nothing but stand-ins."""

    root: Path
    log: Path
    environ: dict[str, str]
    free: Callable[[str], int] = lambda folder: 10**12
    said: list[str] = field(default_factory=list)

    def bootstrap(self, *arguments: str) -> int:
        """Runs the real command over this checkout."""
        return bootstrap.main(
            arguments, self.root, self.environ, self.said.append, self.free, fixed_places=()
        )

    def calls(self) -> list[str]:
        """What uv was asked to do since the last look."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [" ".join(line.split()[:2]) for line in lines]

    def all_said(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def make_checkout(tmp_path: Path, program: Program, python310: Path) -> Callable[..., Checkout]:
    """Makes a checkout whose uv ends every `pip` command with the shell words given."""

    def make(then: str = ":") -> Checkout:
        root, home, log = tmp_path / "a checkout", tmp_path / "home", tmp_path / "uv.log"
        root.mkdir()
        home.mkdir()
        (root / "requirements.txt").write_text("rasa==3.6.21 --hash=sha256:00\n")
        (root / "requirements-dev.txt").write_text("pytest==8.4.2 --hash=sha256:00\n")
        (root / "requirements-uv.txt").write_text("uv==1.2.3 --hash=sha256:00\n")
        uv = program("good/uv", FAKE_UV.format(log=log, python=sys.executable, then=then))
        return Checkout(root, log, {"PATH": str(uv.parent), "HOME": str(home)})

    return make


@pytest.fixture
def checkout(make_checkout: Callable[..., Checkout]) -> Checkout:
    return make_checkout()
