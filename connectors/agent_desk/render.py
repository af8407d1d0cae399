"""Renders the desk's pages, with the headers that keep them private."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import response
from sanic.response import HTTPResponse

from connectors.agent_desk import words
from quita.domain.money import brl

HERE = Path(__file__).parent
STATIC = HERE / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, status: int = 200, **values: object) -> HTTPResponse:
    """Answer with a template filled in."""
    return response.html(render(template, **values), status=status, headers=HEADERS)


def render(template: str, **values: object) -> str:
    """Fill a template in."""
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=_asset, words=words)
    environment.filters.update(brl=brl, day=words.day, clock=words.clock_time)
    environment.filters.update(short_day=lambda moment: words.day(moment)[:5])
    return environment


@lru_cache
def _asset(name: str) -> str:
    """Give a static file's address, which changes when the file does."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/desk/static/{name}?v={version}"
