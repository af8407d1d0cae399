import os
from pathlib import Path

import pytest

from environment.interpreters import Candidate, candidates, find, none_found, probe

from .conftest import ANSWERS_AS, Program


def look(path: str, home: Path, **environ: str) -> list[Candidate]:
    return list(candidates({"PATH": path, **environ}, str(home), fixed_places=()))


def test_shim_that_exits_127_is_passed_over_and_the_next_is_taken(
    program: Program, python310: Path, tmp_path: Path
) -> None:
    shim = program("shims/python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    found, passed_over = find(look(f"{shim.parent}{os.pathsep}{python310.parent}", tmp_path))
    assert found is not None
    assert found.version.startswith("3.10.")
    assert [c.path for c in passed_over] == [str(shim)]
    assert passed_over[0].problem == (
        "does not start (exit 127: pyenv: python3.10: command not found)"
    )


def test_wrong_version_under_the_right_name_is_passed_over(
    program: Program, python310: Path, tmp_path: Path
) -> None:
    old = program("old/python3.10", ANSWERS_AS.format(version="3.8.18"))
    found, passed_over = find(look(f"{old.parent}{os.pathsep}{python310.parent}", tmp_path))
    assert found is not None
    assert found.version.startswith("3.10.")
    assert passed_over == [Candidate("PATH", str(old), "is Python 3.8.18")]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo quita-python pypy 3.10.14 64 /opt/pypy", "is pypy, not CPython"),
        ("echo quita-python cpython 3.10.4 32 /opt/python", "is a 32-bit build"),
        (ANSWERS_AS.format(version="3.100.1"), "is Python 3.100.1"),
        ("echo hello", "is not a Python"),
        ("exit 1", "does not start (exit 1: no output)"),
    ],
)
def test_what_is_no_cpython_310_is_passed_over_with_its_reason(
    program: Program, script: str, reason: str
) -> None:
    path = program("odd/python3.10", script)
    assert probe(Candidate("PATH", str(path))) == (None, reason)


def test_candidate_that_never_answers_is_passed_over(program: Program) -> None:
    path = program("hung/python3.10", "exec /bin/sleep 60")
    found, reason = probe(Candidate("PATH", str(path)), seconds=0.2)
    assert found is None
    assert reason == "does not start (exit 126: no answer in 0.2 s)"


def test_quita_python_is_tried_first(program: Program, python310: Path, tmp_path: Path) -> None:
    mine = program("mine/python", ANSWERS_AS.format(version="3.10.2"))
    found, passed_over = find(look(str(python310.parent), tmp_path, QUITA_PYTHON=str(mine)))
    assert found is not None
    assert found.version == "3.10.2"
    assert passed_over == []


def test_pyenv_versions_are_tried_newest_first(program: Program, tmp_path: Path) -> None:
    for version in ("3.10.9", "3.10.13", "3.9.18", "3.100.0"):
        program(f"pyenv/versions/{version}/bin/python3.10", ANSWERS_AS.format(version=version))
    root = tmp_path / "programs/pyenv"
    found = look("", tmp_path, PYENV_ROOT=str(root))
    assert [c.path.split("/")[-3] for c in found if c.source == "pyenv"] == ["3.10.13", "3.10.9"]


def test_folder_that_cannot_be_listed_is_passed_over_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "versions").write_text("a file, which no one can list")
    found, passed_over = find(look("", tmp_path / "home", PYENV_ROOT=str(tmp_path)))
    assert found is None
    reason = "cannot be read: Not a directory"
    assert Candidate("pyenv", str(tmp_path / "versions"), reason) in passed_over


def test_when_none_is_found_the_message_lists_each_candidate_and_what_to_do(
    program: Program, tmp_path: Path
) -> None:
    shim = program("shims/python3.10", "exit 127")
    missing = tmp_path / "missing/python3.10"
    _, passed_over = find(look(str(shim.parent), tmp_path, QUITA_PYTHON=str(missing)))
    message = str(none_found(passed_over))
    assert f"{missing}: not there" in message
    assert f"{shim}: does not start (exit 127: no output)" in message
    assert "QUITA_PYTHON=/path/to/python3.10 make run" in message
    for tool in ("pyenv install", "apt-get install", "brew install"):
        assert tool in message


def test_name_on_no_path_is_said_to_be_missing(tmp_path: Path) -> None:
    assert Candidate("PATH", "python3.10", "none on PATH") in look(str(tmp_path), tmp_path)
