"""Makes .venv, installs a locked set into it, and the project beside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Mapping

from environment import stamp
from environment.interpreters import Interpreter
from environment.problems import NoNetwork, Problem, StepFailed
from environment.processes import Say, work

_COMMAND = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from quita.cli import main

sys.exit(main())
"""


def create(root: Path, python: Interpreter, uv: str, env: Mapping[str, str], say: Say) -> None:
    """Makes an empty .venv with this Python, in place of the one that is there."""
    folder = root / ".venv"
    if folder.is_symlink() or (folder.exists() and not (folder / "pyvenv.cfg").exists()):
        raise StepFailed(f"{folder} is not a Python environment. Move it away, and run this again.")
    if folder.exists():
        shutil.rmtree(folder)
    doing = f"Making .venv with Python {python.version} ({python.path})"
    make = [uv, "venv", "--no-project", "--quiet", "--python", python.path, str(folder)]
    work(doing, make, env, say)


def install(root: Path, dev: bool, uv: str, env: Mapping[str, str], say: Say) -> None:
    """Makes .venv hold exactly the locked set, by hash; what is there already is not touched."""
    lock = stamp.lock_file(root, dev)
    what = "the packages and those for the tests" if dev else "the packages"
    constraints = root / ".tools/build-constraints.txt"
    constraints.parent.mkdir(exist_ok=True)
    constraints.write_text(build_constraints(lock.read_text(encoding="utf-8")), encoding="utf-8")
    sync: list[str] = [uv, "pip", "sync", "--python", str(root / ".venv/bin/python")]
    sync += ["--require-hashes", "--build-constraints", str(constraints), str(lock)]
    doing = f"Installing {what} ({lock.name})"
    try:
        work(doing, sync, env, say)
    except NoNetwork as no_network:
        try:
            work(f"{doing} from what was downloaded before", [*sync, "--offline"], env, say)
        except Problem:
            raise no_network from None


def build_constraints(lock: str) -> str:
    """The locked setuptools and wheel, for the few packages that come as source only.

    Without it they would be built with whatever setuptools is newest that day, without a hash.
    """
    entries = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return "".join(entry for entry in entries if re.match(r"(setuptools|wheel)==", entry))


def connect_project(root: Path) -> None:
    """Makes `import quita` and the `quita` command work in .venv from the checkout's own files.

    The effect of an editable install (entry point quita.cli:main in pyproject.toml), which would
    need a build, and be taken out again by every synchronisation with the lock.
    """
    packages = root / ".venv/lib/python3.10/site-packages"
    (packages / "quita-checkout.pth").write_text(f"{root}\n", encoding="utf-8")
    command = root / ".venv/bin/quita"
    command.write_text(_COMMAND.format(python=root / ".venv/bin/python"), encoding="utf-8")
    command.chmod(0o755)
