"""`/api/v1` as a whole: the routes of its nouns and of its description."""

from aiohttp import web

from registry.web.v1 import openapi
from registry.web.v1.desk import endpoint
from registry.web.v1.nouns import NOUNS


async def unknown(_: web.Request) -> web.StreamResponse:
    """What is said of a path below `/api/v1` that is no endpoint."""
    raise web.HTTPNotFound


def routes() -> list[web.RouteDef]:
    """All routes below `/api/v1`. They come before those of the Handle API, whose last one takes all of `/api`."""
    return [
        *(endpoint(path, offered) for path, offered in {**NOUNS, **openapi.ROUTES}.items()),
        web.route("*", r"/api/v1{rest:(?:/[\s\S]*)?}", unknown),
    ]
