"""`/api/v1/prefixes`: the prefixes of enterprises and of the node itself: grant one, list them, let one stand."""

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.grant import change_standing, grant, rehome
from registry.number import next_free, own_prefix
from registry.quota import LARGEST, limit_prefix
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.change import Holding, Mode, PrefixStanding
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed
from schemas.prefix import Prefix
from schemas.shape import closed, reader

NEXT = "next"
"""In the place of a prefix: the next free one."""


class PrefixDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A prefix as it is to be granted."""

    prefix: str
    """As it shall read; `next`: the next free one under the node's own."""
    enterprise: str | None
    """统一社会信用代码 or id; null for a prefix of the node itself."""
    mode: Mode = Mode.HOSTED
    endpoint: str | None = None
    under: str | None = None
    """With `next`: under which of the node's own."""


class PrefixPatch(msgspec.Struct, frozen=True, kw_only=True):
    """How a prefix is to stand, or where it is to be kept, from now on: one of both."""

    standing: Literal["active", "suspended", "closed"] | None = None
    mode: Mode | None = None
    endpoint: str | None = None
    quota: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)] | msgspec.UnsetType | None = msgspec.UNSET
    """How many identifiers may answer under it, said alone; null: as many as there are."""


_read = reader(closed(PrefixDocument), "a prefix to grant")
_read_patch = reader(closed(PrefixPatch), "a change of a prefix")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The prefixes that the caller may know of, in order."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        known = await prefixes.list_(page)
        seen = [holding for holding in known if allows(who, Verb.LIST, Prefix.parse(holding.prefix))]
        owners = {each.id: each for each in await enterprises.list_(page)}
        counts = await prefixes.counts(page)
    items = [_shown(holding, owners.get(holding.enterprise or ""), counts[holding.prefix]) for holding in seen]
    return said({"items": items})


async def post(request: web.Request) -> web.StreamResponse:
    """Grant a prefix, the one that is named or the next free one."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    policy = context.practice.policy
    if document.under is not None and document.prefix != NEXT:
        raise Malformed(f"`under` goes with the prefix {NEXT!r}, got {document.prefix[:80]!r} (at under)")
    if document.prefix == NEXT and document.enterprise is None:
        raise Malformed("the node's own prefixes are named: a number is for an enterprise (at prefix)")

    async def act(page: Writing) -> Holding:
        if document.prefix == NEXT and allows(who, Verb.MANAGE):
            under = Prefix.parse(document.under) if document.under else await own_prefix(page)
            wanted = await next_free(page, under, policy)
        else:
            wanted = Prefix.parse(document.prefix)
        given = (document.enterprise, document.mode, document.endpoint)
        return await grant(page, who, wanted, *given, reserved=policy.reserved)

    holding = await context.group.do(act)
    context.recognised.forget()  # an enterprise's administrators may hold another prefix now
    return await _told(request, holding, 201)


async def get_next(request: web.Request) -> web.StreamResponse:
    """The next free prefix under one of the node's own. Asking gives no claim to it."""
    who = await caller_of(request)
    under = query_of(request, "under").get("under")
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} may not ask for free prefixes")
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        above = Prefix.parse(under) if under is not None else await own_prefix(page)
        free = await next_free(page, above, context.practice.policy)
    return said({"prefix": free.text, "under": above.text})


async def patch(request: web.Request) -> web.StreamResponse:
    """Suspend a prefix, bring it back, close it for good; or say where its identifiers are kept."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_patch, context.longest_record)
    prefix = Prefix.parse(request.match_info["prefix"])
    quota = document.quota
    changes = (document.standing is not None) + (document.mode is not None) + (not isinstance(quota, msgspec.UnsetType))
    if changes != 1 or (document.endpoint and document.mode is None):
        raise Malformed("what is to change? expected one of standing, quota, or mode and perhaps endpoint")

    async def act(page: Writing) -> Holding:
        if not isinstance(quota, msgspec.UnsetType):
            return await limit_prefix(page, who, prefix, quota)
        if document.mode is not None:
            return await rehome(page, who, prefix, document.mode, document.endpoint)
        return await change_standing(page, who, prefix, PrefixStanding(document.standing or ""))

    return await _told(request, await context.group.do(act))


async def _told(request: web.Request, holding: Holding, status: int = 200) -> web.Response:
    prefix = Prefix.parse(holding.prefix)
    async with request.app[CONTEXT].book.reading() as page:
        owner = await enterprises.find_by_id(page, holding.enterprise) if holding.enterprise else None
        counted = (await prefixes.quota(page, prefix), await prefixes.stock(page, prefix))
    return said(_shown(holding, owner, counted), status)


def _shown(holding: Holding, owner: Enterprise | None, counted: tuple[int | None, int]) -> dict[str, str | int | None]:
    """As the command line shows it: `enterprise` is a name, null for the node's own."""
    return {
        "prefix": holding.prefix,
        "enterprise": owner.name if owner else None,
        "uscc": owner.uscc if owner else None,
        "mode": holding.mode.value,
        "standing": holding.standing.value,
        "endpoint": holding.endpoint,
        "quota": counted[0],
        "identifiers": counted[1],
    }


ROUTES: Routes = {
    "/api/v1/prefixes": {"GET": list_all, "POST": post},
    "/api/v1/prefixes/next": {"GET": get_next},
    "/api/v1/prefixes/{prefix}": {"PATCH": patch},
}
