"""The Handle.Net-compatible API as a whole: the routes of its nouns (handle-http.md §2, §9)."""

from aiohttp import web

from registry.web import endpoints, handles, hrls, prefixes, sessions, site, verifications
from registry.web.speech import Handler


def routes(anonymous: Handler) -> list[web.RouteDef]:
    """All routes below `/api` and `/hrls` that are not `/api/v1`.

    `anonymous` answers GET, HEAD and POST on `/api/handles/{handle}` to anybody: the resolver's handler.
    """
    return [
        *handles.routes(anonymous),
        *prefixes.routes(),
        *sessions.routes(),
        *site.routes(),
        *verifications.routes(),
        *hrls.routes(),
        *endpoints.routes(),
    ]
