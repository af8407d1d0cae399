import re
from pathlib import Path

import pytest

from environment.virtualenv import build_constraints

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]


def entries(name: str) -> dict[str, list[str]]:
    """The entries of a lock by package: one for each set of machines."""
    found: dict[str, list[str]] = {}
    for entry in re.split(r"^(?=\S)", (ROOT / name).read_text(), flags=re.MULTILINE):
        pinned = re.match(r"([\w.-]+)==", entry)
        if pinned:
            found.setdefault(pinned.group(1), []).append(entry)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    for several in entries(name).values():
        for entry in several:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_no_address_path_or_machine(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"://|--index|--find-links|--trusted-host|@ |^\s*#.*/", text, re.MULTILINE)
    assert "#    make lock" in text


def test_set_for_tests_holds_the_set_to_run_in_the_same_versions() -> None:
    run, dev = entries("requirements.txt"), entries("requirements-dev.txt")
    versions = re.compile(r"==(\S+)")
    assert set(run) < set(dev)
    for name, several in run.items():
        assert set(versions.findall("".join(several))) <= set(
            versions.findall("".join(dev[name]))
        ), name


@pytest.mark.parametrize(
    ("inputs", "lock"),
    [
        (["requirements.in"], "requirements.txt"),
        (["requirements.in", "requirements-dev.in"], "requirements-dev.txt"),
    ],
)
def test_lock_holds_every_package_asked_for(inputs: list[str], lock: str) -> None:
    locked = entries(lock)
    for name in inputs:
        for line in (ROOT / name).read_text().splitlines():
            asked = re.match(r"[\w.-]+", line)
            if asked:
                assert re.sub(r"[._-]+", "-", asked.group()).lower() in locked, line


def test_packages_built_from_source_are_built_with_the_locked_setuptools() -> None:
    constraints = build_constraints((ROOT / "requirements.txt").read_text())
    assert re.findall(r"^\S+", constraints, re.MULTILINE) == ["setuptools==70.3.0", "wheel==0.45.1"]
    assert "--hash=sha256:" in constraints


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    described = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert targets == described
    assert {"run", "test", "train", "lint", "bench", "migrate", "lock", "clean"} <= targets
