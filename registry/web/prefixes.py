"""`/api/prefixes`: the prefixes that are homed here, and homing them (handle-http.md §2).

To home a prefix is to let it answer here: one that was never granted becomes the node's own, a suspended one is
restored. To unhome it is to suspend it: what was registered under it stays.
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from registry.authority import Verb, allows
from registry.consult import may_list
from registry.grant import change_standing, grant
from registry.store import prefixes
from registry.store.page import Writing
from registry.web.caller import known
from registry.web.codes import Code, Refused
from registry.web.context import CONTEXT
from registry.web.endpoints import endpoint
from registry.web.speech import said, target_of
from schemas.change import PrefixStanding
from schemas.errors import Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import PREFIX_AUTHORITY, Prefix
from schemas.principal import Principal

_PATH = "/api/prefixes/"

Act = Callable[[Writing, Principal, Prefix], Awaitable[None]]


async def list_(request: web.Request) -> web.StreamResponse:
    """List the prefixes that answer here and that the caller may list."""
    who = await known(request)
    async with request.app[CONTEXT].book.reading() as page:
        homed = [one for one in await prefixes.list_(page) if one.standing is PrefixStanding.ACTIVE]
        allowed = await may_list(page, who, [Prefix(one.prefix) for one in homed])
    named = [f"{PREFIX_AUTHORITY}/{prefix.text}" for prefix in allowed]
    return said(request, {"responseCode": 1, "totalCount": str(len(named)), "prefixes": named})


async def post(request: web.Request) -> web.StreamResponse:
    """Home a prefix."""
    return await _changed(request, _home)


async def delete(request: web.Request) -> web.StreamResponse:
    """Unhome a prefix."""
    return await _changed(request, _unhome)


async def _changed(request: web.Request, act: Act) -> web.StreamResponse:
    who = await known(request)
    text = _named(request)
    prefix = _prefix(text)
    await request.app[CONTEXT].group.do(lambda page: act(page, who, prefix), [Handle.of_prefix(prefix)])
    return said(request, {"responseCode": 1, "handle": text})


async def _home(page: Writing, who: Principal, prefix: Prefix) -> None:
    _require(who)
    holding = await page.holding(prefix)
    if holding is None:
        await grant(page, who, prefix, None)
    elif holding.standing is not PrefixStanding.ACTIVE:
        await change_standing(page, who, prefix, PrefixStanding.ACTIVE)


async def _unhome(page: Writing, who: Principal, prefix: Prefix) -> None:
    _require(who)
    holding = await page.holding(prefix)
    if holding is None:
        raise Refused(Code.HANDLE_NOT_FOUND)
    if holding.standing is PrefixStanding.ACTIVE:
        await change_standing(page, who, prefix, PrefixStanding.SUSPENDED)


def _require(who: Principal) -> None:
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not home prefixes")


def _named(request: web.Request) -> str:
    return target_of(request).path.removeprefix(_PATH)


def _prefix(text: str) -> Prefix:
    authority, slash, name = text.partition("/")
    try:
        if not slash or authority.upper() != PREFIX_AUTHORITY:
            raise Malformed(f"cannot read {text[:80]!r} as the record of a prefix: expected {PREFIX_AUTHORITY}/prefix")
        return Prefix.parse(name)
    except Malformed as error:
        raise Refused(Code.INVALID_HANDLE, error.sentence) from None


def _subject(request: web.Request) -> Mapping[str, str]:
    try:
        return {"handle": _named(request)}
    except Malformed:
        return {}


def routes() -> list[web.RouteDef]:
    """The routes of this noun, all methods."""
    return [
        web.route("*", "/api/prefixes", endpoint({"GET": list_})),
        web.route("*", r"/api/prefixes/{handle:[\s\S]+}", endpoint({"POST": post, "DELETE": delete}, _subject)),
    ]
