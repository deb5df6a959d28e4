"""`/api/site`: which servers this node has, for anybody (handle-http.md §2)."""

from aiohttp import web

from registry.web.context import CONTEXT
from registry.web.endpoints import endpoint
from registry.web.speech import said
from schemas.encodings import site


async def get(request: web.Request) -> web.StreamResponse:
    """Show the site."""
    return said(request, {"responseCode": 1, "site": site.to_document(request.app[CONTEXT].site)})


def routes() -> list[web.RouteDef]:
    """The routes of this noun, all methods."""
    return [web.route("*", "/api/site", endpoint({"GET": get}))]
