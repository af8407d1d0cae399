import os
from pathlib import Path

import pytest

from environment.problems import NotTrusted, StepFailed
from environment.processes import work
from environment.progress import Progress


def test_long_work_tells_what_it_is_doing_until_it_ends(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "tensorflow" in line:
            gate.write_text("go on")

    # The work ends only when a line about it was said.
    script = f'echo "Downloading tensorflow (558.8MiB)"; read line < "{gate}"; echo done'
    output = work("Installing", ["/bin/sh", "-c", script], {}, say, quiet_seconds=0.05)
    assert output.endswith("done\n")
    assert said[0] == "Installing ..."
    assert "now tensorflow (558.8MiB)" in said[-1]


def test_failed_work_shows_the_end_of_what_the_tool_said() -> None:
    script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; done; exit 3"
    with pytest.raises(StepFailed) as raised:
        work("Building", ["/bin/sh", "-c", script], {}, lambda line: None)
    assert str(raised.value).splitlines()[0] == "Building: failed."
    assert "line 12" in str(raised.value)
    assert "line 1\n" not in str(raised.value)


def test_refused_certificate_is_not_called_a_missing_network() -> None:
    script = "echo 'error sending request'; echo 'invalid peer certificate: UnknownIssuer'; exit 2"
    with pytest.raises(NotTrusted, match="SSL_CERT_FILE"):
        work("Installing", ["/bin/sh", "-c", script], {}, lambda line: None)


def test_progress_counts_what_is_done_and_names_what_is_not() -> None:
    progress = Progress()
    for line in (
        "Resolved 195 packages in 5ms",
        "Downloading numpy (16.3MiB)",
        "Downloading tensorflow (558.8MiB)",
        "   Building docopt==0.6.2",
        " Downloaded numpy",
    ):
        progress.heed(line)
    assert progress.tell() == (
        "1 of 3 large files done; now tensorflow (558.8MiB), docopt==0.6.2 (built here)"
    )


def test_older_uvs_way_to_say_that_a_download_is_done_is_understood() -> None:
    progress = Progress()
    for line in (
        "Downloading numpy (16.3MiB)",
        "Downloading scipy (32.8MiB)",
        " Downloading numpy",
    ):
        progress.heed(line)
    assert progress.tell() == "1 of 2 large files done; now scipy (32.8MiB)"


def test_list_of_installed_packages_is_no_news() -> None:
    progress = Progress()
    progress.heed("Installed 195 packages in 251ms")
    progress.heed(" + numpy==1.23.5")
    assert progress.tell() == "Installed 195 packages in 251ms"
