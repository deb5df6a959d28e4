"""`/api/v1/statistics`: resolutions and registrations, added up by the dimensions that are asked for."""

from aiohttp import web

from registry.authority import Verb, allows
from registry.evaluation.statistics import dimensions, statistics
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.errors import Forbidden, Malformed
from schemas.prefix import Prefix


async def get(request: web.Request) -> web.StreamResponse:
    """The counts from one Asia/Shanghai day to another, both included."""
    who = await caller_of(request)
    given = query_of(request, "from", "to", "by", "prefix")
    if "from" not in given or "to" not in given:
        raise Malformed("statistics need a first and a last day, as in ?from=2026-01-01&to=2026-12-31")
    by = dimensions(given.get("by", "day"))
    prefix = Prefix.parse(given["prefix"]) if "prefix" in given else None
    if not allows(who, Verb.READ_STATISTICS, prefix):
        scope = f"of {prefix}" if prefix is not None else "of the whole node: expected one of its own prefixes"
        raise Forbidden(f"{who.name} may not read the statistics {scope}")
    async with request.app[CONTEXT].book.reading() as page:
        rows = await statistics(page, given["from"], given["to"], by, prefix)
    return said({"from": given["from"], "to": given["to"], "by": by, "rows": rows})


ROUTES: Routes = {
    "/api/v1/statistics": {"GET": get},
}
