"""`/hrls`: reverse search, as client libraries of the Handle world call it (handle-http.md §9).

The caller says who it is, and is given what it may list. With `retrieverecords` a record is shown as an array of its
public values, HS_ADMIN as the octets it is.
"""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from registry.consult import may_list, require_listing
from registry.search import Pattern, search
from registry.store import prefixes
from registry.store.page import Reading
from registry.web.caller import known
from registry.web.context import CONTEXT
from registry.web.endpoints import endpoint
from registry.web.speech import JSON, heads, permitted, target_of
from schemas.documents import value_document
from schemas.errors import Absent, Malformed, TooLarge
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record
from schemas.target import flag
from schemas.value import Value

_PATH = "/hrls/handles"
DEFAULT_LIMIT = 1_000
LARGEST_LIMIT = 100_000
MOST_PATTERNS = 16
_NOT_PATTERNS = frozenset({"limit", "page", "retrieverecords"})


class Wanted(msgspec.Struct, frozen=True):
    """What is searched for."""

    prefix: Prefix | None
    patterns: tuple[Pattern, ...]
    limit: int
    page: int
    records: bool


async def ping(request: web.Request) -> web.StreamResponse:
    """Say that the search is there."""
    return permitted(request, web.Response(text="OK", headers={"Server": "idnode"}))


async def handles(request: web.Request) -> web.StreamResponse:
    """The handles, or records, that match all patterns."""
    who = await known(request)
    wanted = _wanted(request)
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        within = await _within(page, who, wanted.prefix)
        skipped = wanted.page * wanted.limit
        found = await search(page, within, wanted.patterns, wanted.limit, skipped, context.search_seconds)
    body = _encoded(found, context.longest_body) if wanted.records else _names(found)
    return permitted(request, web.Response(body=body, headers=heads(JSON)))


async def nowhere(_: web.Request) -> web.StreamResponse:
    """What is said of other paths."""
    raise Absent("there is nothing under this path")


async def _within(page: Reading, who: Principal, prefix: Prefix | None) -> list[Prefix]:
    """The prefixes to look under.

    Raises:
        Forbidden: the caller may not list the prefix asked for.
    """
    if prefix is None:
        return await may_list(page, who, [Prefix(one.prefix) for one in await prefixes.list_(page)])
    if await page.holding(prefix) is None:
        return []
    await require_listing(page, who, prefix)
    return [prefix]


def _wanted(request: web.Request) -> Wanted:
    """What a request searches for.

    Raises:
        Malformed: no pattern or too many, one for secret keys, a prefix or number that cannot be read.
    """
    target = target_of(request)
    named = target.path.removeprefix(_PATH).strip("/")
    patterns = tuple(
        Pattern(name, text) for name, texts in target.given.items() if name not in _NOT_PATTERNS for text in texts
    )
    if not 1 <= len(patterns) <= MOST_PATTERNS:
        raise Malformed(f"a search has 1 to {MOST_PATTERNS} pairs of type and value, got {len(patterns)}")
    if any(pattern.type.upper() == "HS_SECKEY" for pattern in patterns):
        raise Malformed("secret keys are not searched")
    limit = _number(target.last, "limit", DEFAULT_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise Malformed(f"limit lies between 1 and {LARGEST_LIMIT}, got {limit}")
    prefix = Prefix.parse(named) if named else None
    return Wanted(prefix, patterns, limit, _number(target.last, "page", 0), flag(target.given, "retrieverecords"))


def _number(given: Mapping[str, str], name: str, otherwise: int) -> int:
    text = given.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Malformed(f"cannot read {text[:20]!r} as {name}: expected a number")
    return int(text)


def _names(found: list[Record]) -> bytes:
    return msgspec.json.encode([record.handle.text for record in found])


def _encoded(found: list[Record], longest: int) -> bytes:
    """Records as a JSON object keyed by handle.

    Raises:
        TooLarge: it is longer than any other body may be.
    """
    pieces: list[bytes] = []
    size = 0
    for record in found:
        values = [_shown(value) for value in record.public_values]
        pieces.append(msgspec.json.encode(record.handle.text) + b":" + msgspec.json.encode(values))
        size += len(pieces[-1])
        if size > longest:
            raise TooLarge(f"these records take more than {longest} octets: ask for fewer with limit and page")
    return b"{" + b",".join(pieces) + b"}"


def _shown(value: Value) -> dict[str, Any]:
    document = value_document(value)
    if value.type.upper() == "HS_ADMIN":
        document["data"] = {"format": "base64", "value": base64.b64encode(value.data).decode()}
    return document


def routes() -> list[web.RouteDef]:
    """The routes of this noun, all methods."""
    return [
        web.route("*", "/hrls/ping", endpoint({"GET": ping})),
        web.route("*", "/hrls/handles", endpoint({"GET": handles})),
        web.route("*", "/hrls/handles/{prefix:[^/]*}", endpoint({"GET": handles})),
        web.route("*", r"/hrls/{rest:[\s\S]*}", endpoint({"GET": nowhere})),
    ]
