"""An agent at the desk, by the forms of its pages."""

from __future__ import annotations

import re
from html import unescape

import requests

from quita.cli.data import DEMO_PASSWORD
from tests.e2e.system import System

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
WITHIN = 60  # seconds


class Agent:
    """Keeps the cookies and the hidden fields of the last page."""

    def __init__(self, system: System) -> None:
        """Open nothing yet."""
        self._base = system.assistant_url
        self._session = requests.Session()
        self._fields: dict[str, str] = {}

    def __enter__(self) -> Agent:
        """Sit down."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        self._session.close()

    def opens(self, path: str) -> requests.Response:
        """Open a page of the desk."""
        page = self._session.get(self._base + path, timeout=WITHIN)
        self._fields = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
        return page

    def submits(self, path: str, **fields: str) -> requests.Response:
        """Send a form with the hidden fields of the page that is open; give where it leads."""
        sent = {**self._fields, **fields}
        return self._session.post(self._base + path, data=sent, timeout=WITHIN)

    def signs_in(self, login: str = "ana") -> requests.Response:
        """Go through the entrance as one of the demo logins."""
        self.opens("/desk/sign-in")
        return self.submits("/desk/sign-in", login=login, password=DEMO_PASSWORD)

    def does(self, conversation_id: str, action: str, **fields: str) -> requests.Response:
        """Open a conversation and claim it, reply in it, give it back or close it."""
        address = f"/desk/conversations/{conversation_id}"
        self.opens(address)
        return self.submits(f"{address}/{action}", **fields)

    def speaks(self, conversation_id: str, recorded: bytes, key: str) -> requests.Response:
        """Answer by voice, as the page's script does."""
        address = f"/desk/conversations/{conversation_id}"
        self.opens(address)
        headers = {"X-Csrf": self._fields["csrf"], "X-Desk": "json"}
        params, url = {"key": key}, f"{self._base}{address}/voice"
        return self._session.post(
            url, params=params, data=recorded, headers=headers, timeout=WITHIN
        )
