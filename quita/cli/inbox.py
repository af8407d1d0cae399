"""`quita inbox`: what was set aside, why, and a way back in.

An update that nobody could read is delivered again through the front door, signed as Meta signs:
what it is now read as is stored, or set aside anew. A file is asked for again by the worker.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

import requests

from quita.adapters.whatsapp.signature import HEADER, sign
from quita.bootstrap import Container, build
from quita.domain.conversation import Channel
from quita.domain.errors import NotFound, ProviderUnavailable
from quita.settings import ASSISTANT_PORT

ASSISTANT = f"http://127.0.0.1:{ASSISTANT_PORT}"
WEBHOOK = "/webhooks/whatsapp/webhook"
ANSWERS_WITHIN = 30.0  # seconds


def register(commands: Any) -> None:
    """Add this module's commands."""
    parser = commands.add_parser("inbox", help="what was received and set aside")
    inbox = parser.add_subparsers(dest="inbox_command", required=True)
    command = inbox.add_parser("failed", help="list what was set aside, with its reason")
    command.set_defaults(run=list_failed)
    command = inbox.add_parser("show", help="print an update that could not be read, as it came")
    command.add_argument("id", help="as `quita inbox failed` has it")
    command.set_defaults(run=show)
    command = inbox.add_parser("retry", help="deliver an update, or fetch a file, once more")
    command.add_argument("id", help="as `quita inbox failed` has it")
    command.add_argument("--assistant", default=ASSISTANT, help="where the assistant listens")
    command.set_defaults(run=retry)


def list_failed(_: argparse.Namespace) -> int:
    """Print what was set aside, oldest first: updates, then files."""
    with build().database() as tx:
        updates, files = tx.messages.set_aside_list(), tx.media.aside()
    for item in updates:
        when = f"{item['at']:%Y-%m-%d %H:%M}"
        print(f"update-{item['seq']} {when} {item['channel']}: {item['reason']}")
    for file in files:
        print(f"file-{file.id} {file.received_at:%Y-%m-%d %H:%M} {file.kind}: {file.reason}")
    print(f"{len(updates) + len(files)} item(s)")
    return 0


def show(parsed: argparse.Namespace) -> int:
    """Print an update as it came, and write the look down: it may hold a person's words."""
    core = build()
    found = _update(core, parsed.id)
    with core.database() as tx:
        tx.events.audit("operator", "inbox:shown", parsed.id, {}, core.clock())
    print(found["raw"])
    return 0


def retry(parsed: argparse.Namespace) -> int:
    """Deliver an update again, or have a file fetched again."""
    core = build()
    kind, _, key = parsed.id.partition("-")
    if kind == "file":
        with core.database() as tx:
            if not tx.media.again(key, core.clock()):
                raise NotFound(f"no file {key} was set aside")
        print("O worker vai buscar o arquivo de novo.")
        return 0
    found = _update(core, parsed.id)
    if found["channel"] != Channel.WHATSAPP.value:
        print("Veio por SMS e não dá para entregar de novo: veja com `show`.", file=sys.stderr)
        return 1
    status = _deliver(core, found["raw"], parsed.assistant)
    if status != 200:
        print(f"O assistente respondeu {status}; nada mudou.", file=sys.stderr)
        return 1
    with core.database() as tx:
        tx.messages.drop_aside(found["seq"])
    print("Entregue de novo. Se ainda não puder ser lido, volta para a lista.")
    return 0


def _update(core: Container, name: str) -> Mapping[str, Any]:
    with core.database() as tx:
        aside = tx.messages.set_aside_list()
    found = next((one for one in aside if f"update-{one['seq']}" == name), None)
    if found is None:
        raise NotFound(f"nothing called {name} was set aside")
    return found


def _deliver(core: Container, raw: str, assistant: str) -> int:
    body = json.dumps(json.loads(raw)).encode()
    secret = core.settings.require_whatsapp().app_secret
    headers = {"Content-Type": "application/json", HEADER: sign(secret, body)}
    try:
        answer = requests.post(assistant + WEBHOOK, body, headers=headers, timeout=ANSWERS_WITHIN)
    except requests.RequestException as error:
        raise ProviderUnavailable(
            f"the assistant at {assistant} did not answer: {type(error).__name__}"
        ) from None
    return answer.status_code
