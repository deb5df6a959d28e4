"""`/api/v1/applicants`: enterprises that the park expects an application from."""

from typing import Annotated

import msgspec
from aiohttp import web

from registry.applying.expect import LONGEST_NAME, expect
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.shape import closed, reader


class ExpectedDocument(msgspec.Struct, frozen=True):
    """Who is expected to apply."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
    """For lists, until the enterprise says its own."""


_read = reader(closed(ExpectedDocument), "an applicant")


async def post(request: web.Request) -> web.StreamResponse:
    """Open a place for an enterprise that is to apply: accounts and keys can act for it from now on."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    expected = await context.group.do(lambda page: expect(page, who, document.name))
    told = {"enterprise": expected.id, "name": expected.name, "standing": expected.standing.value}
    return said(told, 201)


ROUTES: Routes = {
    "/api/v1/applicants": {"POST": post},
}
