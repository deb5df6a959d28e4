"""`/console/prefixes`: the prefixes that somebody may know of, with what is registered under each, and may be."""

from aiohttp import web

from registry.authority import Verb, allows
from registry.console.frame import FRAME
from registry.console.guard import Pages, present
from registry.store import prefixes
from registry.web.context import CONTEXT
from schemas.prefix import Prefix

PATH = "/console/prefixes"


async def get(request: web.Request) -> web.StreamResponse:
    """The list."""
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        known = await prefixes.list_(page)
        seen = [holding for holding in known if allows(who, Verb.LIST, Prefix(holding.prefix))]
        counts = await prefixes.counts(page)
    return request.app[FRAME].page(request, "prefixes.html", holdings=seen, counts=counts)


PAGES: Pages = {PATH: {"GET": get}}
