"""`/api/v1/divisions` and `/api/v1/industries`: the tables of codes, level by level, for forms to choose from."""

from aiohttp import web

from registry.web.v1.desk import Routes, query_of
from schemas import divisions, industries

# The tables change with a release, and are the same for everybody.
_KEPT = {"Cache-Control": "max-age=86400"}


async def get_divisions(request: web.Request) -> web.StreamResponse:
    """The divisions in use one level below a code (GB/T 2260); the provinces without one. Needs no key."""
    given = query_of(request, "below")
    below = divisions.parse(given["below"]).code if given.get("below") else ""
    items = [{"code": each.code, "name": each.name} for each in divisions.below(below)]
    return web.json_response({"items": items}, headers=_KEPT)


async def get_industries(request: web.Request) -> web.StreamResponse:
    """What an industry is divided into (GB/T 4754-2017); the sections without a code. Needs no key."""
    given = query_of(request, "below")
    below = industries.parse(given["below"]).code if given.get("below") else ""
    items = [{"code": each.code, "name": each.name, "level": each.level} for each in industries.below(below)]
    return web.json_response({"items": items}, headers=_KEPT)


ROUTES: Routes = {
    "/api/v1/divisions": {"GET": get_divisions},
    "/api/v1/industries": {"GET": get_industries},
}
