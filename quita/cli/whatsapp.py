"""Commands of WhatsApp: numbers, templates, and letting a stopped number send again."""

from __future__ import annotations

import argparse
from typing import Any

from quita.bootstrap import build
from quita.domain.errors import NotFound
from quita.domain.money import share_text


def register(commands: Any) -> None:
    """Add this module's commands."""
    whatsapp = commands.add_parser("whatsapp", help="numbers and templates of WhatsApp")
    parts = whatsapp.add_subparsers(dest="whatsapp_command", required=True)
    command = parts.add_parser("numbers", help="how each number fares")
    command.set_defaults(run=show_numbers)
    command = parts.add_parser("templates", help="check templates/ and show what Meta says")
    command.set_defaults(run=show_templates)
    command = parts.add_parser("resume", help="let a stopped number send again")
    command.add_argument("number", nargs="?", help="its phone_number_id; every stopped one if none")
    command.set_defaults(run=resume)


def show_numbers(_: argparse.Namespace) -> int:
    """Print a line a number, and one of them all."""
    report = build().number_health.report()
    for one in report.numbers:
        number = one.number
        state = "só responde" if one.answers_only else "enviando"
        if number.stopped:
            state = f"parado: {number.stopped_code or ''} {number.stopped_reason}"
        print(
            f"{number.id} {number.quality.value} {number.tier or '-'} {state}; "
            f"começou com {one.started_today} de {one.cap} pessoas em 24 h, "
            f"ritmo {one.share:.0%}; falhas {share_text(one.all_messages.failed_share)}"
        )
    print(f"todos juntos: começaram com {report.started_today} de {report.cap} pessoas em 24 h")
    return 0


def show_templates(_: argparse.Namespace) -> int:
    """Print a line a template; Misconfigured where a file breaks a rule."""
    core = build()
    with core.database() as tx:
        told = {(one.name, one.language): one for one in tx.templates.all()}
        usable = {one.name: core.templates.usable(tx, one.name) for one in core.templates.all()}
    for template in core.templates.all():
        status = told.get((template.name, template.language))
        word = (status and status.status) or "sem notícia da Meta"
        leaves = "pode sair" if usable[template.name] else "não sai"
        print(f"{template.name} ({template.language}, {template.category.value}): {word}; {leaves}")
    return 0


def resume(arguments: argparse.Namespace) -> int:
    """Let one number send again, or all.

    Raises:
        NotFound: it is not stopped.
    """
    core = build()
    stopped = [number.id for number in core.number_health.stopped()]
    wanted = [one for one in stopped if arguments.number in (None, one)]
    if arguments.number and not wanted:
        raise NotFound(f"number {arguments.number} is not stopped")
    with core.database() as tx:
        for number in wanted:
            core.consequences.resumed(tx, number, "operator")
    print(f"{len(wanted)} número(s) voltam a enviar.")
    return 0
