"""Trains Quita's model into a given folder: `python -m benchmarks.train_process MODELS`."""

from __future__ import annotations

import sys
from pathlib import Path

MODULE = "benchmarks.train_process"


def train_command(models: Path) -> list[str]:
    """Give the command line that trains into a folder, unless the model is there."""
    return [sys.executable, "-m", MODULE, str(models)]


def main(models: str) -> None:
    """Train and print the model's path."""
    from quita.rasa.train import train  # brings Rasa, which costs seconds

    print(train(models=Path(models)))


if __name__ == "__main__":
    main(*sys.argv[1:])
