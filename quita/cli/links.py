"""Commands for links: create, revoke, show."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from quita.bootstrap import build
from quita.domain.links import LASTS, LENGTH, Step
from quita.domain.records import OutboxState
from quita.domain.sms import SmsReason
from quita.services.links import Shown
from quita.services.ports.sms import SmsMessage
from quita.services.sms import Prepared, Sent

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
    create.add_argument(
        "--requested", action="store_true", help="the person asked for it: it goes at any hour"
    )
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
        reason = SmsReason.REQUESTED if arguments.requested else SmsReason.STARTED
        sent = core.sms.send_link(arguments.sms, arguments.who, BY, lasts, reason)
        print(f"{sent.made.url}\n{sent.prepared.body}\n{size(sent.prepared)}; {when(sent)}.")
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
            print(f"  SMS: {sms.state.value}, {sms.parts} partes, {sms.reason.value}{why(sms)}")
    if not found:
        print("Nenhum link.")
    return 0


def size(prepared: Prepared) -> str:
    """Say what an SMS costs."""
    length = prepared.length
    return f"{length.encoding}, {length.units} caracteres, {length.parts} SMS"


def when(sent: Sent) -> str:
    """Say when an SMS leaves."""
    if sent.not_before is None:
        return "a caminho"
    return f"sai em {sent.not_before:%d/%m/%Y %H:%M} UTC ({sent.waits_for})"


def why(sms: SmsMessage) -> str:
    """Say why something failed or waits, and until when."""
    waits = sms.state is OutboxState.QUEUED and sms.error and sms.next_at
    until = f", até {sms.next_at:%d/%m/%Y %H:%M} UTC" if waits else ""
    return f" ({sms.error}{until})" if sms.error else ""


def told(shown: Shown) -> str:
    """Give a link's line."""
    link = shown.link
    steps = ", ".join(f"{shown.steps.get(step, 0)} {name}" for step, name in STEPS.items())
    until = f"{link.expires_at:%d/%m/%Y %H:%M} UTC"
    return f"id {link.id}: {shown.state.value}, até {until}, de {link.created_by}: {steps}"
