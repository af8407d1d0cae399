"""Sanic 21.12 writes attributes on its handlers, which bound methods refuse."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sanic.response import HTTPResponse

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def handler(method: Handler) -> Handler:
    """Give a plain function that calls a bound method."""

    @wraps(method)
    async def plain(*arguments: Any, **named: Any) -> HTTPResponse:
        return await method(*arguments, **named)

    return plain
