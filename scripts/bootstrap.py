"""Makes .venv ready to run Quita: uv, a CPython 3.10, the locked packages, the project itself.

Needs Python 3.8 or later and nothing else. Does nothing, quickly, when nothing changed.
Run by the Makefile; `python3 scripts/bootstrap.py --help` tells the rest.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from environment import interpreters, lock, problems, space, stamp, user_config, uv_tool, virtualenv
from environment.interpreters import Candidate, Interpreter
from environment.processes import Say, work

INTERRUPTED = 130


def main(
    arguments: Sequence[str],
    root: Path,
    environ: Mapping[str, str],
    say: Say = lambda line: print(line, flush=True),
    free: space.FreeBytes = space.free_bytes,
    fixed_places: Sequence[str] = interpreters.FIXED_PLACES,
) -> int:
    """The command: 0 when .venv is ready, 1 with a message when it cannot be made ready."""
    options = _options(arguments)
    try:
        if not options.lock and stamp.is_current(root, environ, options.dev):
            return 0
        with _one_at_a_time(root, say):
            setup = _Setup(root, environ, say, free, fixed_places)
            if options.lock:
                setup.make_locks(options.upgrade)
            elif not stamp.is_current(root, environ, options.dev):
                setup.make_ready(options.dev, options.skip_space_check)
    except problems.Problem as problem:
        say(f"\nbootstrap: {problem}")
        return 1
    except OSError as error:
        say(f"\nbootstrap: {problems.from_os_error(error)}")
        return 1
    except KeyboardInterrupt:
        say("\nbootstrap: interrupted. Run the same command again: it goes on from here.")
        return INTERRUPTED
    return 0


class _Setup:
    """One run of the set-up over a checkout."""

    def __init__(
        self,
        root: Path,
        environ: Mapping[str, str],
        say: Say,
        free: space.FreeBytes,
        fixed_places: Sequence[str],
    ) -> None:
        self.root = root
        self.environ = environ
        self.say = say
        self.free = free
        self.fixed_places = fixed_places
        self.home = environ.get("HOME") or os.path.expanduser("~")

    def make_ready(self, dev: bool, skip_space_check: bool) -> None:
        """Installs what is missing, and notes it last."""
        if not (self.root / ".venv").exists() and not skip_space_check:
            cache = user_config.uv_cache(self.environ, self.home)
            space.require([str(self.root), cache], self.free)
        noted = stamp.read(self.root)
        intact = stamp.is_intact(self.root, noted)
        known = intact and stamp.is_as_asked(noted, self.environ)
        python, uv, env = self._tools(noted if known else {})
        stamp.remove(self.root)
        if not (intact and stamp.is_made_with(noted, python.path)):
            virtualenv.create(self.root, python, uv, env, self.say)
        # An environment that has the tests' packages keeps them, whichever command comes next.
        dev = dev or stamp.has_dev(noted)
        virtualenv.install(self.root, dev, uv, env, self.say)
        virtualenv.connect_project(self.root)
        stamp.write(self.root, python.path, python.version, self.environ, dev)
        self.say("The environment is ready.")

    def make_locks(self, upgrade: bool) -> None:
        """Makes the locked sets anew."""
        python, uv, env = self._tools({})
        lock.make(self.root, python, uv, env, upgrade, self.say)

    def _tools(self, noted: Mapping[str, str]) -> tuple[Interpreter, str, Mapping[str, str]]:
        """A Python 3.10, uv, and the environment to run uv in."""
        own_cache = str(self.root / ".tools/uv-cache")
        own_pythons = str(self.root / ".tools/python")
        if noted:
            python: Interpreter | None = Interpreter(noted["python"], noted["version"])
            passed_over: list[Candidate] = []
        else:
            shared = self.environ.get("XDG_DATA_HOME") or os.path.join(self.home, ".local/share")
            places = [self.environ.get("UV_PYTHON_INSTALL_DIR", ""), own_pythons]
            places = [place for place in places if place] + [os.path.join(shared, "uv/python")]
            python, passed_over = interpreters.find(
                interpreters.candidates(self.environ, self.home, places, self.fixed_places)
            )
        for candidate in passed_over:
            if python and candidate.source == "QUITA_PYTHON":
                self.say(f"QUITA_PYTHON is passed over: {candidate.path} {candidate.problem}")
        installers = [sys.executable] + ([python.path] if python else [])
        uv = uv_tool.obtain(self.root, installers, self.environ, self.say)
        pip = user_config.pip_settings(sys.executable, self.environ)
        env = user_config.for_uv(self.environ, pip, self.home, own_cache)
        return python or self._downloaded(uv, env, own_pythons, passed_over), uv, env

    def _downloaded(
        self, uv: str, env: Mapping[str, str], folder: str, passed_over: list[Candidate]
    ) -> Interpreter:
        """The CPython 3.10 that uv downloads into .tools; raises NoPython if it cannot."""
        folder = env.get("UV_PYTHON_INSTALL_DIR") or folder
        # The second variable keeps uv from putting a python3.10 into the user's own bin folder.
        alone = {**env, "UV_PYTHON_INSTALL_DIR": folder, "UV_PYTHON_INSTALL_BIN": "0"}
        name = f"uv python install {interpreters.WANTED}"
        try:
            work(f"Downloading Python ({name})", [uv, *name.split()[1:]], alone, self.say)
        except problems.NoSpace:
            raise
        except problems.Problem as problem:
            failed = Candidate("uv", name, problems.kind_of(problem))
            raise interpreters.none_found([*passed_over, failed]) from problem
        python, unusable = interpreters.find(interpreters.candidates({}, "", [folder], []))
        if python is None:
            raise interpreters.none_found([*passed_over, *unusable])
        return python


@contextmanager
def _one_at_a_time(root: Path, say: Say) -> Iterator[None]:
    """Keeps two commands started together from setting up the same .venv at once."""
    folder = root / ".tools"
    folder.mkdir(exist_ok=True)
    with open(folder / "bootstrap.lock", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting up this checkout; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes .venv ready to run Quita.")
    parser.add_argument("--dev", action="store_true", help="with what tests and linters need")
    parser.add_argument(
        "--skip-space-check", action="store_true", help="do not ask for 4 GB of free disk first"
    )
    parser.add_argument("--lock", action="store_true", help="make the locked sets anew instead")
    parser.add_argument("--upgrade", action="store_true", help="with --lock: take newer versions")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent.parent, os.environ))
