"""`/api/v1` as a whole: the routes of its nouns."""

from aiohttp import web

from registry.web.v1 import changes, enterprises, history, identifiers, keys, prefixes, rules, statistics


async def unknown(_: web.Request) -> web.StreamResponse:
    """What is said of a path below `/api/v1` that is no endpoint."""
    raise web.HTTPNotFound


def routes() -> list[web.RouteDef]:
    """All routes below `/api/v1`. They come before those of the Handle API, whose last one takes all of `/api`."""
    return [
        *identifiers.routes(),
        *history.routes(),
        *statistics.routes(),
        *changes.routes(),
        *enterprises.routes(),
        *prefixes.routes(),
        *keys.routes(),
        *rules.routes(),
        web.route("*", r"/api/v1{rest:(?:/[\s\S]*)?}", unknown),
    ]
