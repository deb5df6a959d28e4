"""`/console/papers/{id}`: a document that came with an application: seen on a page, or fetched to be kept.

Its kind was seen from its octets when it was brought. It is sent as that kind and no other, to be looked at as a
picture or saved as a file, never to be run. Each look is in the trail.
"""

from aiohttp import web

from registry.console.frame import FRAME
from registry.console.guard import Pages, present
from registry.deposit import fetch, find
from registry.web.context import CONTEXT
from schemas.sniff import FORMS

PATH = "/console/papers"
SHUT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


async def get(request: web.Request) -> web.StreamResponse:
    """The page about a document; a picture is shown on it."""
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        document = await find(page, who, request.match_info["id"])
    picture = document.type.startswith("image/")
    return request.app[FRAME].page(request, "paper.html", document=document, picture=picture)


async def get_content(request: web.Request) -> web.StreamResponse:
    """The octets of a document."""
    context, who = request.app[CONTEXT], present(request).principal
    document, octets = await fetch(context.group, who, context.practice, request.match_info["id"])
    form = next(each for each in FORMS if each.media_type == document.type)
    shown = "inline" if form.media_type.startswith("image/") and "save" not in request.query else "attachment"
    name = f'{shown}; filename="{document.id}.{form.extension}"'
    return web.Response(body=octets, content_type=form.media_type, headers={**SHUT, "Content-Disposition": name})


PAGES: Pages = {PATH + "/{id}": {"GET": get}, PATH + "/{id}/content": {"GET": get_content}}
