"""Bodies that are read as they come, and no further than they may be long."""

from __future__ import annotations

from sanic.request import Request


class TooLarge(Exception):
    """The body is longer than allowed, or says so."""


async def read_body(request: Request, limit: int) -> bytes:
    """Read a streamed body, and stop at once where it is too large; `limit` is bytes.

    Raises:
        TooLarge: it is, or says so.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise TooLarge
    assert request.stream is not None
    parts, size = [], 0
    while (part := await request.stream.read()) is not None:
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
