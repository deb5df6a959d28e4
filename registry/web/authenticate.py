"""Authenticate: whose API key a request carries, and whether it came by a way on which keys may be shown."""

import asyncio
import logging
from ipaddress import ip_address

from aiohttp import web

from registry.credentials import TOUCH_SECONDS, holder
from registry.guesses import from_where
from registry.store import keys
from registry.store.page import Writing
from registry.web.context import CONTEXT, Context
from registry.web.limits import meter
from schemas.errors import Unauthenticated
from schemas.principal import Principal

_log = logging.getLogger(__name__)


async def principal_of(request: web.Request) -> Principal | None:
    """Who calls, by `Authorization: Bearer KEY`; None where the request carries no such key.

    Raises, in this order:
        Unauthenticated: the key came over plain HTTP from another machine, or is not valid.
        Guessing: it is not valid, and so were many others that came from there.
        TooOften: it has asked as often as it may for now.
        Busy: the database cannot be reached.
    """
    scheme, text = authorization(request)
    if scheme != "bearer":
        return None
    if not (secure(request) or from_loopback(request)):
        raise Unauthenticated("a key is taken over HTTPS, or over HTTP from this machine")
    context = request.app[CONTEXT]
    where = from_where(request.remote or "")
    try:
        key = await context.recognised.key(context.book, context.pepper, text)
        who = holder(key, request.remote or "")
    except Unauthenticated:
        # A key that is valid is let through all the same: nobody guesses 256 bits, and an application that goes on with
        # a key that has run out must not keep out the others behind the same address.
        context.guesses.require(where)
        context.guesses.wrong(where)
        raise
    meter(request, key)
    if key.used_at is None or key.used_at < context.clock() - TOUCH_SECONDS:
        _touch_soon(context, key.id)
    return who


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
    """Whether the request came over TLS that ends in this process, or in a proxy whose word counts."""
    return request.secure


def from_loopback(request: web.BaseRequest) -> bool:
    """Whether the request came from this machine."""
    try:
        return ip_address((request.remote or "").partition("%")[0]).is_loopback
    except ValueError:
        return False


def _touch_soon(context: Context, number: str) -> None:
    """Have it entered that a key was used. No request waits for this, nor fails because it cannot be done."""

    async def act(page: Writing) -> None:
        keys.touch(page, number)

    async def touch() -> None:
        try:
            await context.group.do(act)
        except Exception as error:  # noqa: BLE001 - the next request with this key tries again
            _log.info("the use of a key could not be entered: %s", error)
        finally:
            del context.touching[number.encode()]

    if number.encode() not in context.touching:
        context.touching[number.encode()] = asyncio.create_task(touch(), name="touch key")
