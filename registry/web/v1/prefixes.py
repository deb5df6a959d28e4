"""`/api/v1/prefixes`: the prefixes of enterprises and of the node itself: grant one, list them."""

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.grant import grant
from registry.store import enterprises, prefixes
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.change import Holding, Mode
from schemas.enterprise import Enterprise
from schemas.prefix import Prefix
from schemas.shape import closed, reader


class PrefixDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A prefix as it is to be granted."""

    prefix: str
    enterprise: str | None
    """统一社会信用代码 or id; null for a prefix of the node itself."""
    mode: Mode = Mode.HOSTED
    endpoint: str | None = None


_read = reader(closed(PrefixDocument), "a prefix to grant")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The prefixes that the caller may know of, in order."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        known = await prefixes.list_(page)
        seen = [holding for holding in known if allows(who, Verb.LIST, Prefix.parse(holding.prefix))]
        owners = {each.id: each for each in await enterprises.list_(page)}
    return said({"items": [_shown(holding, owners.get(holding.enterprise or "")) for holding in seen]})


async def post(request: web.Request) -> web.StreamResponse:
    """Grant a prefix."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    prefix = Prefix.parse(document.prefix)
    holding = await context.group.do(
        lambda page: grant(page, who, prefix, document.enterprise, document.mode, document.endpoint)
    )
    async with context.book.reading() as page:
        owner = await enterprises.find_by_id(page, holding.enterprise) if holding.enterprise else None
    return said(_shown(holding, owner), 201)


def _shown(holding: Holding, owner: Enterprise | None) -> dict[str, str | None]:
    """As the command line shows it: `enterprise` is a name, null for the node's own."""
    return {
        "prefix": holding.prefix,
        "enterprise": owner.name if owner else None,
        "uscc": owner.uscc if owner else None,
        "mode": holding.mode.value,
        "standing": holding.standing.value,
        "endpoint": holding.endpoint,
    }


ROUTES: Routes = {
    "/api/v1/prefixes": {"GET": list_all, "POST": post},
}
