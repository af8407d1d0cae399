"""The note left in .venv of what is installed there: if nothing changed, nothing is run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Mapping

_FORMAT = 1


def lock_file(root: Path, dev: bool) -> Path:
    """The locked set to install: the one for tests and tools holds all of the other."""
    return root / ("requirements-dev.txt" if dev else "requirements.txt")


def digest(path: Path) -> str:
    """SHA-256 of a lock file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(root: Path) -> dict[str, Any]:
    """The stamp of a complete installation, {} if there is none or it cannot be read."""
    try:
        stamp = json.loads(_path(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and stamp.get("format") == _FORMAT else {}


def write(root: Path, python: str, version: str, environ: Mapping[str, str], dev: bool) -> None:
    """Notes a complete installation; written last, so that an interrupted one leaves none."""
    locks = {"run": digest(lock_file(root, False))}
    if dev:
        locks["dev"] = digest(lock_file(root, True))
    stamp = {
        "format": _FORMAT,
        "root": str(root),
        "python": python,
        "version": version,
        "asked": environ.get("QUITA_PYTHON", ""),
        "locks": locks,
    }
    unfinished = _path(root).with_suffix(".new")
    unfinished.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(unfinished, _path(root))


def remove(root: Path) -> None:
    """Takes the note away before anything is changed."""
    if _path(root).exists():
        _path(root).unlink()


def is_intact(root: Path, stamp: Mapping[str, Any]) -> bool:
    """Whether .venv was completed, in this very folder, and still has a Python behind it."""
    # exists() follows the link: false when the Python that .venv was made from is gone.
    return stamp.get("root") == str(root) and all(
        (root / ".venv/bin" / name).exists() for name in ("python", "quita")
    )


def is_made_with(stamp: Mapping[str, Any], python: str) -> bool:
    """Whether .venv was made with this Python, by whatever name."""
    return os.path.realpath(python) == os.path.realpath(str(stamp["python"]))


def is_as_asked(stamp: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Whether QUITA_PYTHON asks for nothing else than when .venv was made."""
    asked = environ.get("QUITA_PYTHON", "")
    if not asked or asked == stamp["asked"]:
        return True
    return is_made_with(stamp, os.path.expanduser(asked))


def has_dev(stamp: Mapping[str, Any]) -> bool:
    """Whether the tests' and tools' packages were installed too."""
    return "dev" in stamp.get("locks", {})


def is_current(root: Path, environ: Mapping[str, str], dev: bool) -> bool:
    """Whether everything asked for is installed already."""
    stamp = read(root)
    if not is_intact(root, stamp) or not is_as_asked(stamp, environ):
        return False
    installed = stamp["locks"].get("dev" if dev else "run")
    return bool(installed == digest(lock_file(root, dev)))


def _path(root: Path) -> Path:
    return root / ".venv/quita-stamp.json"
