"""What `quita up` does before it starts anything: `python -m benchmarks.prepare_process MODELS`.

Kept in step with quita.cli.running.up: the schema, the demo, and the model, trained where its
content changed, in a process of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.train_process import train_command
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import build
from quita.cli.data import load_demo
from quita.cli.supervisor import output_of


def main(models: str) -> None:
    """Prepare, and print the model's path as the last line."""
    core = build()
    upgrade(core.settings.database_url)
    load_demo(core)
    print(output_of(train_command(Path(models))))


if __name__ == "__main__":
    main(*sys.argv[1:])
