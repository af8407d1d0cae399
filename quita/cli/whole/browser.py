"""A browser before the web chat: opens a link, writes, presses, and hears what is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests

from quita.cli.whole.phone import PIX_CODE, Choice, Said
from quita.cli.whole.system import System
from quita.domain.errors import InvalidDialogue, NotFound

AGENT = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
FILES = {  # the least that is taken as what it says
    "image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 32, "foto.png"),
    "document": (b"%PDF-1.4\n%%EOF\n", "comprovante.pdf"),
}
COOKIE = "quita_chat"


@dataclass
class Browser:
    """Somebody's browser; `cpf` is whom the links that they open were sent to."""

    system: System
    cpf: str
    _http: requests.Session = field(default_factory=requests.Session, init=False)
    _earlier: list[Said] = field(default_factory=list, init=False)
    _read: int = field(default=0, init=False)

    def open_link(self) -> None:
        """Open a fresh link and go on to the chat; whoever is in no portfolio comes without one."""
        core, base = self.system.core, self.system.assistant_url
        if COOKIE in self._http.cookies:
            self._earlier = self.all_heard()
        try:
            code = core.links.create(core.links.person_id(self.cpf), "dialogue").code
        except NotFound:
            code = ""
        self._http.headers.update({"User-Agent": AGENT, "Origin": base})
        if code:
            self._ask("GET", f"/l/{code}")
        self._ask("POST", "/chat/open", data={"code": code})

    def whatsapp_text(self) -> str:
        """Open a fresh link and give the message that its WhatsApp button writes."""
        core = self.system.core
        made = core.links.create(core.links.person_id(self.cpf), "dialogue")
        self._http.headers.update({"User-Agent": AGENT})
        url = f"{self.system.assistant_url}/l/{made.code}/whatsapp"
        answer = self._http.get(url, allow_redirects=False, timeout=30)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["text"][0]

    def types(self, text: str) -> str:
        """Write a message without waiting; give its id."""
        return self._write({"text": text})

    def sends(self, message: Mapping[str, Any]) -> str:
        """Send a file without waiting; give its message's id.

        Raises:
            InvalidDialogue: it is neither a picture nor a document.
        """
        if message["type"] not in FILES:
            raise InvalidDialogue(f"the web chat takes no {message['type']}")
        data, name = FILES[str(message["type"])]
        client_id = uuid4().hex
        named = {"id": client_id, "name": str(message.get("filename") or name)}
        self._ready()
        self._ask("POST", "/chat/files", params=named, data=data)
        if message.get("caption"):
            return self.types(str(message["caption"]))
        return self._external(client_id)

    def press(self, said: Said, choice: Choice) -> str:
        """Press a button or list row without waiting; give the message's id."""
        return self._write({"to": said.id, "choice": choice.id})

    def on_screen(self) -> list[tuple[Said, Choice]]:
        """Give everything that can be pressed, the newest message first."""
        return [(said, choice) for said in reversed(self.all_heard()) for choice in said.choices]

    def heard(self) -> tuple[Said, ...]:
        """Give what came since the last look."""
        heard = self.all_heard()
        new, self._read = tuple(heard[self._read :]), len(heard)
        return new

    def all_heard(self) -> list[Said]:
        """Give everything the assistant ever said, in order."""
        if COOKIE not in self._http.cookies:
            return list(self._earlier)
        answer = self._http.get(f"{self.system.assistant_url}/chat/since?after=0", timeout=30)
        if answer.status_code == requests.codes.unauthorized:
            return list(self._earlier)
        answer.raise_for_status()
        said = [_said(one) for one in answer.json()["messages"]]
        known = {one.id for one in self._earlier}
        return [*self._earlier, *(one for one in said if one.id not in known)]

    def pix_code(self) -> str | None:
        """Give the newest Pix code that the assistant sent, None if it sent none."""
        for said in reversed(self.all_heard()):
            if found := PIX_CODE.search(said.text):
                return found.group()
        return None

    def _write(self, body: Mapping[str, str]) -> str:
        client_id = uuid4().hex
        self._ready()
        self._ask("POST", "/chat/messages", json={"id": client_id, **body})
        return self._external(client_id)

    def _ready(self) -> None:
        """Open the chat where it was never opened, or where the session ended meanwhile."""
        if self.system.core.web_chat.session(self._http.cookies.get(COOKIE)) is None:
            self.open_link()

    def _external(self, client_id: str) -> str:
        session = self.system.core.web_chat.session(self._http.cookies.get(COOKIE))
        return f"{session.id}:{client_id}" if session else client_id

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        url = self.system.assistant_url + path
        answer = self._http.request(method, url, timeout=30, **options)
        answer.raise_for_status()
        return answer


def _said(message: Mapping[str, Any]) -> Said:
    text = str(message.get("text") or message.get("caption") or "")
    if message.get("pix") and message["pix"] not in text:
        text = f"{text}\n{message['pix']}".strip()
    pressed = [Choice("button_reply", b["id"], b["title"]) for b in message.get("buttons") or ()]
    rows = [
        Choice("list_reply", row["id"], row["title"], row.get("description", ""))
        for row in message.get("rows") or ()
    ]
    link = str(message.get("link") or message.get("url") or "")
    is_file = message["kind"] in ("document", "image")
    file = str(message.get("filename") or link) if is_file else ""
    plain = re.sub(r"[ \t]+\n", "\n", text)
    return Said(str(message["id"]), str(message["kind"]), plain, (*pressed, *rows), file, link)
