"""Renders the landing page (one file, its styles inside) and the chat (its files apart)."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import response
from sanic.response import HTTPResponse

from connectors.sms_link import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
COMMON = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers hide the Origin of a form
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CHAT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def landing(template: str, status: int = 200, **values: object) -> HTTPResponse:
    """Answer with a page that needs nothing but itself."""
    body = _environment().get_template(template).render(values, style=Markup(_style()))
    return response.html(body, status, {**COMMON, "Content-Security-Policy": _policy()})


def chat_page(**values: object) -> HTTPResponse:
    """Answer with the chat."""
    body = _environment().get_template("chat.html").render(values)
    return response.html(body, 200, {**COMMON, "Content-Security-Policy": CHAT_POLICY})


@lru_cache
def asset(name: str) -> tuple[bytes, str] | None:
    """Give a static file and its type; None where there is none of that name."""
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
        return None
    return path.read_bytes(), TYPES[path.suffix]


@lru_cache(maxsize=1)
def version() -> str:
    """Give what changes whenever a static file does."""
    files = sorted(STATIC.iterdir())
    return sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:10]


@lru_cache(maxsize=1)
def _style() -> str:
    return (HERE / "templates" / "landing.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _policy() -> str:
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    made.globals.update(words=words, asset=_address)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def _address(name: str) -> str:
    return f"/chat/static/{version()}/{name}"


def values_of(facts: dict[str, str], **more: Any) -> dict[str, Any]:
    """Give what every page says of the company."""
    return {**facts, "initial": facts["company_name"][:1], **more}
