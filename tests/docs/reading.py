"""What a document claims, and what of it is not there: each checker gives the wrong claims."""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from quita.cli import GROUPS
from quita.services.turn_text import BACK_TO_BOT
from quita.settings import ACTIONS_PORT, ASSISTANT_PORT, SANDBOX_PORT

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("**/*.md")])
CHANNELS = {  # where Rasa's server puts each channel's routes
    "whatsapp": "/webhooks/whatsapp",
    "psp": "/webhooks/psp",
    "agent_desk": "/desk",
    "pages": "",
    "sms_link": "",
    "stand_in": "",  # takes an address over, and adds none
}
ACTION_SERVER = {"/webhook", "/health"}  # rasa-sdk's own
VARIABLE_FILES = (".env.example", "endpoints.yml", "quita/cli/running.py", "tests/conftest.py")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
_SPAN = re.compile(r"`([^`\n]+)`")
_ROUTE_CALLS = {"get", "post", "add_route", "add_get", "add_post", "add_put", "add_delete"}
_PATH = re.compile(r"\.?[\w<*][\w.<>*-]*(/[\w.<>*-]*)+|[\w.-]+\.(md|yml|py|toml|in|txt|example)")
_VARIABLE = re.compile(r"\b(?:QUITA|WHATSAPP|PIX|BOLETO|TRANSCRIPTION|SMS|SANIC|RASA|OMP)_[A-Z_]+")
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:(\d+)(/[^\s`)|>;\"]*)?")


def spans(text: str) -> list[str]:
    """Give what stands between backticks, outside fenced blocks."""
    return _SPAN.findall(_FENCE.sub("", text))


def code(text: str) -> list[str]:
    """Give spans and the lines of shell blocks."""
    fenced = [body for kind, body in _FENCE.findall(text) if kind == "sh"]
    return [*spans(text), *(line for body in fenced for line in body.splitlines())]


def rows(text: str, heading: str = "") -> list[list[str]]:
    """Give the cells of the tables' rows, below a heading up to the next, without their heads."""
    if heading:
        text = text.split(f"\n{heading}\n")[1].split("\n## ")[0]
    found: list[list[str]] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        rule = re.fullmatch(r"[|\- ]+", line)
        head = at + 1 < len(lines) and re.fullmatch(r"\|[|\- ]+", lines[at + 1])
        if line.startswith("|") and not rule and not head:
            found.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


@lru_cache(maxsize=1)
def project() -> frozenset[str]:
    """Give every file and folder of the project, folders with a slash at their end."""
    found: set[str] = set()
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        made = ignored() if here == Path() else frozenset()
        hidden = [name for name in folders if name.startswith((".", "__")) and name != ".ci"]
        folders[:] = [name for name in folders if name not in made and name not in hidden]
        found |= {(here / name).as_posix() for name in files}
        found |= {(here / name).as_posix() + "/" for name in folders}
    return frozenset(found)


@lru_cache(maxsize=1)
def ignored() -> frozenset[str]:
    """Give what is made in a checkout and not shipped: top entries of .gitignore."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip("/").split("/")[0] for line in lines if line.startswith("/"))


def wrong_paths(text: str) -> list[str]:
    """Give the paths that are neither in the project nor made by it."""
    wrong = []
    for span in spans(text):
        path = span.split("::")[0]
        if not _PATH.fullmatch(path) or not re.search("[a-z]", path):
            continue
        if path.split("/")[0] in ignored() or any(_fits(path, known) for known in project()):
            continue
        wrong.append(path)
    return wrong


def _fits(path: str, known: str) -> bool:
    if path == known or path + "/" == known:
        return True
    if "<" in path or "*" in path:
        pattern = re.sub(r"\\?<[^>]*>|\\\*", "[^/]+", re.escape(path))
        return bool(re.fullmatch(pattern, known))
    return "/" not in path and known.endswith("/" + path)  # a file by its name alone


def wrong_names(text: str) -> list[str]:
    """Give each `file::name` whose file does not define the name."""
    wrong = []
    for span in spans(text):
        path, sign, name = span.partition("::")
        if not sign or not (ROOT / path).is_file():
            continue  # a file that is not there is wrong_paths's
        source = (ROOT / path).read_text(encoding="utf-8")
        defined = rf"^\s*(?:async )?(?:def|class) {name}\b|^{name}\b.*=|^\s*{name}:"
        if not re.search(defined, source, re.M):
            wrong.append(span)
    return wrong


def targets() -> set[str]:
    """Give the Makefile's targets."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def wrong_targets(text: str) -> list[str]:
    """Give the make targets that the Makefile lacks."""
    named = [name for line in code(text) for name in re.findall(r"\bmake ([a-z]+)", line)]
    return [name for name in named if name not in targets()]


@lru_cache(maxsize=1)
def command_line() -> argparse.ArgumentParser:
    """Give the parser of `quita` with every command."""
    parser = argparse.ArgumentParser(prog="quita")
    commands = parser.add_subparsers()
    for group in GROUPS:
        group.register(commands)
    return parser


def wrong_commands(text: str) -> list[str]:
    """Give the `quita` commands and options that do not exist."""
    lines = [line.removeprefix(".venv/bin/") for line in code(text)]
    return [line for line in lines if line.startswith("quita ") and not _understood(line)]


def _understood(line: str) -> bool:
    parser = command_line()
    for word in shlex.split(line, comments=True)[1:]:
        deeper = _subcommands(parser)
        if word.startswith("--"):
            if word not in parser._option_string_actions:
                return False
        elif deeper:
            if word not in deeper:
                return False
            parser = deeper[word]
    return True


def _subcommands(parser: argparse.ArgumentParser) -> dict[str, Any]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def wrong_variables(text: str) -> list[str]:
    """Give the environment variables that nothing reads or sets."""
    known = set()
    for name in VARIABLE_FILES:
        known |= set(_VARIABLE.findall((ROOT / name).read_text(encoding="utf-8")))
    return [name for line in code(text) for name in _VARIABLE.findall(line) if name not in known]


def wrong_addresses(text: str) -> list[str]:
    """Give the addresses on loopback, and the paths that begin with a slash, that lead nowhere."""
    routes = {
        ASSISTANT_PORT: set(_assistant_routes()),
        ACTIONS_PORT: ACTION_SERVER,
        SANDBOX_PORT: set(_routes(ROOT / "sandbox")),
    }
    wrong = [
        f"http://127.0.0.1:{port}{path}"
        for port, path in _LOOPBACK.findall(text)
        if path.rstrip("/") and path.rstrip("/") not in routes.get(int(port), set())
    ]
    known = set().union(*routes.values())
    paths = [span for span in spans(text) if re.fullmatch(r"/\S+", span)]
    return [*wrong, *(path for path in paths if path not in known and not _pressed(path))]


def _assistant_routes() -> Iterator[str]:
    for channel, prefix in CHANNELS.items():
        for route in _routes(ROOT / "connectors" / channel):
            yield (prefix + route).rstrip("/")


def _routes(folder: Path) -> Iterator[str]:
    """Give the addresses that the modules of a folder add to a server."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in _ROUTE_CALLS:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                yield from (t for t in texts if isinstance(t, str) and t.startswith("/"))


def _pressed(path: str) -> bool:
    """Say whether it is what a button says: an intent, perhaps with a reference."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    word = path.split("#")[0]
    return word in {"/<intent>", BACK_TO_BOT} or word[1:] in domain["intents"]


def broken_links(text: str, folder: Path) -> list[str]:
    """Give the relative links of a document that lead nowhere, images included."""
    links = re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", text))
    relative = [link for link in links if not re.match(r"https?:|mailto:", link)]
    return [link for link in relative if not (folder / link).exists()]
