"""The desk: how every route of `/api/v1` reads what is asked and puts its answers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from registry.web.authenticate import principal_of
from schemas.counting import parse_day
from schemas.errors import Malformed, Unauthenticated
from schemas.handle import Handle
from schemas.principal import Principal
from schemas.target import decoded, parameters, target_parts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Routes = Mapping[str, Mapping[str, Handler]]
"""By path, the handler of each method offered there; the first line of its docstring says what it does."""

MOST_ROWS = 1_000
"""On one page of a list."""
USUAL_ROWS = 100

_TRUTH = {"true": True, "false": False}


async def caller_of(request: web.Request) -> Principal:
    """Who calls.

    Raises:
        Unauthenticated: the request carries no valid key.
        Busy: the database cannot be reached.
    """
    who = await principal_of(request)
    if who is None:
        raise Unauthenticated("this needs a key: send it as `Authorization: Bearer KEY`")
    return who


def endpoint(path: str, offered: Mapping[str, Handler]) -> web.RouteDef:
    """The route of a path: each method offered there, HEAD along with GET, 405 for all others."""
    named = sorted({*offered, *(("HEAD",) if "GET" in offered else ())})

    async def answer(request: web.Request) -> web.StreamResponse:
        handler = offered.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise web.HTTPMethodNotAllowed(request.method, named)
        return await handler(request)

    return web.route("*", path, answer)


def handle_in(request: web.Request, before: str) -> Handle:
    """The identifier that stands in the path behind `before`, decoded once.

    Raises:
        Malformed: it cannot be read.
    """
    return Handle.parse(text_in(request, before))


def text_in(request: web.Request, before: str) -> str:
    """The identifier of whatever scheme that stands in the path behind `before`, decoded once.

    Raises:
        Malformed: it cannot be decoded.
    """
    path, _ = target_parts(request.raw_path)
    return decoded(path, "the path").removeprefix(before)


def query_of(request: web.Request, *known: str) -> dict[str, str]:
    """The parameters of the query. A plus is a plus, as identifiers have it, but in `q`, which has words.

    Raises:
        Malformed: one is not known here, is given twice, or cannot be decoded.
    """
    _, query = target_parts(request.raw_path)
    # curl --data-urlencode and every form write a space so (URL standard §5.2).
    query = "&".join(each.replace("+", "%20") if each.startswith("q=") else each for each in query.split("&"))
    given: dict[str, str] = {}
    for name, texts in parameters(query).items():
        if name not in known:
            raise Malformed(f"unknown parameter {name[:40]!r}: expected {', '.join(known) or 'none'}")
        if len(texts) > 1:
            raise Malformed(f"the parameter {name} is given {len(texts)} times, expected once")
        if "\0" in texts[0]:
            raise Malformed(f"cannot read {name}: a text holds the character U+0000, which no text here may")
        given[name] = texts[0]
    return given


def whole(given: Mapping[str, str], name: str, least: int, most: int, otherwise: int) -> int:
    """A parameter that is a whole number within bounds.

    Raises:
        Malformed: it is not.
    """
    text = given.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and least <= int(text) <= most):
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected a whole number between {least} and {most}")
    return int(text)


def truth(given: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false; false where it is missing.

    Raises:
        Malformed: it is neither.
    """
    text = given.get(name, "false")
    if text not in _TRUTH:
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected true or false")
    return _TRUTH[text]


def chosen(given: Mapping[str, str], name: str, among: Sequence[str]) -> str:
    """A parameter that is one of some words; the first of them where it is missing.

    Raises:
        Malformed: it is another one.
    """
    text = given.get(name, among[0])
    if text not in among:
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected {' or '.join(among)}")
    return text


def day_in(given: Mapping[str, str], name: str) -> str | None:
    """A parameter that is a day; None where it is missing.

    Raises:
        Malformed: it is none.
    """
    text = given.get(name)
    if text is None:
        return None
    try:
        return parse_day(text).isoformat()
    except ValueError:
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected a day, as in 2026-11-22") from None


def said(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A document as an answer that is for this caller alone."""
    return web.Response(
        status=status,
        body=msgspec.json.encode(document),
        content_type="application/json",
        headers={"Cache-Control": "no-store", "Vary": "Authorization", **(headers or {})},
    )
