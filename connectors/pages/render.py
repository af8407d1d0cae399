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


def page(
    template: str, status: int = 200, *, kept: bool = True, forms: bool = False, **values: object
) -> HTTPResponse:
    """Answer with a template filled in; `kept` pages may be cached, `forms` lets one be sent."""
    style = _style()
    body = _environment().get_template(template).render(values, style=Markup(style))
    form_action = "'self'" if forms else "'none'"
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return response.html(
        body,
        status,
        headers={
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
            f"form-action {form_action}; frame-ancestors 'none'; base-uri 'none'",
            "Cache-Control": "public, max-age=300" if kept else "no-store",
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
