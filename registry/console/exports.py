"""`/console/exports/…`: the list that a page shows, with its filters, as a file."""

from aiohttp import web

from registry.console.guard import Pages, present
from registry.web.v1.exports import exported

PATH = "/console/exports"


async def get(request: web.Request) -> web.StreamResponse:
    """The file."""
    return await exported(request, present(request).principal, request.match_info["list"])


PAGES: Pages = {PATH + "/{list}": {"GET": get}}
