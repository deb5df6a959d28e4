"""`/console/scan`: look an identifier up by typing it, by a hand scanner, or with the camera of a telephone."""

from urllib.parse import quote

from aiohttp import web

from registry.console.frame import FRAME
from registry.console.guard import Pages

PATH = "/console/scan"


async def get(request: web.Request) -> web.StreamResponse:
    """The page; with a text it leads on to what the door says of it."""
    text = request.query.get("text", "").strip()
    if text:
        raise web.HTTPSeeOther(f"/{quote(text, safe='/:@!$&()*+,;=~-._')}?noredirect")
    return request.app[FRAME].page(request, "scan.html")


PAGES: Pages = {PATH: {"GET": get}}
