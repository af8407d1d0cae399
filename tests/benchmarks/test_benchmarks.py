"""The pure parts of the benchmarks: statistics and the table. Nothing here is timed."""

from __future__ import annotations

import json
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import Measure, NotMeasured, Row, median, percentile, rows_of
from benchmarks.table import document, number, table

SAMPLES = st.lists(st.floats(0, 1e6), min_size=1, max_size=300)
LIMITED = Measure("reply: median", "ms", limit=300)
FREE = Measure("memory", "MB")


def test_percentile_is_the_nearest_rank() -> None:
    hundred = list(range(100, 0, -1))
    assert percentile(hundred, 95) == 95
    assert percentile(hundred, 99) == 99
    assert percentile([7.0], 99) == 7.0
    assert percentile([1.0, 2.0, 3.0], 95) == 3.0


@given(SAMPLES, st.floats(0.1, 100))
def test_percentile_is_the_least_sample_that_enough_of_them_do_not_exceed(
    samples: list[float], percent: float
) -> None:
    found = percentile(samples, percent)
    enough = len(samples) * percent / 100
    assert found in samples
    assert sum(one <= found for one in samples) >= enough
    assert sum(one < found for one in samples) < max(enough, 1)


@given(SAMPLES)
def test_median_is_that_of_the_standard_library(samples: list[float]) -> None:
    assert median(samples) == pytest.approx(statistics.median(samples))


def test_no_samples_are_no_measurement() -> None:
    with pytest.raises(NotMeasured):
        median([])
    with pytest.raises(NotMeasured):
        percentile([], 95)


def test_ratio_is_quita_as_a_multiple_of_stock() -> None:
    assert Row(FREE, 50.0, 200.0).ratio == 0.25


@pytest.mark.parametrize(("quita", "stock"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_no_ratio_without_both_figures(quita: float | None, stock: float | None) -> None:
    assert Row(FREE, quita, stock).ratio is None


@pytest.mark.parametrize(("quita", "holds"), [(299.9, True), (300.0, True), (300.1, False)])
def test_a_limit_holds_up_to_itself(quita: float, holds: bool) -> None:
    assert Row(LIMITED, quita, None).holds is holds


def test_nothing_is_judged_without_a_limit_or_a_figure() -> None:
    assert Row(FREE, 1.0, 1.0).holds is None
    assert Row(LIMITED, None, 1.0).holds is None


def test_rows_put_the_figures_of_both_sides_beside_each_other() -> None:
    rows = rows_of([LIMITED, FREE], {"reply: median": 90.0}, {"reply: median": 30.0, "memory": 2})
    assert rows == [Row(LIMITED, 90.0, 30.0), Row(FREE, None, 2)]


def test_table_is_markdown_with_aligned_columns() -> None:
    rows = [Row(LIMITED, 412.4, 31.25), Row(FREE, 80.0, None)]
    assert table(rows).splitlines() == [
        "| measure       | unit | Quita | stock |  ratio | limit | holds |",
        "| ------------- | ---- | ----- | ----- | ------ | ----- | ----- |",
        "| reply: median | ms   |   412 |  31.2 | 13.20x |   300 |    NO |",
        "| memory        | MB   |  80.0 |     - |      - |     - |     - |",
    ]


def test_large_numbers_have_no_fraction_and_small_ones_have_one() -> None:
    assert [number(n) for n in (None, 0.0, 12.345, 99.9, 100.4, 1234567.8)] == [
        "-",
        "0.0",
        "12.3",
        "99.9",
        "100",
        "1,234,568",
    ]


def test_document_survives_json_unrounded() -> None:
    (found,) = json.loads(json.dumps(document([Row(LIMITED, 100 / 3, None)])))
    assert found == {
        "measure": "reply: median",
        "unit": "ms",
        "quita": 100 / 3,
        "stock": None,
        "ratio": None,
        "limit": 300,
        "holds": True,
    }
