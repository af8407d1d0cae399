"""Commands about creditors' policies: check and explain."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timezone
from typing import Any

from quita.adapters.policies import PolicyFiles, read_policy
from quita.cli.policy_words import explain
from quita.domain.business_days import local_day
from quita.settings import ROOT


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("policy", help="what creditors allow (docs/portfolio-file.md)")
    parts = command.add_subparsers(dest="policy_command", required=True)
    check = parts.add_parser("check", help="name every policy file that breaks a rule")
    check.set_defaults(run=check_policies)
    explained = parts.add_parser("explain", help="say in plain Portuguese what a policy allows")
    explained.add_argument("cnpj", nargs="?", default="default", help="the creditor's")
    explained.set_defaults(run=explain_policy)


def check_policies(_: argparse.Namespace) -> int:
    """Name what is wrong; 0 where nothing is. Old indexes are named, and are no error."""
    files = PolicyFiles(ROOT / "policies")
    problems = files.problems()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    for warning in files.stale_indexes(local_day(datetime.now(timezone.utc))):
        print(f"atenção: {warning}", file=sys.stderr)
    print("Todas as políticas estão em ordem.")
    return 0


def explain_policy(arguments: argparse.Namespace) -> int:
    """Print a policy in sentences."""
    path = PolicyFiles(ROOT / "policies").path(arguments.cnpj)
    print(f"{path.name}\n")
    print("\n".join(f"- {sentence}" for sentence in explain(read_policy(path))))
    return 0
