import os
import sys
from pathlib import Path

import pytest

from environment import uv_tool
from environment.problems import NoNetwork, NoSpace, NoUv

from .conftest import Program

# A Python without ensurepip. Its pip installs a uv that tells the version given.
PIP_ONLY = """
case "$2 $3" in
    "venv "*) echo "ensurepip is not available"; exit 1 ;;
    "pip --version") echo "pip 23.0" ; exit 0 ;;
esac
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/bin"
printf '#!/bin/sh\\necho uv {version}\\n' > "$2/bin/uv"
/bin/chmod +x "$2/bin/uv"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / ".tools").mkdir(parents=True)
    (root / "requirements-uv.txt").write_text("# made by uv\nuv==1.2.3 \\\n    --hash=sha256:00\n")
    return root


def obtain(root: Path, path: str = "", *pythons: Path) -> str:
    return uv_tool.obtain(root, [str(p) for p in pythons], {"PATH": path}, lambda line: None)


def test_python_without_ensurepip_installs_uv_into_a_folder(root: Path, program: Program) -> None:
    python = program("bare/python3", PIP_ONLY.format(version="1.2.3"))
    assert obtain(root, "", python) == str(root / ".tools/uv-site/bin/uv")
    assert not (root / ".tools/uv").exists()


def test_uv_of_an_earlier_run_is_taken_without_any_python(root: Path, program: Program) -> None:
    obtain(root, "", program("bare/python3", PIP_ONLY.format(version="1.2.3")))
    assert obtain(root) == str(root / ".tools/uv-site/bin/uv")


def test_uv_of_another_version_than_the_locked_one_is_replaced(
    root: Path, program: Program
) -> None:
    obtain(root, "", program("bare/python3", PIP_ONLY.format(version="1.2.3")))
    (root / "requirements-uv.txt").write_text("uv==1.3.0\n")
    newer = program("bare/python3", PIP_ONLY.format(version="1.3.0"))
    uv = obtain(root, "", newer)
    assert "1.3.0" in Path(uv).read_text()


def test_recent_uv_on_path_is_taken(root: Path, program: Program) -> None:
    uv = program("bin/uv", "echo 'uv 0.9.2 (abc 2026-01-01)'")
    assert obtain(root, str(uv.parent)) == str(uv)


@pytest.mark.parametrize("script", ["echo uv 0.4.30", "exit 127", "echo something else"])
def test_uv_on_path_that_is_old_or_does_not_start_is_passed_over(
    root: Path, program: Program, script: str
) -> None:
    uv = program("bin/uv", script)
    python = program("bare/python3", PIP_ONLY.format(version="1.2.3"))
    assert obtain(root, str(uv.parent), python) == str(root / ".tools/uv-site/bin/uv")


def test_second_python_installs_uv_where_the_first_cannot(root: Path, program: Program) -> None:
    nothing = program("nothing/python3", "echo 'No module named venv'; exit 1")
    python = program("bare/python3", PIP_ONLY.format(version="1.2.3"))
    assert obtain(root, "", nothing, python) == str(root / ".tools/uv-site/bin/uv")


def test_when_nothing_works_the_message_says_why_and_what_to_install(
    root: Path, program: Program
) -> None:
    nothing = program("nothing/python3", "echo 'No module named venv'; exit 1")
    with pytest.raises(NoUv) as raised:
        obtain(root, "", nothing)
    assert "No module named venv" in str(raised.value)
    assert "no pip" in str(raised.value)
    assert "python3-venv" in str(raised.value)


@pytest.mark.parametrize(
    ("said", "problem"),
    [("[Errno 28] No space left on device", NoSpace), ("NewConnectionError: timed out", NoNetwork)],
)
def test_cause_that_no_other_way_gets_around_is_told_at_once(
    root: Path, program: Program, said: str, problem: type[Exception]
) -> None:
    python = program("full/python3", f"echo '{said}'; exit 1")
    never = program("never/python3", f'echo called > "{root}/called"; exit 1')
    with pytest.raises(problem):
        obtain(root, "", python, never)
    assert not (root / "called").exists()


def test_lock_that_names_no_uv_is_an_error(root: Path) -> None:
    (root / "requirements-uv.txt").write_text("")
    with pytest.raises(NoUv, match="pins no uv"):
        obtain(root)


def test_pinned_uv_is_the_one_in_the_projects_lock() -> None:
    lock = Path(__file__).parents[2] / "requirements-uv.txt"
    assert uv_tool.pinned_version(lock) >= uv_tool.OLDEST_ON_PATH


def test_users_settings_that_would_break_pip_are_not_passed_on(
    root: Path, program: Program
) -> None:
    script = f'[ "$2" = venv ] && exit 1; [ -n "$PIP_USER" ] && exit 1\n{PIP_ONLY}'
    python = program("bare/python3", script.format(version="1.2.3"))
    environ = {**os.environ, "PATH": "", "PIP_USER": "1", "PYTHONHOME": sys.prefix}
    assert uv_tool.obtain(root, [str(python)], environ, lambda line: None)
