"""Gets uv: the one in .tools, one on PATH that is recent enough, or the pinned one by pip."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Iterable, Mapping

from environment import problems
from environment.problems import NoNetwork, NoSpace, NotTrusted, NotWritable, NoUv, Problem
from environment.processes import Say, ask, work
from environment.user_config import for_children

OLDEST_ON_PATH = (0, 7, 0)
# What no other way of installing would get around.
_FINAL = (NoNetwork, NoSpace, NotTrusted, NotWritable)


def obtain(root: Path, pythons: Iterable[str], environ: Mapping[str, str], say: Say) -> str:
    """The path of a uv that runs; `pythons` are the interpreters that may install it."""
    requirements = root / "requirements-uv.txt"
    wanted = pinned_version(requirements)
    places = (root / ".tools/uv/bin/uv", root / ".tools/uv-site/bin/uv")
    for place in places:
        if place.exists() and _version(str(place)) == wanted:
            return str(place)
    on_path = shutil.which("uv", path=environ.get("PATH", ""))
    if on_path and _version(on_path) >= OLDEST_ON_PATH:
        return on_path
    tried = []
    for python in dict.fromkeys(pythons):
        for way in (_into_environment, _into_folder):
            try:
                place = way(python, root, requirements, environ, say)
            except _FINAL:
                raise
            except Problem as problem:
                tried.append(str(problem))
                continue
            if _version(str(place)) == wanted:
                return str(place)
            tried.append(f"{place}: installed, but does not run on this machine.")
    raise NoUv(
        "uv, which installs the packages, is not there and could not be installed:\n"
        + "\n".join(tried)
        + "\nInstall one of these and run the same command again:\n"
        "  uv itself (pipx install uv, brew install uv), or\n"
        "  Python's venv (sudo apt-get install python3-venv) or pip (python3-pip)."
    )


def pinned_version(requirements: Path) -> tuple[int, ...]:
    """The version of uv in requirements-uv.txt."""
    pinned = re.search(r"^uv==([\d.]+)", requirements.read_text(encoding="utf-8"), re.MULTILINE)
    if not pinned:
        raise NoUv(f"{requirements.name} pins no uv: restore it from git.")
    return _numbers(pinned.group(1))


def _into_environment(
    python: str, root: Path, requirements: Path, environ: Mapping[str, str], say: Say
) -> Path:
    folder = root / ".tools/uv"
    env = for_children(environ)
    shutil.rmtree(folder, ignore_errors=True)
    made = ask([python, "-m", "venv", str(folder)], 300.0, env)
    if made.code != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise problems.from_output(f"{python} -m venv", made.output or f"exit {made.code}")
    install = [str(folder / "bin/python"), *_PIP_INSTALL, "-r", str(requirements)]
    work("Installing uv", install, env, say)
    return folder / "bin/uv"


def _into_folder(
    python: str, root: Path, requirements: Path, environ: Mapping[str, str], say: Say
) -> Path:
    """For a Python without ensurepip (Debian's without python3-venv) that has pip all the same."""
    folder = root / ".tools/uv-site"
    env = for_children(environ)
    if ask([python, "-m", "pip", "--version"], 60.0, env).code != 0:
        raise NoUv(f"{python} -m pip: no pip.")
    shutil.rmtree(folder, ignore_errors=True)
    install = [python, *_PIP_INSTALL, "--target", str(folder), "-r", str(requirements)]
    work("Installing uv", install, env, say)
    return folder / "bin/uv"


_PIP_INSTALL = (
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-input",
    "--require-hashes",
    "--only-binary=:all:",
)


def _version(uv: str) -> tuple[int, ...]:
    """The version that a uv tells, (0,) if it does not run."""
    answer = ask([uv, "--version"])
    told = re.match(r"uv (\d+(?:\.\d+)*)", answer.output)
    return _numbers(told.group(1)) if answer.code == 0 and told else (0,)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
