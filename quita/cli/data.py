"""Commands that load data: import, demo, migrate, user add."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from quita.adapters.database.migrate import upgrade
from quita.adapters.demo import demo_people, demo_portfolio
from quita.bootstrap import Container, build
from quita.domain.business_days import local_day
from quita.domain.errors import ContactRefused, InvalidPortfolio, Misconfigured
from quita.domain.portfolio import decode
from quita.domain.sms import SmsReason

DEMO_SEED = 7
DEMO_FILE = "demo.json"
DEMO_USERS = (
    ("ana", "Ana Souza", "agent"),
    ("bruno", "Bruno Lima", "supervisor"),
    ("clara", "Clara Dias", "admin"),
)
DEMO_PASSWORD = "quita-demo"


def register(commands: Any) -> None:
    """Add this module's commands."""
    command = commands.add_parser("import", help="load a portfolio file (docs/portfolio-file.md)")
    command.add_argument("file", type=Path)
    command.add_argument("--skip-invalid", action="store_true", help="load the good lines anyway")
    command.add_argument(
        "--updated-as-charges",
        action="store_true",
        help="the creditor vouches that what an updated amount leaves unexplained is charges",
    )
    command.set_defaults(run=import_file)
    command = commands.add_parser("migrate", help="bring the database to the newest schema")
    command.set_defaults(run=lambda _: upgrade(build().settings.database_url))
    command = commands.add_parser("demo", help="load the demo portfolio and the demo logins")
    command.set_defaults(run=lambda _: load_demo(build()))
    users = commands.add_parser("user", help="who may sign in to the desk")
    add = users.add_subparsers(dest="user_command", required=True).add_parser("add")
    add.add_argument("login")
    add.add_argument("--name", required=True)
    add.add_argument("--role", default="agent")
    add.set_defaults(run=add_user)


def import_file(arguments: argparse.Namespace) -> int:
    """Load a portfolio file, naming every bad line."""
    core = build()
    try:
        report = core.portfolio.load(
            decode(arguments.file.read_bytes()),
            skip_invalid=arguments.skip_invalid,
            updated_as_charges=arguments.updated_as_charges,
            day=local_day(core.clock()),
        )
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 1
    except InvalidPortfolio as error:
        _name_problems(error.problems)
        print("Nada foi carregado.", file=sys.stderr)
        return 1
    _name_problems(report.problems)
    print(
        f"{report.inserted} novas, {report.unchanged_or_updated} já conhecidas, "
        f"{report.skipped} linhas deixadas de fora."
    )
    if report.unitemised:
        print(f"{report.unitemised} sem discriminação dos encargos: só uma pessoa as negocia.")
    return 0


def load_demo(core: Container) -> int:
    """Load the demo portfolio, the people to play with, and the demo logins.

    Raises:
        Misconfigured: in production, where nobody may sign in with a published password.
    """
    if core.settings.production:
        raise Misconfigured("the demo is not loaded in production (QUITA_ENV)")
    today = local_day(core.clock())
    core.portfolio.load(demo_portfolio(DEMO_SEED, today), day=today)
    people = demo_people(DEMO_SEED, today)
    core.settings.var.mkdir(parents=True, exist_ok=True)
    text = json.dumps(people, ensure_ascii=False, indent=1)
    (core.settings.var / DEMO_FILE).write_text(text, encoding="utf-8")
    for login, name, role in DEMO_USERS:
        with core.database() as tx:
            known = tx.users.by_login(login)
        if known is None:
            core.accounts.add(login, name, role, DEMO_PASSWORD)
    return 0


def demo_link(core: Container) -> str:
    """Give a link for the first of the people to play with, sent to their phone by SMS.

    Whoever starts the demonstration asks for it, so it comes at any hour.
    """
    people = json.loads((core.settings.var / DEMO_FILE).read_text(encoding="utf-8"))
    phone, cpf = people[0]["phone"], people[0]["cpf"]
    try:
        number, asked = f"+{phone.lstrip('+')}", SmsReason.REQUESTED
        return core.sms.send_link(number, cpf, "demo", reason=asked).made.url
    except ContactRefused:  # this person answered SAIR: the link is theirs all the same
        return core.links.create(core.links.person_id(cpf), "demo").url


def add_user(arguments: argparse.Namespace) -> int:
    """Add somebody to the desk, asking for the password twice."""
    password = getpass.getpass("Senha: ")
    if password != getpass.getpass("De novo: "):
        print("As senhas não são iguais.", file=sys.stderr)
        return 1
    build().accounts.add(arguments.login, arguments.name, arguments.role, password)
    return 0


def _name_problems(problems: Any) -> None:
    for line, reason in problems:
        print(f"linha {line}: {reason}", file=sys.stderr)
