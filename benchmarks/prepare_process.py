"""What `quita up` does before it starts anything: `python -m benchmarks.prepare_process MODELS`.

Kept in step with quita.cli.running.up: the schema, the demo, and the model, trained where its
content changed, in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.train_process import train_command
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import build
from quita.cli.data import load_demo


def main(models: str) -> None:
    """Prepare; the last line printed is the model's path.

    Raises:
        CalledProcessError: the training failed.
    """
    core = build()
    upgrade(core.settings.database_url)
    load_demo(core)
    subprocess.run(train_command(Path(models)), check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
