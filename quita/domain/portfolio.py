"""Reads a portfolio file: CSV text into typed lines and into problems, each with its line number.

The standard csv module reads the records; dialects are few (comma or semicolon), so its sniffer,
which guesses from the data, is not asked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quita.domain.errors import InvalidPortfolio
from quita.domain.portfolio_row import COLUMNS, PortfolioRow, Presence, read_cells

Problem = tuple[int, str]  # line as an editor counts, reason in Portuguese
_BOM = "\ufeff"


@dataclass(frozen=True)
class ParsedPortfolio:
    """Good lines, and a problem for each reason why a line is bad, both in the file's order."""

    rows: tuple[PortfolioRow, ...]
    problems: tuple[Problem, ...]

    @property
    def bad_lines(self) -> int:
        """How many lines are bad."""
        return len({line for line, _ in self.problems})


def decode(raw: bytes) -> str:
    """Read a file's bytes as UTF-8.

    Raises:
        InvalidPortfolio: another encoding, named at line 1.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = f"o arquivo não está em UTF-8 (veja a linha {line}); salve como CSV UTF-8"
        raise InvalidPortfolio([(1, reason)]) from None


def parse(text: str, day: date) -> ParsedPortfolio:
    """Read a portfolio file on the day of its import.

    Raises:
        InvalidPortfolio: the file as a whole: empty, or a header that is not a portfolio's.
    """
    content = text.removeprefix(_BOM)
    if not content.strip():
        raise InvalidPortfolio([(1, "o arquivo está vazio")])
    records = _records(content)
    header = _header(*next(records, (1, [])))
    rows: list[PortfolioRow] = []
    problems: list[Problem] = []
    seen = _Seen()
    for line, record in records:
        if isinstance(record, str):
            problems.append((line, record))
            continue
        if len(record) != len(header):
            reason = f"tem {len(record)} colunas e o cabeçalho tem {len(header)}; confira as aspas"
            problems.append((line, reason))
            continue
        values, reasons = read_cells(dict(zip(header, record, strict=True)), day)
        reasons += seen.problems(line, values)
        if reasons:
            problems += [(line, reason) for reason in reasons]
        else:
            rows.append(PortfolioRow(line=line, **values))
    if not rows and not problems:
        raise InvalidPortfolio([(1, "o arquivo só tem o cabeçalho, nenhuma dívida")])
    return ParsedPortfolio(tuple(rows), tuple(problems))


def _records(content: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give each record that is not blank with its first line, or the reason why it has no shape."""
    stream = io.StringIO(content, newline="")
    reader = csv.reader(stream, delimiter=_delimiter(content), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            last = reader.line_num
            yield line, f"aspas sem par ou letra proibida: nada foi lido até a linha {last}"
            continue
        if any(item.strip() for item in record):
            yield line, record


def _delimiter(content: str) -> str:
    """Choose by the header, whose names hold neither comma nor semicolon."""
    first = io.StringIO(content.lstrip(), newline="").readline()
    return ";" if first.count(";") > first.count(",") else ","


def _header(line: int, record: list[str] | str) -> list[str]:
    if isinstance(record, str):
        raise InvalidPortfolio([(1, f"o cabeçalho não pode ser lido: {record}")])
    header = [name.strip().lower() for name in record]
    missing = [
        name
        for name, column in COLUMNS.items()
        if column.presence is not Presence.OPTIONAL and name not in header
    ]
    unknown = [name or "(sem nome)" for name in header if name not in COLUMNS]
    repeated = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    faults = {"faltam": missing, "não existem": unknown, "estão repetidas": repeated}
    told = [f"{fault}: {', '.join(names)}" for fault, names in faults.items() if names]
    if told:
        raise InvalidPortfolio([(line, f"as colunas do cabeçalho — {'; '.join(told)}")])
    return header


@dataclass
class _Seen:
    """What earlier lines said, so that later ones do not contradict it."""

    debts: dict[tuple[str, str], int] = field(default_factory=dict)
    births: dict[str, tuple[date, int]] = field(default_factory=dict)

    def problems(self, line: int, values: dict[str, Any]) -> Iterator[str]:
        cnpj, external_id = values["creditor_cnpj"], values["external_id"]
        if cnpj and external_id:
            first = self.debts.setdefault((cnpj, external_id), line)
            if first != line:
                yield f"external_id: esta dívida do mesmo credor já está na linha {first}"
        cpf, birth = values["cpf"], values["birth_date"]
        if cpf and birth:
            known, first = self.births.setdefault(cpf, (birth, line))
            if known != birth:
                yield f"birth_date: é outra para o mesmo CPF na linha {first}"
