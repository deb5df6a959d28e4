"""Limits of requests: how often a key may ask, and how its answers say so (RateLimit headers)."""

from aiohttp import web

from registry.store.keys import Key
from registry.web.context import CONTEXT
from schemas.errors import TooOften
from schemas.rate import Rate, Taken

_METERED = web.RequestKey("metered", tuple[Rate, Taken])


def meter(request: web.Request, key: Key) -> None:
    """Count a request against its key's rate, once however often it is asked whose it is.

    Raises:
        TooOften: the rate is used up for now.
    """
    context = request.app[CONTEXT]
    rate = key.rate or context.usual_rate
    if rate is None or _METERED in request:
        return
    taken = context.allowance.take(key.id, rate, context.clock())
    request[_METERED] = (rate, taken)
    if not taken.let:
        raise TooOften(f"key:{key.id} may ask {rate.text} times: try again in {taken.retry} s", taken.retry)


async def tell_limits(request: web.Request, response: web.StreamResponse) -> None:
    """Say in an answer what is left of the rate (draft-ietf-httpapi-ratelimit-headers, structured fields)."""
    if (metered := request.get(_METERED)) is not None:
        rate, taken = metered
        response.headers["RateLimit-Policy"] = f'"key";q={rate.count};w={rate.seconds}'
        response.headers["RateLimit"] = f'"key";r={taken.left};t={taken.reset}'
