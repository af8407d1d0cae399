import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from bootstrap import INTERRUPTED

from .conftest import ANSWERS_AS, Checkout, Program


def test_first_run_makes_the_environment_and_stamps_it_last(checkout: Checkout) -> None:
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync"]
    stamp = json.loads((checkout.root / ".venv/quita-stamp.json").read_text())
    assert stamp["version"].startswith("3.10.")
    assert list(stamp["locks"]) == ["run"]


def test_unchanged_checkout_runs_nothing_and_says_nothing(checkout: Checkout) -> None:
    checkout.bootstrap()
    checkout.calls()
    checkout.said.clear()
    # With nothing on PATH any step would fail.
    checkout.environ["PATH"] = ""
    assert checkout.bootstrap() == 0
    assert checkout.calls() == []
    assert checkout.said == []


def test_run_after_test_installs_nothing(checkout: Checkout) -> None:
    checkout.bootstrap("--dev")
    checkout.calls()
    assert checkout.bootstrap() == 0
    assert checkout.calls() == []


def test_test_after_run_only_adds_to_the_same_environment(checkout: Checkout) -> None:
    checkout.bootstrap()
    checkout.calls()
    assert checkout.bootstrap("--dev") == 0
    assert checkout.calls() == ["pip sync"]


def test_changed_lock_is_synchronised_and_keeps_the_tests_packages(checkout: Checkout) -> None:
    checkout.bootstrap("--dev")
    (checkout.root / "requirements.txt").write_text("rasa==3.6.22 --hash=sha256:00\n")
    checkout.log.unlink()
    assert checkout.bootstrap() == 0
    assert "requirements-dev.txt" in checkout.log.read_text()


def test_interrupted_installation_leaves_no_stamp_and_is_done_again(
    make_checkout: Callable[..., Checkout],
) -> None:
    checkout = make_checkout(then='[ -e "$HOME/works" ] || exit 1')
    assert checkout.bootstrap() == 1
    assert not (checkout.root / ".venv/quita-stamp.json").exists()
    (Path(checkout.environ["HOME"]) / "works").touch()
    assert checkout.bootstrap() == 0
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync"] * 2


def test_failed_change_of_a_complete_environment_is_repaired_by_the_next_run(
    make_checkout: Callable[..., Checkout],
) -> None:
    checkout = make_checkout(then='[ ! -e "$HOME/fails" ] || exit 1')
    lock, broken = checkout.root / "requirements.txt", Path(checkout.environ["HOME"]) / "fails"
    complete = lock.read_text()
    checkout.bootstrap()
    lock.write_text("rasa==3.6.22 --hash=sha256:00\n")
    broken.touch()
    assert checkout.bootstrap() == 1
    # What the failed change left half done must not pass for the old complete one.
    lock.write_text(complete)
    broken.unlink()
    checkout.calls()
    assert checkout.bootstrap() == 0
    assert "pip sync" in checkout.calls()


def test_other_python_asked_for_makes_the_environment_anew(
    checkout: Checkout, program: Program
) -> None:
    checkout.bootstrap()
    checkout.calls()
    other = program("other/python3.10", ANSWERS_AS.format(version="3.10.2"))
    checkout.environ["QUITA_PYTHON"] = str(other)
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync"]


def test_quita_python_of_another_version_is_told_and_changes_nothing(
    checkout: Checkout, program: Program
) -> None:
    checkout.bootstrap()
    checkout.calls()
    old = program("old/python", ANSWERS_AS.format(version="3.8.18"))
    checkout.environ["QUITA_PYTHON"] = str(old)
    assert checkout.bootstrap() == 0
    assert f"QUITA_PYTHON is passed over: {old} is Python 3.8.18" in checkout.said
    assert "venv --no-project" not in checkout.calls()
    assert checkout.bootstrap() == 0
    assert checkout.calls() == []


def test_moved_checkout_makes_the_environment_anew(checkout: Checkout, tmp_path: Path) -> None:
    checkout.bootstrap()
    checkout.calls()
    checkout.root = checkout.root.rename(tmp_path / "moved")
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync"]


def test_environment_whose_python_is_gone_is_made_anew(checkout: Checkout, tmp_path: Path) -> None:
    checkout.bootstrap()
    checkout.calls()
    python = checkout.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to(tmp_path / "uninstalled")
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync"]


def test_folder_named_venv_that_is_no_environment_is_left_alone(checkout: Checkout) -> None:
    treasure = checkout.root / ".venv/treasure"
    treasure.parent.mkdir()
    treasure.touch()
    assert checkout.bootstrap() == 1
    assert treasure.exists()
    assert "is not a Python environment" in checkout.all_said()


def test_too_little_space_stops_the_first_installation_with_what_to_do(checkout: Checkout) -> None:
    checkout.free = lambda folder: 1_500_000_000
    assert checkout.bootstrap() == 1
    assert "1.5 GB free" in checkout.all_said()
    assert "about 4 GB" in checkout.all_said()
    assert checkout.calls() == []


def test_too_little_space_stops_no_later_installation(checkout: Checkout) -> None:
    checkout.bootstrap()
    checkout.free = lambda folder: 0
    assert checkout.bootstrap("--dev") == 0


def test_disk_that_fills_up_meanwhile_is_named(make_checkout: Callable[..., Checkout]) -> None:
    full = "echo 'cause: failed to copy: No space left on device (os error 28)'; exit 2"
    checkout = make_checkout(then=full)
    assert checkout.bootstrap() == 1
    assert "The disk (or your quota) is full" in checkout.all_said()


def test_without_network_what_was_downloaded_before_is_used(
    make_checkout: Callable[..., Checkout],
) -> None:
    down = 'case "$*" in *--offline*) ;; *) echo "cause: dns error"; exit 2 ;; esac'
    checkout = make_checkout(then=down)
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["venv --no-project", "pip sync", "pip sync"]


def test_without_network_and_cache_the_network_is_named(
    make_checkout: Callable[..., Checkout],
) -> None:
    checkout = make_checkout(then="echo 'cause: dns error'; exit 2")
    assert checkout.bootstrap() == 1
    assert "The package index does not answer" in checkout.all_said()


def test_no_python_310_lists_what_was_tried_uvs_download_last(
    make_checkout: Callable[..., Checkout], python310: Path
) -> None:
    checkout = make_checkout(then="echo 'cause: dns error'; exit 2")
    python310.write_text("#!/bin/sh\nexit 127\n")
    assert checkout.bootstrap() == 1
    assert checkout.calls() == ["python install"]
    tried = [line for line in checkout.all_said().splitlines() if line.startswith("  ")]
    assert f"{python310}: does not start" in checkout.all_said()
    assert any("uv python install 3.10: no answer from the network" in line for line in tried)
    assert "QUITA_PYTHON=/path/to/python3.10 make run" in checkout.all_said()


def test_uvs_own_python_is_taken_when_no_other_is_found(
    make_checkout: Callable[..., Checkout], python310: Path
) -> None:
    answer = ANSWERS_AS.format(version="3.10.20")
    bin_folder = '"$UV_PYTHON_INSTALL_DIR/cpython-3.10.20-linux/bin"'
    checkout = make_checkout(
        then=f"[ $1 = pip ] && exit 0; /bin/mkdir -p {bin_folder}; cd {bin_folder}; "
        f"printf '#!/bin/sh\\n{answer}\\n' > python3.10; /bin/chmod +x python3.10"
    )
    python310.unlink()
    assert checkout.bootstrap() == 0
    assert checkout.calls() == ["python install", "venv --no-project", "pip sync"]
    assert (checkout.root / ".tools/python/cpython-3.10.20-linux").is_dir()


def test_checkout_that_cannot_be_written_is_named(checkout: Checkout) -> None:
    # A file where the folder should be fails for root too, as a missing permission does not.
    (checkout.root / ".tools").write_text("")
    assert checkout.bootstrap() == 1
    assert ".tools" in checkout.all_said()


def test_ctrl_c_ends_with_a_line_and_no_traceback(checkout: Checkout) -> None:
    def pressed(folder: str) -> int:
        raise KeyboardInterrupt

    checkout.free = pressed
    assert checkout.bootstrap() == INTERRUPTED
    assert "interrupted" in checkout.all_said()


def test_second_command_waits_for_the_first(checkout: Checkout) -> None:
    (checkout.root / ".tools").mkdir()
    waiting = threading.Event()
    with open(checkout.root / ".tools/bootstrap.lock", "w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = threading.Thread(target=checkout.bootstrap)
        checkout.said = Heard(waiting)
        second.start()
        assert waiting.wait(20)
        second.join(0.5)
        assert second.is_alive()
        assert checkout.calls() == []
    second.join(20)
    assert checkout.calls() == ["venv --no-project", "pip sync"]


class Heard(list[str]):
    """What was said; tells when the first line came."""

    def __init__(self, event: threading.Event) -> None:
        super().__init__()
        self.event = event

    def append(self, line: str) -> None:
        super().append(line)
        self.event.set()


def test_quita_command_runs_the_checkouts_own_code_from_anywhere(checkout: Checkout) -> None:
    checkout.bootstrap()
    (checkout.root / "quita").mkdir()
    (checkout.root / "quita/cli.py").write_text(
        "import sys\ndef main():\n    print('given', sys.argv[1:])\n    return 7\n"
    )
    command = checkout.root / ".venv/bin/quita"
    assert command.stat().st_mode & stat.S_IXUSR
    # The fake environment has no site-packages of its own: the .pth file is read by hand.
    paths = checkout.root / ".venv/lib/python3.10/site-packages/quita-checkout.pth"
    done = subprocess.run(
        [str(command), "import", "a file.csv"],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PYTHONPATH": paths.read_text().strip()},
    )
    assert (done.returncode, done.stdout) == (7, "given ['import', 'a file.csv']\n")


def test_makefiles_python_finder_passes_over_what_does_not_start(
    program: Program, tmp_path: Path
) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(Path(__file__).parents[2] / "scripts/bootstrap.sh", scripts)
    (scripts / "bootstrap.py").write_text("import sys; print(sys.argv[1:])")
    program("bin/python3", "exit 127")
    program("bin/python3.13", "exit 1")
    good = program("bin/python3.12", f'exec "{sys.executable}" "$@"')
    done = subprocess.run(
        ["/bin/sh", str(scripts / "bootstrap.sh"), "--dev"],
        capture_output=True,
        text=True,
        env={"PATH": f"{good.parent}{os.pathsep}/usr/bin{os.pathsep}/bin", "QUITA_PYTHON": "/no"},
    )
    assert (done.returncode, done.stdout) == (0, "['--dev']\n")
