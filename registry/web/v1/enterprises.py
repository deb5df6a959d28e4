"""`/api/v1/enterprises`: the enterprises of the park: enter one, list them."""

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.enroll import enroll
from registry.store import enterprises
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden
from schemas.shape import closed, reader


class EnterpriseDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise as a caller describes it; its id is given by the node."""

    name: str
    uscc: str
    name_en: str = ""
    division: str = ""
    industry: str = ""
    park: str | None = None
    above_scale: bool = False
    above_scale_year: int | None = None
    joined_on: str | None = None
    left_on: str | None = None


_read = reader(closed(EnterpriseDocument), "an enterprise")


async def list_all(request: web.Request) -> web.StreamResponse:
    """All enterprises, or those of one park, by name."""
    who = await caller_of(request)
    given = query_of(request, "park")
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} may not list enterprises")
    async with request.app[CONTEXT].book.reading() as page:
        found = await enterprises.list_(page, given.get("park"))
    return said({"items": found})


async def post(request: web.Request) -> web.StreamResponse:
    """Enter an enterprise."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    wanted = Enterprise(id="", **msgspec.structs.asdict(document))
    return said(await context.group.do(lambda page: enroll(page, who, wanted)), 201)


ROUTES: Routes = {
    "/api/v1/enterprises": {"GET": list_all, "POST": post},
}
