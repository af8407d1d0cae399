"""Commands of what follows a deal: contact import-dnc, contact release, delisting, letter."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from quita.bootstrap import build
from quita.domain.contact_policy.listing import read_list


def register(commands: Any) -> None:
    """Add this module's commands."""
    contact = commands.add_parser("contact", help="who may be written to")
    contacts = contact.add_subparsers(dest="contact_command", required=True)
    listing = contacts.add_parser(
        "import-dnc",
        help="load São Paulo's list of numbers not to disturb, in place of the old one",
    )
    listing.add_argument("file", type=Path)
    listing.set_defaults(run=import_list)
    release = contacts.add_parser(
        "release", help="let a person be written to again whom a case or a risk to life silenced"
    )
    release.add_argument("conversation", help="its id, as the desk's address shows it")
    release.set_defaults(run=release_contact)
    delisting = commands.add_parser("delisting", help="requests to creditors to delist")
    delistings = delisting.add_subparsers(dest="delisting_command", required=True)
    delistings.add_parser("list", help="what they still have to confirm").set_defaults(
        run=list_delistings
    )
    done = delistings.add_parser("done", help="a creditor confirmed one")
    done.add_argument("request")
    done.set_defaults(run=confirm_delisting)
    letter = commands.add_parser("letter", help="settlement letters")
    withdraw = letter.add_subparsers(dest="letter_command", required=True).add_parser(
        "withdraw", help="a letter stands no more"
    )
    withdraw.add_argument("code")
    withdraw.set_defaults(run=withdraw_letter)


def import_list(arguments: argparse.Namespace) -> int:
    """Load the list, naming the lines that are left out."""
    try:
        text = arguments.file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 1
    phones, left_out = read_list(text)
    if not phones:
        print("Nenhum número de São Paulo no arquivo; a lista de antes fica.", file=sys.stderr)
        return 1
    core = build()
    with core.database() as tx:
        count = tx.contacts.list_do_not_disturb(phones, core.clock())
        details = {"numbers": count, "left_out": len(left_out)}
        tx.events.audit(actor(), "contact:import_dnc", "do_not_disturb", details, core.clock())
    for number in left_out:
        print(f"linha {number}: não é um telefone com DDD 11 a 19", file=sys.stderr)
    print(f"{count} números na lista; {len(left_out)} linhas deixadas de fora.")
    return 0


def release_contact(arguments: argparse.Namespace) -> int:
    """Lift what silences a person, and say what it was."""
    reasons = build().contact.release(arguments.conversation, actor())
    print(f"Liberado: {', '.join(sorted(reasons))}." if reasons else "Nada a liberar.")
    return 0


def list_delistings(_: argparse.Namespace) -> int:
    """Print the requests that wait, the most pressing first."""
    waiting = build().delisting.waiting()
    for one in waiting:
        late = " ATRASADO" if one.late else ""
        print(f"{one.id}  até {one.due_day:%d/%m/%Y}{late}  {one.creditor}  {one.debt}")
    print(f"{len(waiting)} pedido(s) à espera")
    return 0


def confirm_delisting(arguments: argparse.Namespace) -> int:
    """Note that a creditor did it."""
    build().delisting.done(arguments.request, actor())
    print("Baixa confirmada.")
    return 0


def withdraw_letter(arguments: argparse.Namespace) -> int:
    """Let a letter stand no more."""
    build().letters.withdraw(arguments.code, actor())
    print("A carta não vale mais.")
    return 0


def actor() -> str:
    """Name who is at the command line, for the audit trail."""
    return f"cli:{getpass.getuser()}"
