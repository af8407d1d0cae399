"""Makes the locked sets anew: every package with its hashes, for Linux and macOS, no address."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping

from environment.interpreters import Interpreter
from environment.processes import Say, work

_OUTPUT = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet")


def make(
    root: Path, python: Interpreter, uv: str, env: Mapping[str, str], upgrade: bool, say: Say
) -> None:
    """Writes requirements-dev.txt, requirements.txt and requirements-uv.txt.

    Versions stay as they are where they may, unless `upgrade`. The larger set comes first and
    binds the smaller, so that each package has one version in both.
    """
    commented: dict[str, str] = {**env, "UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    compile_: list[str] = [uv, "pip", "compile", *_OUTPUT]
    if upgrade:
        compile_.append("--upgrade")
    for inputs, version, output in (
        (["requirements.in", "requirements-dev.in"], "3.10", "requirements-dev.txt"),
        (["requirements.in", "-c", "requirements-dev.txt"], "3.10", "requirements.txt"),
        (["requirements-uv.in"], "3.8", "requirements-uv.txt"),
    ):
        command = [*compile_, "--python", python.path, "--python-version", version]
        work(f"Locking {output}", [*command, *inputs, "-o", output], commented, say, cwd=root)
