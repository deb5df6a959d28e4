"""`/api/v1/filings`: what waits for the national node's word, and the word itself."""

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from registry.applying.filing import answer
from registry.authority import Verb, allows
from registry.store import filings
from registry.store.filings import FilingStanding
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from registry.web.v1.dossiers import filing_document
from schemas.errors import Forbidden, Malformed
from schemas.shape import closed, reader


class FilingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the national node has said."""

    standing: Literal["passed", "failed"]
    message: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    upstream: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """What it calls the enterprise."""


_read = reader(closed(FilingAnswer), "an answer of the national node")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The filings in the order in which they were sent, or those that stand so."""
    who = await caller_of(request)
    text = query_of(request, "standing").get("standing")
    if text is not None and text not in list(FilingStanding):
        raise Malformed(f"cannot read standing={text[:40]!r}: expected {' or '.join(FilingStanding)}")
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} may not list filings")
    async with request.app[CONTEXT].book.reading() as page:
        found = await filings.list_(page, standing=None if text is None else FilingStanding(text))
    return said({"items": [filing_document(each) for each in found]})


async def patch(request: web.Request) -> web.StreamResponse:
    """Enter what the national node has said; where it passed, what was applied for is in force."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    document = await json_of(request, _read, context.longest_record)
    answered = await context.group.do(
        lambda page: answer(
            page, who, context.practice, id, document.standing == "passed", document.message, document.upstream
        )
    )
    context.recognised.forget()  # an enterprise's administrators may hold another prefix now
    return said(filing_document(answered))


ROUTES: Routes = {
    "/api/v1/filings": {"GET": list_all},
    "/api/v1/filings/{id}": {"PATCH": patch},
}
