"""`/api/v1/exports`: any list with its filters as a file: CSV, XLSX or lines of JSON."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from registry.exports.filters import file_name
from registry.exports.listing import FORMS
from registry.exports.lists import described, export
from registry.exports.write import MEDIA_TYPES, written
from registry.web.attachment import attachment
from registry.web.context import CONTEXT, Context
from registry.web.v1.desk import Routes, caller_of, chosen, query_of, said, truth
from schemas.errors import Busy
from schemas.principal import Principal
from schemas.target import parameters, target_parts

PATH = "/api/v1/exports"
STALLED = 60.0
"""Seconds for which a piece of a file may wait to be taken."""
_PATIENCE = 10.0


async def list_all(request: web.Request) -> web.StreamResponse:
    """What can be exported, with the filters of each list."""
    await caller_of(request)
    query_of(request)
    return said({"items": described(), "formats": FORMS})


async def get(request: web.Request) -> web.StreamResponse:
    """A list as a file; `format` is csv, xlsx or ndjson, `raw=true` leaves the cells of a CSV as they are."""
    return await exported(request, await caller_of(request), request.match_info["list"])


async def exported(request: web.Request, who: Principal, name: str) -> web.StreamResponse:
    """A list as a file, streamed, for whoever may see it."""
    context = request.app[CONTEXT]
    names = parameters(target_parts(request.raw_path)[1])
    given = query_of(request, *names)
    form = next(form for form in FORMS if form == chosen(given, "format", FORMS))
    raw = truth(given, "raw")
    filters = {name: text for name, text in given.items() if name not in ("format", "raw")}
    async with turn(context):
        listing = await export(context.book, context.group, who, name, filters, form)
        response = web.StreamResponse(
            headers=attachment(MEDIA_TYPES[form], file_name(name, form, context.clock())) | {"Vary": "Authorization"}
        )
        # What cannot be made at all is told before an answer has begun.
        pieces = written(listing, form, raw)
        first = await anext(pieces, b"")
        await response.prepare(request)
        if request.method != "HEAD":
            await passed_on(request, response, first)
            async for piece in pieces:
                await passed_on(request, response, piece)
        await response.write_eof()
    return response


async def passed_on(request: web.Request, response: web.StreamResponse, piece: bytes, seconds: float = STALLED) -> None:
    """Send a piece of a file; whoever takes none of it for so long is left, and others get the turn.

    Raises:
        ConnectionError: nobody takes it.
    """
    try:
        async with asyncio.timeout(seconds):
            await response.write(piece)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError(f"nobody has read a file for {seconds:g} seconds") from None


@asynccontextmanager
async def turn(context: Context) -> AsyncIterator[None]:
    """One of the few files that a worker makes at a time; who waits too long is told to come back.

    Raises:
        Busy: others take too long.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            await context.exports.acquire()
    except TimeoutError:
        raise Busy("the node is busy with other exports", retry_after=30) from None
    try:
        yield
    finally:
        context.exports.release()


ROUTES: Routes = {
    PATH: {"GET": list_all},
    "/api/v1/exports/{list}": {"GET": get},
}
