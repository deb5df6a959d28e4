"""`/api/v1/documents`: pictures and PDFs that come with applications: bring one, look it up, fetch it."""

from aiohttp import web

from registry.deposit import deposit, fetch, find
from registry.web.bodies import octets_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from registry.web.v1.dossiers import document_document
from schemas.sniff import FORMS

# Nothing in a document is ever run or shown inside a page: it is a file to be kept.
_SHUT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Vary": "Authorization",
}


async def post(request: web.Request) -> web.StreamResponse:
    """Bring a document: the body is its octets. What they are is seen from them, whatever `Content-Type` says."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    octets = await octets_of(request, context.practice.policy.longest_document)
    kept = await deposit(context.group, who, context.practice, octets)
    return said(document_document(kept), 201, {"Location": f"/api/v1/documents/{kept.id}"})


async def get(request: web.Request) -> web.StreamResponse:
    """A document, without its octets."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(document_document(await find(page, who, request.match_info["id"])))


async def get_content(request: web.Request) -> web.StreamResponse:
    """The octets of a document, to be saved; the trail keeps who fetched it."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document, octets = await fetch(context.group, who, context.practice, request.match_info["id"])
    extension = next(form.extension for form in FORMS if form.media_type == document.type)
    name = f'attachment; filename="{document.id}.{extension}"'
    return web.Response(body=octets, content_type=document.type, headers={**_SHUT, "Content-Disposition": name})


ROUTES: Routes = {
    "/api/v1/documents": {"POST": post},
    "/api/v1/documents/{id}": {"GET": get},
    "/api/v1/documents/{id}/content": {"GET": get_content},
}
