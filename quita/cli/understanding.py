"""Commands about understanding: train, parse, evaluate. Each runs Rasa in a process of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("train", help="train the model if what it is made of changed")
    command.set_defaults(run=lambda _: rasa_process("train"))
    command = commands.add_parser("parse", help="what the assistant understands of a text")
    command.add_argument("text")
    command.add_argument("--date", help="the day it was sent, ISO (today if absent)")
    command.set_defaults(run=parse)
    command = commands.add_parser(
        "evaluate", help="measure understanding, and play whole conversations"
    )
    measures = command.add_subparsers(dest="what", required=True)
    nlu = measures.add_parser("nlu", help="measure understanding against labelled messages")
    nlu.add_argument("file", help="JSON lines: text, intent, entities, date")
    nlu.add_argument("--model", help="a model file (the current one if absent)")
    nlu.add_argument("--json", action="store_true", help="write the figures as JSON")
    nlu.add_argument("--compare", metavar="MODEL", help="another model file, to hold this against")
    nlu.add_argument("--report", metavar="FOLDER", help="write report.json and plots (PNG) there")
    nlu.set_defaults(run=evaluate_nlu)
    dialogues = measures.add_parser(
        "dialogues", help="play conversations against the sandbox (docs/dialogue-file.md)"
    )
    dialogues.add_argument("file", type=Path, help="YAML: a list of dialogues")
    dialogues.add_argument("--json", action="store_true", help="write what happened as JSON")
    dialogues.add_argument("--only", metavar="ID", action="append", help="play only this dialogue")
    dialogues.add_argument("--model", type=Path, help="a model file (the current one if absent)")
    dialogues.add_argument("--folder", type=Path, help="keep databases and logs in this new folder")
    dialogues.set_defaults(run=evaluate_dialogues)


def parse(arguments: argparse.Namespace) -> int:
    """Parse one text."""
    date = ["--date", arguments.date] if arguments.date else []
    return rasa_process("parse", arguments.text, *date)


def evaluate_nlu(arguments: argparse.Namespace) -> int:
    """Evaluate a file of labelled messages."""
    options = [
        part
        for name in ("model", "compare", "report")
        if (value := getattr(arguments, name))
        for part in (f"--{name}", value)
    ]
    output = ["--json"] if arguments.json else []
    return rasa_process("evaluate", arguments.file, *options, *output)


def evaluate_dialogues(arguments: argparse.Namespace) -> int:
    """Play a file of dialogues."""
    # It brings the sandbox's web server along, which the other commands need not load.
    from quita.cli.dialogues.command import evaluate_dialogues as run

    return run(arguments)


def rasa_process(module: str, *arguments: str) -> int:
    """Run a module of quita.rasa as a process; give its exit code."""
    return subprocess.run([sys.executable, "-m", f"quita.rasa.{module}", *arguments]).returncode
