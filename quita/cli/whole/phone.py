"""A phone of the sandbox: writes, presses, and hears what the assistant says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quita.cli.sandbox_settings import TEMPLATES
from quita.cli.whole.system import System
from sandbox.graph.templates import Templates

TEMPLATE_BUTTON = "button"  # what a tap on a template's quick reply is
PIX_CODE = re.compile(r"^000201.+6304[0-9A-F]{4}$", re.MULTILINE)


@dataclass(frozen=True)
class Choice:
    """A button or a list row: how it is pressed."""

    kind: str
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Said:
    """One message of the assistant, as the phone got it.

    Attributes:
        file: the name (or else the address) of what comes as a file; empty for words.
        link: its address, where it has one.
    """

    id: str
    kind: str
    text: str
    choices: tuple[Choice, ...] = ()
    file: str = ""
    link: str = ""


@dataclass
class Phone:
    """Somebody's phone, by its number in digits."""

    system: System
    number: str
    _read: int = field(default=0, init=False)

    def types(self, text: str) -> str:
        """Write a message without waiting; give its id."""
        return self.sends({"type": "text", "text": text})

    def sends(self, message: Mapping[str, Any]) -> str:
        """Send any message without waiting; give its id."""
        path = f"/sandbox/phones/{self.number}/messages"
        return str(self.system.sandbox("POST", path, json=dict(message))["id"])

    def press(self, said: Said, choice: Choice) -> str:
        """Press a button or list row without waiting; give the message's id."""
        if choice.kind == TEMPLATE_BUTTON:
            tapped = {"type": choice.kind, "payload": choice.id, "text": choice.title}
            return self.sends({**tapped, "context_id": said.id})
        press = {"type": choice.kind, "id": choice.id, "title": choice.title}
        if choice.description:
            press["description"] = choice.description
        return self.sends({**press, "context_id": said.id})

    def on_screen(self) -> list[tuple[Said, Choice]]:
        """Give everything that can be pressed, the newest message first."""
        return [(said, choice) for said in reversed(self.all_heard()) for choice in said.choices]

    def fresh(self) -> list[Said]:
        """Give what came since the last look, which the next look gives again."""
        return self.all_heard()[self._read :]

    def heard(self) -> tuple[Said, ...]:
        """Give what came since the last look."""
        heard = self.all_heard()
        new, self._read = tuple(heard[self._read :]), len(heard)
        return new

    def all_heard(self) -> list[Said]:
        """Give everything the assistant ever said, in order."""
        found = self.system.sandbox("GET", f"/sandbox/messages?phone={self.number}")
        return [_said(one["id"], one["body"]) for one in found["messages"]]

    def pix_code(self) -> str | None:
        """Give the newest Pix code that the assistant sent, None if it sent none."""
        for said in reversed(self.all_heard()):
            found = PIX_CODE.search(said.text)
            if found:
                return found.group()
        return None


def _said(message_id: str, body: Mapping[str, Any]) -> Said:
    kind = str(body.get("type"))
    content = body.get(kind, {})
    if kind == "interactive":
        parts = [content.get(part, {}).get("text") for part in ("header", "body", "footer")]
        text = "\n".join(part for part in parts if part)
        return Said(message_id, kind, text, _choices(content["action"]))
    if kind == "text":
        return Said(message_id, kind, content["body"])
    if kind == "template":
        templates = Templates(TEMPLATES)
        text, titles = templates.render(content)
        said = zip(templates.quick_replies(content), titles, strict=False)
        return Said(message_id, kind, text, tuple(Choice(TEMPLATE_BUTTON, *one) for one in said))
    file = str(content.get("filename") or content.get("link") or content.get("id") or "")
    link = str(content.get("link", ""))
    return Said(message_id, kind, str(content.get("caption", "")), file=file, link=link)


def _choices(action: Mapping[str, Any]) -> tuple[Choice, ...]:
    buttons: Sequence[Mapping[str, Any]] = action.get("buttons", ())
    pressed = [Choice("button_reply", b["reply"]["id"], b["reply"]["title"]) for b in buttons]
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    listed = [
        Choice("list_reply", row["id"], row["title"], row.get("description", "")) for row in rows
    ]
    return (*pressed, *listed)
