"""Trains the model where what it is made of changed: `python -m quita.rasa.train`.

A model's name holds a hash of its content, so the same files train once, tests included.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import rasa
from rasa.utils.log_utils import configure_structlog

from quita.rasa.fingerprint import COMPONENTS, POLICIES
from quita.settings import ROOT

SOURCES = (
    "config.yml",
    "domain.yml",
    "domain",
    "data",
    *(f"quita/rasa/{name}.py" for name in (*COMPONENTS, *POLICIES)),
)
MODELS = "models"
KEPT_MODELS = 3


def content_files(root: Path) -> Iterator[Path]:
    """Give the files that a model is made of, in a stable order."""
    for name in SOURCES:
        path = root / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (p for p in found if p.suffix in (".yml", ".py"))


def model_name(root: Path) -> str:
    """Name the model of the files as they are."""
    digest = hashlib.sha256(rasa.__version__.encode())
    for path in content_files(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return f"quita-{digest.hexdigest()[:16]}"


def train(root: Path = ROOT, models: Path | None = None) -> Path:
    """Give the path of the current model, trained if it is not there.

    Raises:
        RuntimeError: the training failed; Rasa's own messages say why.
    """
    folder = models or root / MODELS
    name = model_name(root)
    path = folder / f"{name}.tar.gz"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    working = f".{name}.{os.getpid()}"  # two trainings at once never see half a model
    # Rasa talks on standard output, where the commands that train first write their figures.
    with contextlib.redirect_stdout(sys.stderr):
        result = rasa.train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=str(root / "data"),
            output=str(folder),
            fixed_model_name=working,
        )
    if not result.model:
        raise RuntimeError("training failed")
    Path(result.model).replace(path)
    _forget_old(folder)
    return path


def _forget_old(folder: Path) -> None:
    """Remove all but the newest models: each change of a text makes one."""
    made = sorted(folder.glob("quita-*.tar.gz"), key=lambda model: model.stat().st_mtime)
    for model in made[:-KEPT_MODELS]:
        model.unlink(missing_ok=True)


def main() -> int:
    """Train if need be and print the model's path."""
    configure_structlog(logging.WARNING)  # unconfigured, Rasa prints people's words at debug level
    try:
        print(train())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
