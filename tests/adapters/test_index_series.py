"""Series of correction indexes."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from quita.adapters.index_series import IndexFiles, read_series
from quita.domain.errors import InvalidPolicy

SHIPPED = Path(__file__).parents[2] / "policies" / "indexes"


@pytest.mark.parametrize(
    ("year", "percent"), [(2021, "10.06"), (2022, "5.79"), (2023, "4.62"), (2024, "4.83")]
)
def test_the_shipped_ipca_gives_the_years_that_ibge_published(year: int, percent: str) -> None:
    series = read_series(SHIPPED / "ipca.csv")
    grown = (series.factor(date(year, 1, 9), date(year + 1, 1, 9)) - 1) * 100
    # IBGE reckons by index numbers, so its year may be a hundredth off the months' product.
    rounded = grown.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert abs(rounded - Decimal(percent)) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a primeira linha é month,percent"),
        ("mes,valor\n2025-01,1", "a primeira linha é month,percent"),
        ("month,percent\n", "não há nenhum mês"),
        ("month,percent\n2025-13,1", "linha 2"),
        ("month,percent\n2025-01,1,2", "linha 2"),
        ("month,percent\n2025-01,um", "linha 2"),
        ("month,percent\n2025-01,NaN", "linha 2"),
        ("month,percent\n2025-01,100", "linha 2"),
        ("# IPCA\nmonth,percent\n2025-01,0.1\n2025-03,0.1", "linha 4: os meses vão um a um"),
        ("month,percent\n2025-01,0.1\n2025-01,0.1", "os meses vão um a um"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidPolicy, match=r"indexes/bad\.csv: ") as refused:
        IndexFiles(tmp_path).read("bad")
    assert told in str(refused.value)
    assert IndexFiles(tmp_path).find("bad") is None


def test_a_series_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes("# índice\nmonth,percent".encode("cp1252"))
    with pytest.raises(InvalidPolicy, match="UTF-8"):
        IndexFiles(tmp_path).read("bad")
