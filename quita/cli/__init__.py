"""The command line: `quita --help`. Nothing of Rasa is imported here: it is run as a process."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from quita.cli import (
    after_deal,
    boletos,
    data,
    handoff,
    inbox,
    links,
    operations,
    policies,
    running,
    understanding,
    whatsapp,
)
from quita.domain.errors import QuitaError

GROUPS = (
    running,
    inbox,
    data,
    handoff,
    links,
    boletos,
    after_deal,
    policies,
    operations,
    understanding,
    whatsapp,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 is success, 1 a refusal that was told, 2 wrong words on the line."""
    parser = argparse.ArgumentParser(prog="quita", description="Settles debts in conversation.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.register(commands)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed) or 0)
    except QuitaError as error:
        print(f"quita: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
