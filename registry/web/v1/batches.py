"""`/api/v1/batches`: runs of serials registered as one thing: register one, look at it and its members, retire it."""

from typing import Any, Literal
from urllib.parse import quote

import msgspec
from aiohttp import web

from registry.batch import WantedBatch, find_batch, list_batches, register_batch, require_reader, retire_batch
from registry.consult import sees_hidden_values
from registry.once import Once, answered, fingerprint, remember
from registry.store import journal
from registry.store.batches import KeptBatch
from registry.store.journal import BatchStep
from registry.store.page import Writing
from registry.web.bodies import JSON, form_of, json_of, octets_of
from registry.web.context import CONTEXT
from registry.web.v1 import cursors
from registry.web.v1.desk import MOST_ROWS, USUAL_ROWS, Routes, caller_of, query_of, said, whole
from registry.web.v1.documents import batch_head_of, values_of
from registry.web.v1.keyed import key_of
from schemas.counting import utc
from schemas.documents import values_json
from schemas.errors import Malformed
from schemas.head import head_of
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.shape import closed, reader
from schemas.template import TemplateReference
from schemas.template_fields import read_fields
from schemas.value import Permissions

PATH = "/api/v1/batches"


class Retirement(msgspec.Struct, frozen=True):
    """The body that retires a batch."""

    standing: Literal["retired"]


class _Wanted(msgspec.Struct, frozen=True):
    rule: str
    count: int
    first: int | None = None
    fields: dict[str, str] = {}
    template: str | None = None
    items: msgspec.Raw = msgspec.Raw(b"{}")
    values: msgspec.Raw = msgspec.Raw(b"[]")


_read_wanted = reader(closed(_Wanted), "a batch")
_read_retirement = reader(closed(Retirement), "what becomes of a batch")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The batches of one prefix, the newest first, page by page."""
    who = await caller_of(request)
    given = query_of(request, "prefix", "rule", "limit", "cursor")
    if "prefix" not in given:
        raise Malformed("whose batches? expected the parameter prefix")
    prefix, rule = Prefix.parse(given["prefix"]), given.get("rule")
    limit = whole(given, "limit", 1, MOST_ROWS, USUAL_ROWS)
    context = request.app[CONTEXT]
    listed = f"batches of {prefix.key}"
    before = int(cursors.place(context, listed, given["cursor"])) if "cursor" in given else None
    async with context.book.reading() as page:
        found = await list_batches(page, who, prefix, limit + 1, before, rule)
    document: dict[str, object] = {"items": [batch_head_of(kept) for kept in found[:limit]], "next": None}
    headers = {}
    if len(found) > limit:
        document["next"] = following = cursors.cursor(context, listed, str(found[limit - 1].since))
        only = f"&rule={quote(rule, safe='')}" if rule else ""
        headers["Link"] = f'<{PATH}?prefix={prefix.text}&limit={limit}{only}&cursor={following}>; rel="next"'
    return said(document, headers=headers)


async def post(request: web.Request) -> web.StreamResponse:
    """Register a batch."""
    who = await caller_of(request)
    key = key_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    form_of(request, JSON)
    body = await octets_of(request, context.longest_record)
    document = _read_wanted(body)
    values = values_of(document.values, "values")
    under = TemplateReference.parse(document.template) if document.template is not None else None
    items = read_fields(bytes(document.items))
    wanted = WantedBatch(document.rule, document.count, values, document.fields, document.first, under, items)
    if key is None:
        entered = await context.group.do(lambda page: _register(page, who, wanted))
        return _registered(entered)
    once = Once(who.name, key, fingerprint(f"POST {PATH}".encode(), body))
    with context.flights.begin(who.name, key):
        return _registered(await context.group.do(lambda page: _register_once(page, who, wanted, once)))


async def get(request: web.Request) -> web.StreamResponse:
    """One batch, with its values and what became of it."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        kept = await find_batch(page, request.match_info["id"])
        require_reader(who, kept.members.prefix)
        steps = await journal.batch_history(page, kept.serial)
    return said(_document_of(kept, who) | {"history": [_step(step) for step in steps]})


async def patch(request: web.Request) -> web.StreamResponse:
    """Retire all identifiers of a batch, but for those with a record of their own."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    await json_of(request, _read_retirement, context.longest_record)
    id = request.match_info["id"]
    return said(_document_of(await context.group.do(lambda page: retire_batch(page, who, id)), who))


async def list_members(request: web.Request) -> web.StreamResponse:
    """The identifiers of a batch in the order of their serials, page by page, as they stand now."""
    who = await caller_of(request)
    given = query_of(request, "limit", "cursor")
    limit = whole(given, "limit", 1, MOST_ROWS, USUAL_ROWS)
    context, id = request.app[CONTEXT], request.match_info["id"]
    listed = f"identifiers of batch {id}"
    async with context.book.reading() as page:
        kept = await find_batch(page, id)
        require_reader(who, kept.members.prefix)
        first = int(cursors.place(context, listed, given["cursor"])) if "cursor" in given else kept.batch.first
        serials = range(first, min(first + limit, kept.batch.last + 1))
        handles = [kept.members.handle(serial) for serial in serials]
        records = await page.find_many(handles)
    each = [(serial, records[handle.key]) for serial, handle in zip(serials, handles, strict=True)]
    document: dict[str, object] = {
        "items": [head_of(record) | {"serial": serial, "own": not record.batch} for serial, record in each],
        "next": None,
    }
    headers = {}
    if serials.stop <= kept.batch.last:
        document["next"] = following = cursors.cursor(context, listed, str(serials.stop))
        headers["Link"] = f'<{PATH}/{id}/identifiers?limit={limit}&cursor={following}>; rel="next"'
    return said(document, headers=headers)


async def _register(page: Writing, who: Principal, wanted: WantedBatch) -> bytes:
    return msgspec.json.encode(_document_of(await register_batch(page, who, wanted), who))


async def _register_once(page: Writing, who: Principal, wanted: WantedBatch, once: Once) -> bytes:
    """The document of a registration that is done at most once."""
    if before := await answered(page, once):
        return before.body
    body = await _register(page, who, wanted)
    remember(page, once, 201, body)
    return body


class _Known(msgspec.Struct):
    id: str


def _registered(document: bytes) -> web.Response:
    location = f"{PATH}/{msgspec.json.decode(document, type=_Known).id}"
    return said(msgspec.Raw(document), 201, {"Location": location})


def _document_of(kept: KeptBatch, who: Principal) -> dict[str, Any]:
    """A batch with those of its values that the caller may see."""
    hidden = sees_hidden_values(who, kept.members.prefix)
    shown = tuple(
        value for value in kept.batch.values if value.public or (hidden and value.permissions & Permissions.ADMIN_READ)
    )
    return batch_head_of(kept) | {"values": msgspec.Raw(values_json(shown))}


def _step(step: BatchStep) -> dict[str, Any]:
    return {
        "version": step.version,
        "at": utc(step.at),
        "actor": step.actor,
        "address": step.address,
        "verb": step.verb,
        "serial": step.serial,
    }


ROUTES: Routes = {
    PATH: {"GET": list_all, "POST": post},
    "/api/v1/batches/{id}": {"GET": get, "PATCH": patch},
    "/api/v1/batches/{id}/identifiers": {"GET": list_members},
}
