"""How a request of the desk is answered: a page, a part of one, or a few words for a script."""

from __future__ import annotations

import re

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk.door import Door, Refused
from connectors.agent_desk.problem_words import PROBLEMS
from connectors.agent_desk.render import HEADERS, page
from connectors.agent_desk.session import PATH

_INNER = re.compile(
    rf"{PATH}(/conversations/[\w-]+|/supervision|/figures|/numbers|/account"
    r"|/admin(/people/[\w-]+)?)?"
)


def part_of(request: Request) -> str:
    """Give which part of a page a script asks for; empty for the whole page."""
    return str(request.headers.get("x-desk", ""))


def done(request: Request, location: str, **told: object) -> HTTPResponse:
    """Say that it was done: to a script in JSON, else by leading on."""
    if part_of(request):
        return response.json({"ok": True, "location": location, **told}, headers=HEADERS)
    return response.redirect(location, status=303)


def problem(request: Request, door: Door, status: int, name: str, **values: object) -> HTTPResponse:
    """Say what went wrong, and give back what was written."""
    title, text = PROBLEMS[name]
    if part_of(request):
        body = {"ok": False, "problem": name, "title": title, "text": text, **values}
        return response.json(body, status=status, headers=HEADERS)
    draft = "" if status == 413 else request.form.get("text", "")  # so that it can be copied
    browser = door.browser(request)
    return page(
        "problem.html",
        status,
        problem=name,
        title=title,
        text=text,
        draft=draft,
        csrf=browser.csrf,
        action=request.path if name == "reveals" else "",
        key=request.form.get("key", ""),
    )


def address(conversation_id: str) -> str:
    """Give a conversation's address."""
    return f"{PATH}/conversations/{conversation_id}"


def inner(path: str | None) -> str:
    """Give an address of the desk, and its list for any other: nobody is led away from it."""
    return path if path and _INNER.fullmatch(path) else PATH


def field(request: Request, name: str, longest: int = 200) -> str:
    """Read a field of a form.

    Raises:
        Refused: it is too long.
    """
    text = str(request.form.get(name, "")).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Refused(400, "too_long")
    return text


def deliver(request: Request, conversation_id: str) -> None:
    """Have what was just written delivered at once."""
    wake = request.app.ctx.__dict__.get("wake_outbox")
    if wake:
        wake(conversation_id)
