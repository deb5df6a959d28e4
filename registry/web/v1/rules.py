"""`/api/v1/rules`: coding rules: define one, try it, publish it, draw its serials."""

from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from registry.allocate import allocate
from registry.authority import Verb, allows
from registry.define import define, find, publish
from registry.store import rules
from registry.store.page import Reading, Writing
from registry.store.rules import KeptRule
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.coding_segments import Example, read_rule
from schemas.counting import utc
from schemas.errors import Forbidden, Malformed
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.shape import closed, reader

MOST_AT_ONCE = 1_000
"""Examples tried, or identifiers spelt out, by one request."""


class Publication(msgspec.Struct, frozen=True):
    """The body that publishes a draft."""

    standing: Literal["published"]
    examples: tuple[Example, ...] = ()
    """Suffixes that must come out as stated."""


class Wanted(msgspec.Struct, frozen=True):
    """What is to be encoded."""

    fields: dict[str, str] = {}
    serial: int | None = None


class Trial(msgspec.Struct, frozen=True):
    """What a rule is to be tried on."""

    encode: Annotated[tuple[Wanted, ...], msgspec.Meta(max_length=MOST_AT_ONCE)] = ()
    decode: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_AT_ONCE)] = ()


class Draw(msgspec.Struct, frozen=True):
    """How many serials are to be drawn; with fields, the identifiers are spelt out."""

    count: int = 1
    fields: dict[str, str] | None = None


_read_publication = reader(closed(Publication), "a publication")
_read_trial = reader(closed(Trial), "a trial")
_read_draw = reader(closed(Draw), "serials to draw")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The rules of one prefix by name, the newest version of each first."""
    who = await caller_of(request)
    given = query_of(request, "prefix")
    if "prefix" not in given:
        raise Malformed("whose rules? expected the parameter prefix")
    prefix = Prefix.parse(given["prefix"])
    _require_reader(who, prefix)
    async with request.app[CONTEXT].book.reading() as page:
        return said({"items": [_shown(kept) for kept in await rules.list_(page, prefix)]})


async def post(request: web.Request) -> web.StreamResponse:
    """Define a rule, or the next version of one."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, read_rule, context.longest_record)
    prefix = Prefix.parse(document.prefix)
    kept = await context.group.do(
        lambda page: define(page, who, prefix, document.name, document.definition, document.examples, document.draft)
    )
    return said(_shown(kept), 201, {"Location": f"/api/v1/rules/{kept.id}"})


async def get(request: web.Request) -> web.StreamResponse:
    """One version of a rule."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(_shown(await _readable(page, who, request)))


async def patch(request: web.Request) -> web.StreamResponse:
    """Publish a draft."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_publication, context.longest_record)
    id = request.match_info["id"]
    return said(_shown(await context.group.do(lambda page: publish(page, who, id, document.examples))))


async def post_trial(request: web.Request) -> web.StreamResponse:
    """Encode and decode by a rule, published or not; each answer is a result or the sentence of a refusal."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_trial, context.longest_record)
    async with context.book.reading() as page:
        rule = (await _readable(page, who, request)).rule
    encoded: list[dict[str, Any]] = []
    for wanted in document.encode:
        try:
            encoded.append({"suffix": rule.encode(wanted.fields, wanted.serial)})
        except Malformed as fault:
            encoded.append({"refusal": fault.sentence})
    decoded: list[dict[str, Any]] = []
    for suffix in document.decode:
        try:
            read = rule.decode(suffix)
            decoded.append({"fields": read.fields, "serial": read.serial})
        except Malformed as fault:
            decoded.append({"refusal": fault.sentence})
    return said({"encoded": encoded, "decoded": decoded})


async def post_serials(request: web.Request) -> web.StreamResponse:
    """Draw the next serials: they are the caller's, and nobody else's ever again, also if this answer is lost."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_draw, context.longest_record)
    id, fields = request.match_info["id"], document.fields
    if fields is not None and document.count > MOST_AT_ONCE:
        raise Malformed(f"at most {MOST_AT_ONCE} identifiers are spelt out at once, got {document.count} (at count)")

    async def act(page: Writing) -> dict[str, Any]:
        kept = await find(page, id)
        if fields is not None and kept.rule.serial is not None:
            # Fields that do not fit are told before a serial is lost to them.
            kept.rule.encode(fields, kept.rule.serial.first)
        drawn = await allocate(page, who, id, document.count)
        told: dict[str, Any] = {"rule": id, "first": drawn.first, "last": drawn.last}
        if fields is not None:
            each = range(drawn.first, drawn.last + 1)
            told["handles"] = [f"{kept.prefix}/{kept.rule.encode(fields, serial)}" for serial in each]
        return told

    return said(await context.group.do(act), 201)


async def _readable(page: Reading, who: Principal, request: web.Request) -> KeptRule:
    """The rule that the path names, if the caller may see it."""
    kept = await find(page, request.match_info["id"])
    _require_reader(who, kept.prefix)
    return kept


def _require_reader(who: Principal, prefix: Prefix) -> None:
    if not allows(who, Verb.LIST, prefix):
        raise Forbidden(f"{who.name} may not see the rules of {prefix}")


def _shown(kept: KeptRule) -> dict[str, Any]:
    rule = kept.rule
    return {
        "id": kept.id,
        "prefix": kept.prefix.text,
        "name": kept.name,
        "version": kept.version,
        "standing": "published" if kept.published else "draft",
        "created": utc(kept.created_at),
        "published": None if kept.published_at is None else utc(kept.published_at),
        "fields": sorted(rule.names),
        "serial": None if rule.serial is None else {"first": rule.serial.first, "last": rule.serial.last},
        "longest": rule.longest,
        "separator": kept.definition.separator,
        "segments": kept.definition.segments,
    }


ROUTES: Routes = {
    "/api/v1/rules": {"GET": list_all, "POST": post},
    "/api/v1/rules/{id}": {"GET": get, "PATCH": patch},
    "/api/v1/rules/{id}/trials": {"POST": post_trial},
    "/api/v1/rules/{id}/serials": {"POST": post_serials},
}
