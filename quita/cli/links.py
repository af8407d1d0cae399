"""Commands for links: create, revoke, show."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from quita.bootstrap import build
from quita.domain.links import LASTS, LENGTH, Step
from quita.services.links import Shown
from quita.services.sms import Prepared

BY = "command line"
STEPS = {
    Step.PAGE: "aberturas",
    Step.ROBOT: "robôs",
    Step.WHATSAPP: "toques em WhatsApp",
    Step.MESSAGE: "mensagens no WhatsApp",
    Step.CHAT: "conversas na página",
}


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("link", help="links that people open from an SMS")
    verbs = command.add_subparsers(dest="link_command", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a link for one person")
    create.add_argument("who", help="CPF, or the phone of one person")
    create.add_argument("--days", type=int, default=LASTS.days, help="how long it lasts")
    create.add_argument("--sms", metavar="PHONE", help="have it sent to this phone, once")
    create.add_argument("--dry-run", action="store_true", help="show the SMS and send nothing")
    create.set_defaults(run=create_link)
    revoke = verbs.add_parser("revoke", help="end a link")
    revoke.add_argument("which", help="its code or id")
    revoke.set_defaults(run=revoke_link)
    show = verbs.add_parser("show", help="what became of a link")
    show.add_argument("which", help="a code or id, or a person's CPF or phone for all of them")
    show.set_defaults(run=show_links)


def create_link(arguments: argparse.Namespace) -> int:
    """Make a link and print it: the code is shown this once."""
    core, lasts = build(), timedelta(days=arguments.days)
    if arguments.dry_run:
        example = core.sms.prepare(f"{core.settings.public_url}/l/{'x' * LENGTH}")
        print(f"{example.body}\n{size(example)}")
        return 0
    if arguments.sms:
        core.settings.require_sms()
        sent = core.sms.send_link(arguments.sms, arguments.who, BY, lasts)
        print(f"{sent.made.url}\n{sent.prepared.body}\n{size(sent.prepared)}; a caminho.")
        return 0
    links = core.links
    person_id = links.person_id(arguments.who)
    made = links.create(person_id, BY, lasts)
    print(made.url)
    print(f"id {made.link.id}, vale até {made.link.expires_at:%d/%m/%Y %H:%M} UTC")
    return 0


def revoke_link(arguments: argparse.Namespace) -> int:
    """End a link."""
    link = build().links.revoke(arguments.which, BY)
    print(f"id {link.id}: cancelado, não abre mais.")
    return 0


def show_links(arguments: argparse.Namespace) -> int:
    """Say what links are good for, and what was done with them."""
    core = build()
    found = core.links.show(arguments.which)
    for one in found:
        print(told(one))
        for sms in core.sms.messages(one.link.id):
            print(f"  SMS: {sms.state.value}, {sms.parts} partes{reason(sms.error)}")
    if not found:
        print("Nenhum link.")
    return 0


def size(prepared: Prepared) -> str:
    """Say what an SMS costs."""
    length = prepared.length
    return f"{length.encoding}, {length.units} caracteres, {length.parts} SMS"


def reason(error: str | None) -> str:
    """Say why something failed."""
    return f" ({error})" if error else ""


def told(shown: Shown) -> str:
    """Give a link's line."""
    link = shown.link
    steps = ", ".join(f"{shown.steps.get(step, 0)} {name}" for step, name in STEPS.items())
    until = f"{link.expires_at:%d/%m/%Y %H:%M} UTC"
    return f"id {link.id}: {shown.state.value}, até {until}, de {link.created_by}: {steps}"
