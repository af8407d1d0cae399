"""Commands about people who take over: queues check, transcript, dossier create and verify."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from quita.adapters.queues import read_book
from quita.bootstrap import build
from quita.domain.opening_hours import hours_text
from quita.services.transcripts import as_json
from quita.settings import load


def register(commands: Any) -> None:
    """Add this module's commands."""
    queues = commands.add_parser("queues", help="when conversations go to people, and to which")
    parts = queues.add_subparsers(dest="queues_command", required=True)
    check = parts.add_parser("check", help="name what is wrong in the file of queues, or list them")
    check.set_defaults(run=check_queues)
    told = commands.add_parser("transcript", help="write a conversation as PDF or JSON")
    told.add_argument("protocol", help="of the conversation, or of a case in it")
    told.add_argument("file", type=Path, help="ends in .pdf or .json")
    told.set_defaults(run=write_transcript)
    dossier = commands.add_parser("dossier", help="the evidence of a case, sealed")
    parts = dossier.add_subparsers(dest="dossier_command", required=True)
    create = parts.add_parser("create", help="gather and seal everything of a protocol into a ZIP")
    create.add_argument("protocol", help="of the conversation, or of a case in it")
    create.add_argument("file", type=Path)
    create.set_defaults(run=create_dossier)
    verify = parts.add_parser("verify", help="say whether a dossier is as it was made")
    verify.add_argument("file", type=Path)
    verify.set_defaults(run=verify_dossier)


def check_queues(_: argparse.Namespace) -> int:
    """List the queues; what is wrong with the file ends the command with its reasons."""
    path = load().queues_file
    for queue in read_book(path).queues:
        print(f"{queue.name}: {queue.title}, {hours_text(queue.hours)}")
    return 0


def write_transcript(arguments: argparse.Namespace) -> int:
    """Write a conversation into a file of its own."""
    transcripts = build().transcripts
    document = transcripts.document(transcripts.find(arguments.protocol))
    if arguments.file.suffix == ".pdf":
        from quita.adapters.paper.transcript import transcript_pdf  # the rest need no reportlab

        arguments.file.write_bytes(transcript_pdf(document))
    elif arguments.file.suffix == ".json":
        text = json.dumps(as_json(document), ensure_ascii=False, indent=2)
        arguments.file.write_text(text + "\n", encoding="utf-8")
    else:
        print("O arquivo termina em .pdf ou .json.", file=sys.stderr)
        return 2
    print(f"{len(document.lines)} mensagens em {arguments.file}.")
    return 0


def create_dossier(arguments: argparse.Namespace) -> int:
    """Make and seal a dossier; who made it goes into the audit trail."""
    packed = build().dossiers.create(arguments.protocol, f"cli:{getpass.getuser()}")
    arguments.file.write_bytes(packed)
    print(f"Dossiê de {arguments.protocol} em {arguments.file}.")
    return 0


def verify_dossier(arguments: argparse.Namespace) -> int:
    """Say whether a dossier is as it was made; 1 where it is not."""
    verdict = build().dossiers.verify(arguments.file.read_bytes())
    for problem in verdict.problems:
        print(problem, file=sys.stderr)
    if verdict.unchanged:
        print("O dossiê está como foi feito.")
    return 0 if verdict.unchanged else 1
