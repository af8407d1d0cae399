"""Finds a CPython 3.10 by running each candidate: a name on PATH may start nothing at all."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from typing import Iterable, Iterator, Mapping

from environment.problems import NoPython
from environment.processes import ask

WANTED = "3.10"
FIXED_PLACES = (
    "/usr/bin/python3.10",
    "/usr/local/bin/python3.10",
    "/opt/homebrew/bin/python3.10",
    "/opt/local/bin/python3.10",
)
_MARK = "quita-python"
_QUESTION = (
    f"import sys; print('{_MARK}', sys.implementation.name, '%d.%d.%d' % sys.version_info[:3], "
    "64 if sys.maxsize > 2**32 else 32, sys.executable)"
)


@dataclass(frozen=True)
class Candidate:
    """A place to look at; `problem` says why there is nothing to run."""

    source: str
    path: str
    problem: str = ""


@dataclass(frozen=True)
class Interpreter:
    """A Python that started: where it really is, and its full version."""

    path: str
    version: str


def candidates(
    environ: Mapping[str, str],
    home: str,
    own_places: Iterable[str] = (),
    fixed_places: Iterable[str] = FIXED_PLACES,
) -> Iterator[Candidate]:
    """Every place where a Python 3.10 may be, in the order in which they are tried."""
    asked = environ.get("QUITA_PYTHON", "")
    if asked:
        asked = os.path.expanduser(asked)
        path = environ.get("PATH", "")
        yield Candidate("QUITA_PYTHON", shutil.which(asked, path=path) or asked)
    on_path = [
        os.path.join(folder, "python3.10")
        for folder in environ.get("PATH", "").split(os.pathsep)
        if folder and os.path.lexists(os.path.join(folder, "python3.10"))
    ]
    for path in on_path:
        yield Candidate("PATH", path)
    if not on_path:
        yield Candidate("PATH", "python3.10", "none on PATH")
    pyenv_roots = [environ.get("PYENV_ROOT", ""), os.path.join(home, ".pyenv")]
    for root in dict.fromkeys(os.path.normpath(root) for root in pyenv_roots if root):
        yield from _installed("pyenv", os.path.join(root, "versions"), r"3\.10\b")
    for path in fixed_places:
        yield Candidate("system", path)
    for folder in dict.fromkeys(own_places):
        yield from _installed("uv", folder, r"cpython-3\.10\b")


def _installed(source: str, folder: str, pattern: str) -> Iterator[Candidate]:
    """The 3.10 interpreters in a folder of versions, the newest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        yield Candidate(source, folder, f"cannot be read: {error.strerror}")
        return
    found = [name for name in names if re.match(pattern, name)]
    for name in sorted(found, key=_numbers, reverse=True):
        yield Candidate(source, os.path.join(folder, name, "bin", "python3.10"))
    if not found:
        yield Candidate(source, folder, "no 3.10 in it")


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))


def probe(candidate: Candidate, seconds: float = 20.0) -> tuple[Interpreter | None, str]:
    """Runs a candidate: the interpreter, or None and the reason why it is passed over."""
    if candidate.problem:
        return None, candidate.problem
    if not os.path.lexists(candidate.path):
        return None, "not there"
    # -I -S: neither the user's PYTHONPATH nor a sitecustomize has a say.
    answer = ask([candidate.path, "-I", "-S", "-c", _QUESTION], seconds)
    lines = [line for line in answer.output.splitlines() if line.strip()]
    if answer.code != 0:
        said = lines[0].strip() if lines else "no output"
        return None, f"does not start (exit {answer.code}: {said})"
    told = [line for line in lines if line.startswith(_MARK + " ")]
    if not told:
        return None, "is not a Python"
    _, name, version, bits, path = told[-1].split(" ", 4)
    if name != "cpython":
        return None, f"is {name}, not CPython"
    if not version.startswith(WANTED + "."):
        return None, f"is Python {version}"
    if bits != "64":
        return None, "is a 32-bit build"
    return Interpreter(_behind_environment(path or candidate.path), version), ""


def _behind_environment(path: str) -> str:
    """The Python that an active virtual environment was made from, which may outlive it."""
    config = os.path.join(os.path.dirname(os.path.dirname(path)), "pyvenv.cfg")
    return os.path.realpath(path) if os.path.exists(config) else path


def find(
    places: Iterable[Candidate], seconds: float = 20.0
) -> tuple[Interpreter | None, list[Candidate]]:
    """The first candidate that is a CPython 3.10; those passed over come with their reasons."""
    passed_over: list[Candidate] = []
    seen = set()
    for candidate in places:
        # Not by the real path alone: some version managers' shims are all links to one program,
        # which looks at the name that it is called by.
        key = (os.path.realpath(candidate.path), os.path.basename(candidate.path))
        if key in seen and not candidate.problem:
            continue
        seen.add(key)
        found, reason = probe(candidate, seconds)
        if found:
            return found, passed_over
        passed_over.append(Candidate(candidate.source, candidate.path, reason))
    return None, passed_over


def none_found(passed_over: Iterable[Candidate]) -> NoPython:
    """The error that names what was tried, each with its reason, and what to do."""
    tried = "\n".join(f"  {c.source:<12} {c.path}: {c.problem}" for c in passed_over)
    return NoPython(
        f"No CPython {WANTED} was found. Rasa 3.6 runs on no later one. Tried:\n{tried}\n"
        "Do one of these and run the same command again:\n"
        "  QUITA_PYTHON=/path/to/python3.10 make run   if you have one elsewhere\n"
        "  pyenv install 3.10                          with pyenv\n"
        "  sudo apt-get install python3.10             where your Debian or Ubuntu has it\n"
        "  brew install python@3.10                    on macOS"
    )
