"""Renders the sandbox's pages; what Brazilians read in them is formatted here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(name: str, status: int = 200, **values: object) -> web.Response:
    """Answer with a template filled in."""
    return web.Response(
        text=_environment().get_template(name).render(values),
        status=status,
        content_type="text/html",
    )


def pay_url(code: str) -> str:
    """Give the address of the bank's page for a Pix code."""
    return "/bank/pagar?" + urlencode({"codigo": code})


def reais(amount: Decimal) -> str:
    """Write a sum as Brazilians do.

    >>> reais(Decimal("1234.5"))
    'R$ 1.234,50'
    """
    text = f"{amount:,.2f}"
    return "R$ " + text.replace(",", " ").replace(".", ",").replace(" ", ".")


def document(number: str) -> str:
    """Write a CPF or CNPJ with its signs.

    >>> document("12345678000195")
    '12.345.678/0001-95'
    """
    if len(number) == 14:
        return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"
    if len(number) == 11:
        return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"
    return number


def day(iso: str) -> str:
    """Write an ISO date as Brazilians do; anything else stays as it is.

    >>> day("1987-03-09")
    '09/03/1987'
    """
    try:
        return datetime.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(reais=reais, document=document, day=day)
    return environment
