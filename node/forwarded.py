"""Forwarded: for whom a proxy in front of the node asks, and whether they asked by HTTPS.

A proxy appends to `X-Forwarded-For` whom it heard from; what stands before that is the client's own word. So the list
is read from its end, and the first address there that is no proxy of ours is the client (threats.md T15, T26).
"""

from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from aiohttp import web

from schemas.errors import Malformed

FOR = "X-Forwarded-For"
PROTOCOL = "X-Forwarded-Proto"

Networks = tuple[IPv4Network | IPv6Network, ...]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def believing(proxies: Networks) -> Any:
    """A middleware that lets handlers see the client instead of the proxy, where the peer is one of these."""

    @web.middleware
    async def see_through(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not proxies or not _among(request.remote or "", proxies):
            return await handler(request)
        if client := client_of(request.headers.getall(FOR, ()), proxies):
            # The connection between proxy and node says nothing of the client's: what is not told is not secure.
            said = ",".join(request.headers.getall(PROTOCOL, ())).rpartition(",")[2].strip().lower()
            request = request.clone(remote=client, scheme="https" if said == "https" else "http")
        return await handler(request)

    return see_through


def client_of(lines: Iterable[str], proxies: Networks) -> str:
    """The client's address out of the lines of `X-Forwarded-For`; empty where there are none.

    >>> from ipaddress import ip_network
    >>> client_of(["6.6.6.6, 203.0.113.9", "10.0.0.2"], (ip_network("10.0.0.0/8"),))
    '203.0.113.9'

    Raises:
        Malformed: what stands where the client should is no address.
    """
    told = [part.strip() for line in lines for part in line.split(",")]
    for text in reversed(told):
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            raise Malformed(f"cannot read {text[:50]!r} in {FOR} as an address: expected IPv4 or IPv6") from None
        if not any(address in network for network in proxies):
            return str(address)
    return str(ip_address(told[0].partition("%")[0])) if told else ""


def _among(text: str, networks: Networks) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in networks)
