"""The routes of the console: every page behind the guard, its refusals as pages."""

from collections.abc import Mapping

from aiohttp import web

from registry.console import (
    accounts,
    assets,
    exports,
    home,
    identifiers,
    imports,
    keys,
    me,
    oidc,
    own,
    park,
    prefixes,
    scan,
    search,
    shared,
    sign_in,
)
from registry.console.assets import Asset
from registry.console.frame import FRAME
from registry.console.guard import Handler, Pages, guarded, known_hosts
from schemas.errors import Absent, NodeError

PAGES: Pages = {
    **home.PAGES,
    **own.PAGES,
    **park.PAGES,
    **identifiers.PAGES,
    **search.PAGES,
    **imports.PAGES,
    **scan.PAGES,
    **prefixes.PAGES,
    **keys.PAGES,
    **accounts.PAGES,
    **me.PAGES,
    **exports.PAGES,
    **oidc.PAGES,
}
"""Those that nobody sees who is not signed in."""
OPEN_PAGES: Pages = {**sign_in.OPEN_PAGES, **me.OPEN_PAGES, **oidc.OPEN_PAGES, **shared.OPEN_PAGES}


def routes(served: Mapping[str, Asset], base: str) -> list[web.RouteDef]:
    """All routes below `/console`, for a node that is reached at this base address."""
    hosts = known_hosts(base)
    made = [web.get("/console", _to_the_front), *assets.routes(served)]
    for pages, open_to_all in ((PAGES, False), (OPEN_PAGES, True)):
        for path, offered in pages.items():
            for method, handler in offered.items():
                made.append(web.route(method, path, _told(guarded(handler, hosts, open_to_all=open_to_all))))
    made.append(web.route("*", r"/console/{rest:[\s\S]*}", _told(guarded(_unknown, hosts, open_to_all=True))))
    return made


def _told(handler: Handler) -> Handler:
    """A handler whose refusals are pages."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NodeError as error:
            return request.app[FRAME].refusal(request, error)

    return answer


async def _to_the_front(_: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/console/")


async def _unknown(request: web.Request) -> web.StreamResponse:
    raise Absent(f"there is no page at {request.path[:80]!r}")
