"""Parts of a file, which players ask for to learn how long it lasts and to jump (RFC 9110, 14)."""

from __future__ import annotations

import re

from sanic.request import Request

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def ranged(request: Request, data: bytes) -> tuple[int, bytes, dict[str, str]]:
    """Give the status, bytes and headers that answer a request for a file; whole for odd ranges."""
    asked = _RANGE.fullmatch(request.headers.get("range") or "")
    if asked is None:
        return 200, data, {"Accept-Ranges": "bytes"}
    first, last = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
    if not 0 <= first <= last:
        return 416, b"", {"Content-Range": f"bytes */{len(data)}"}
    told = f"bytes {first}-{last}/{len(data)}"
    return 206, data[first : last + 1], {"Accept-Ranges": "bytes", "Content-Range": told}
