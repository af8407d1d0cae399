"""Answers a call, or fails as it was ordered to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.bank.problems import internal_error, unavailable
from sandbox.faults import Faults

Handler = Callable[[web.Request], Awaitable[web.Response]]


async def answered(
    faults: Faults, target: str, handle: Handler, request: web.Request
) -> web.Response:
    """Give what a handler answers, unless the next failure of the target's calls is due.

    Raises:
        Problem: the failure that was ordered.
    """
    await faults.dawdle(target)
    fault = faults.take_call(target)
    if fault is None:
        return await handle(request)
    if fault.kind == "timeout":
        if fault.accepted:
            await handle(request)
        await faults.hang()
        return unavailable(504).response()
    if fault.kind == "rate_limit":
        raise unavailable(429)
    if fault.kind == "error_code":
        raise unavailable(fault.code or 503)
    raise internal_error()
