"""Renders the desk's pages, with the headers that keep them private."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import response
from sanic.response import HTTPResponse

from connectors.agent_desk import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, status: int = 200, **values: object) -> HTTPResponse:
    """Answer with a template filled in."""
    body = _environment().get_template(template).render(values)
    return response.html(body, status=status, headers=HEADERS)


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
    return environment


@lru_cache
def _asset(name: str) -> str:
    """Give a static file's address, which changes when the file does."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/desk/static/{name}?v={version}"
