"""Authenticate: whose API key a request carries, and whether it came by a way on which keys may be shown."""

from ipaddress import ip_address

from aiohttp import web

from registry.web.context import CONTEXT
from schemas.errors import Unauthenticated
from schemas.principal import Principal


async def principal_of(request: web.Request) -> Principal | None:
    """Who calls, by `Authorization: Bearer KEY`; None where the request carries no such key.

    Raises, in this order:
        Unauthenticated: the key came over plain HTTP from another machine, or is not valid.
        Busy: the database cannot be reached.
    """
    scheme, text = authorization(request)
    if scheme != "bearer":
        return None
    if not (secure(request) or from_loopback(request)):
        raise Unauthenticated("a key is taken over HTTPS, or over HTTP from this machine")
    context = request.app[CONTEXT]
    return await context.recognised.who(context.book, context.pepper, text, request.remote or "")


def authorization(request: web.BaseRequest) -> tuple[str, str]:
    """The scheme of the `Authorization` header in small letters and what follows it; both empty without one.

    Two such headers are none: which of them is meant cannot be told.
    """
    given = request.headers.getall("Authorization", [])
    if len(given) != 1:
        return "", ""
    scheme, _, text = given[0].strip().partition(" ")
    return scheme.lower(), text.strip()


def secure(request: web.BaseRequest) -> bool:
    """Whether the request came over TLS that ends in this process."""
    return request.transport is not None and request.transport.get_extra_info("sslcontext") is not None


def from_loopback(request: web.BaseRequest) -> bool:
    """Whether the request came from this machine."""
    try:
        return ip_address((request.remote or "").partition("%")[0]).is_loopback
    except ValueError:
        return False
