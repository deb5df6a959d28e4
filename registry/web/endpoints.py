"""Endpoints: which methods a path of the Handle API has, and what is said of paths that are none."""

from collections.abc import Callable, Mapping

from aiohttp import web

from registry.web.caller import challenging
from registry.web.codes import Code, Refused
from registry.web.speech import METHODS, Handler, not_offered, options, plainly, refused
from schemas.target import target_parts

Subject = Callable[[web.Request], Mapping[str, str]]


def nothing(_: web.Request) -> Mapping[str, str]:
    """The subject of endpoints whose refusals are about no handle."""
    return {}


def endpoint(offered: Mapping[str, Handler], subject: Subject = nothing) -> Handler:
    """The handler of all methods of one path: those offered, with challenges and refusals told; 405 or 501 for others.

    HEAD comes with GET.
    """
    guarded = {method: plainly(challenging(handler, subject), subject) for method, handler in offered.items()}
    named = tuple(name for name in METHODS if name in offered or (name == "HEAD" and "GET" in offered))

    async def answer(request: web.Request) -> web.StreamResponse:
        method = "GET" if request.method == "HEAD" else request.method
        if method in guarded:
            return await guarded[method](request)
        return not_offered(request, named)

    return answer


async def unknown(request: web.Request) -> web.StreamResponse:
    """What is said of a path below `/api` that is no endpoint."""
    if request.method == "OPTIONS":
        return options(request)
    if request.method not in METHODS:
        return not_offered(request, ())
    path, _ = target_parts(request.raw_path)
    sentence = f"Unknown HTTP API endpoint {request.method} {path[:200]}"
    return refused(request, Refused(Code.PROTOCOL_ERROR, sentence, 404), {})


def routes() -> list[web.RouteDef]:
    """The routes of what is none. They come last of all that begin with `/api`."""
    return [web.route("*", "/api", unknown), web.route("*", r"/api/{rest:[\s\S]*}", unknown)]
