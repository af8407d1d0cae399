"""Commands for boletos that are registered by files: boleto remessa, boleto retorno."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from quita.bootstrap import build


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("boleto", help="boletos registered by CNAB 240 files")
    kinds = command.add_subparsers(dest="boleto_command", required=True)
    remit = kinds.add_parser("remessa", help="write the boletos that wait into a file")
    remit.add_argument("file", type=Path)
    remit.set_defaults(run=write_remittance)
    take = kinds.add_parser("retorno", help="take a bank's return file")
    take.add_argument("file", type=Path)
    take.set_defaults(run=take_return)


def write_remittance(arguments: argparse.Namespace) -> int:
    """Write a remittance; an existing file is never overwritten."""
    path: Path = arguments.file
    try:
        count = build().boleto_files().remit(lambda raw: _write_new(path, raw))
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 1
    if not count:
        print("Nenhum boleto espera remessa; nenhum arquivo foi gravado.")
        return 0
    print(f"{count} boletos em {path}. Envie o arquivo ao banco e leia o retorno depois.")
    return 0


def take_return(arguments: argparse.Namespace) -> int:
    """Take a return file, and say what it did."""
    try:
        raw = arguments.file.read_bytes()
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 1
    report = build().boleto_files().take(raw)
    print(
        f"{report.registered} registrados, {report.refused} recusados, {report.paid} pagos, "
        f"{report.written_off} baixados."
    )
    if report.unknown:
        print(f"{len(report.unknown)} sem efeito aqui: {', '.join(report.unknown[:10])}")
    return 0


def _write_new(path: Path, raw: bytes) -> None:
    """Write it whole before its name exists, so that nobody sends half a file."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(raw)
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
