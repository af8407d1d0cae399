from datetime import timedelta
from pathlib import Path

import pytest

from quita.adapters.clock import SharedClock, machine_clock
from quita.domain.errors import Misconfigured

NEAR = timedelta(seconds=30)  # between two looks on a busy machine


def test_without_a_file_the_present_is_the_machines(tmp_path: Path) -> None:
    seen = SharedClock(tmp_path / "offset")()
    assert timedelta(0) <= machine_clock() - seen < NEAR
    assert seen.utcoffset() == timedelta(0)


@pytest.mark.parametrize("days", [3, -400, 0])
def test_whoever_moves_time_moves_it_for_every_reader(tmp_path: Path, days: int) -> None:
    reader, mover = SharedClock(tmp_path / "offset"), SharedClock(tmp_path / "offset")
    reader()
    mover.move_to(timedelta(days=days, hours=2))
    assert reader.offset == timedelta(days=days, hours=2)
    assert abs(reader() - machine_clock() - timedelta(days=days, hours=2)) < NEAR
    assert [path.name for path in tmp_path.iterdir()] == ["offset"]


def test_an_offset_that_is_no_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "offset").write_text("tomorrow")
    with pytest.raises(Misconfigured, match=r"offset: .*number of seconds"):
        SharedClock(tmp_path / "offset")()
