"""Starting the sandbox."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.server import run
from tests.sandbox.world import settings_for


def test_a_taken_port_stops_the_start_and_says_which(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = replace(settings_for(tmp_path, "http://127.0.0.1:9"), port=port)
        with pytest.raises(SystemExit, match=f"A porta {port} .* já está em uso"):
            run(settings)
