"""Renders the public pages: one file each, with its styles inside, so that they load at once."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import response
from sanic.response import HTTPResponse

TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, **values: object) -> HTTPResponse:
    """Answer with a template filled in."""
    style = _style()
    body = _environment().get_template(template).render(values, style=Markup(style))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return response.html(
        body,
        headers={
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
            "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
            "Cache-Control": "public, max-age=300",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
