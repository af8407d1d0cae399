"""The papers of a deal at signed addresses: /carta and /termo, which a channel fetches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from quita.adapters.links import BoletoLinks
from quita.adapters.paper.letter import draw_letter
from quita.adapters.paper.term import draw_term
from quita.bootstrap import Container
from quita.domain.errors import NotFound

# A channel fetches it once; nobody keeps it on the way or lists it.
PRIVATE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex"}


def add_papers(routes: Blueprint, core: Callable[[], Container]) -> None:
    """Add the routes; `core` gives the container when the first request comes."""

    @routes.get("/carta/<token:str>")
    async def letter(request: Request, token: str) -> HTTPResponse:
        return await _paper(core().letter_links, token, lambda found: _letter(core(), found))

    @routes.get("/termo/<token:str>")
    async def term(request: Request, token: str) -> HTTPResponse:
        return await _paper(core().term_links, token, lambda found: _term(core(), found))


async def _paper(links: BoletoLinks, token: str, draw: Callable[[str], bytes]) -> HTTPResponse:
    found = links.id_of(token)
    try:
        if found is None:
            raise NotFound("not signed by us")
        pdf = await asyncio.to_thread(draw, found)
    except NotFound:
        return response.text("Este documento não vale mais. Peça outro na conversa.", 404)
    return response.raw(pdf, headers=PRIVATE, content_type="application/pdf")


def _letter(core: Container, letter_id: str) -> bytes:
    return draw_letter(core.phrases, core.letters.paper(letter_id))


def _term(core: Container, agreement_id: str) -> bytes:
    return draw_term(core.phrases, core.term_papers.paper(agreement_id))
