"""From where a request comes, as far as it can be trusted."""

from __future__ import annotations

from sanic.request import Request


def client_address(request: Request, proxies: int) -> str:
    """Give the address that asks; `proxies` of ours stand before this server.

    Each of them adds the address that it saw at the end of X-Forwarded-For; what stands before
    those, anybody may have written. IPv6 gives its /64, since one customer has all of it.
    """
    seen = request.ip or ""
    if proxies > 0:
        told = request.headers.getall("x-forwarded-for", [])
        hops = [hop.strip() for line in told for hop in line.split(",") if hop.strip()]
        if len(hops) >= proxies:
            seen = hops[-proxies]
    return ":".join(seen.split(":")[:4]) if seen.count(":") > 1 else seen
