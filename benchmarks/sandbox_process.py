"""Runs the sandbox on another port: `python -m benchmarks.sandbox_process PORT ASSISTANT_URL`."""

from __future__ import annotations

import sys
from dataclasses import replace

from quita.cli.sandbox_settings import sandbox_settings
from sandbox.server import run


def main(port: str, assistant_url: str) -> None:
    """Serve until interrupted."""
    url = f"http://127.0.0.1:{port}"
    given = {"port": int(port), "public_url": url, "assistant_url": assistant_url}
    run(replace(sandbox_settings(), **given))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
