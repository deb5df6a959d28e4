"""`/api/v1/identifiers`: register one or many, look up, amend, retire, list."""

import functools
from urllib.parse import quote

import msgspec
from aiohttp import web

from registry.amend import change_fields, change_values, replace
from registry.consult import list_, meant, shows
from registry.group import Act
from registry.mapping import Taken
from registry.once import Once, answered, fingerprint, remember
from registry.register import Registration, register
from registry.retire import retire
from registry.sharing.see import note, see
from registry.store.page import Writing
from registry.web.authenticate import principal_of
from registry.web.bodies import JSON, LINES, form_of, json_of, octets_of
from registry.web.context import CONTEXT
from registry.web.counted import count
from registry.web.opened import link_in
from registry.web.v1 import cursors, documents, versions
from registry.web.v1.bulk import Manner, register_stream
from registry.web.v1.desk import (
    MOST_ROWS,
    USUAL_ROWS,
    Routes,
    caller_of,
    chosen,
    handle_in,
    query_of,
    said,
    text_in,
    truth,
    whole,
)
from registry.web.v1.keyed import key_of
from schemas.counting import Outcome
from schemas.documents import Wanted
from schemas.errors import Absent, Conflict, Forbidden, Malformed, Retired
from schemas.handle import Handle
from schemas.head import head_of
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record
from schemas.value import Permissions

PATH = "/api/v1/identifiers"
_BELOW = f"{PATH}/"


async def post(request: web.Request) -> web.StreamResponse:
    """Register one identifier, or a stream of them, by the Content-Type."""
    who = await caller_of(request)
    key = key_of(request)
    if form_of(request, JSON, LINES) is LINES:
        given = query_of(request, "mode", "dry_run")
        mode = chosen(given, "mode", ("skip-bad", "all-or-nothing"))
        manner = Manner(mode == "all-or-nothing", truth(given, "dry_run"), key, _target(request))
        return await register_stream(request, who, manner)
    given = query_of(request, "dry_run")
    context = request.app[CONTEXT]
    body = await octets_of(request, context.longest_record)
    asked = documents.registration_of(body)
    handle = asked.handle
    wanted = Registration(handle, asked.values, asked.template, asked.fields)
    if truth(given, "dry_run"):
        return await _rehearsed(request, who, wanted)
    if key is None:
        record = await context.group.do(lambda page: register(page, who, wanted), (handle,))
        return _registered(msgspec.json.encode(documents.document_of(record, record.values)))
    once = Once(who.name, key, fingerprint(_target(request), body))
    with context.flights.begin(who.name, key):
        return _registered(await context.group.do(lambda page: _register_once(page, who, wanted, once), (handle,)))


async def get(request: web.Request) -> web.StreamResponse:
    """Look one identifier up, of whatever scheme, with what the caller may see of its record."""
    text = text_in(request, _BELOW)
    link = link_in(request, query_of(request, "link").get("link", ""))
    who = await principal_of(request)
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        handle, mapped = await meant(page, text)
        holding = await page.holding(handle.prefix)
        try:
            seen = await see(page, who, handle, context.pepper, link, request.remote or "")
            record, values = seen.record, seen.values
            if not shows(values, mapped):
                raise Absent(f"{text} is not registered")
        except Absent:
            count(request, who, handle, Outcome.ABSENT if holding else Outcome.ELSEWHERE)
            raise
        except Forbidden:
            count(request, who, handle, Outcome.DENIED)
            raise
    count(request, who, handle, Outcome.FOUND if record.active else Outcome.RETIRED)
    if not record.active:
        raise Retired(f"{record.handle.text} is retired")
    await note(context.group, seen)
    headers = {"ETag": versions.tag(record, values), "Cache-Control": "no-cache", "Vary": "Authorization"}
    if versions.known_already(request, headers["ETag"]):
        return web.Response(status=304, headers=headers)
    return said(documents.document_of(record, values), headers=headers)


async def put(request: web.Request) -> web.StreamResponse:
    """Put all values of an identifier in the place of those it has."""
    handle = handle_in(request, _BELOW)
    who = await caller_of(request)
    query_of(request)
    version = versions.version_meant(request)
    read = functools.partial(documents.record_of, handle=handle)
    asked: Wanted = await json_of(request, read, request.app[CONTEXT].longest_record, values=True)
    return await _changed(
        request,
        handle,
        lambda page: replace(page, who, handle, asked.values, version, asked.template, asked.fields),
    )


async def patch(request: web.Request) -> web.StreamResponse:
    """Put or remove single values of an identifier, by their indexes."""
    handle = handle_in(request, _BELOW)
    who = await caller_of(request)
    query_of(request)
    version = versions.version_meant(request)
    asked = await json_of(request, documents.patch_of, request.app[CONTEXT].longest_record, values=True)
    put, removed, fields = asked.put, asked.removed, asked.fields
    if fields is None:
        return await _changed(request, handle, lambda page: change_values(page, who, handle, put, removed, version))
    return await _changed(request, handle, lambda page: change_fields(page, who, handle, fields, put, removed, version))


async def delete(request: web.Request) -> web.StreamResponse:
    """Retire an identifier, for good."""
    handle = handle_in(request, _BELOW)
    who = await caller_of(request)
    query_of(request)
    version = versions.version_meant(request)
    try:
        await request.app[CONTEXT].group.do(lambda page: retire(page, who, handle, version), (handle,))
    except Conflict as error:
        raise versions.stale(error) from None
    return web.Response(status=204)


async def list_page(request: web.Request) -> web.StreamResponse:
    """List the identifiers of a prefix in the order of their keys, page by page, without their values."""
    who = await caller_of(request)
    given = query_of(request, "prefix", "limit", "cursor", "retired")
    if "prefix" not in given:
        raise Malformed("a list needs the parameter prefix, as in ?prefix=88.1000.1")
    prefix = Prefix.parse(given["prefix"])
    limit = whole(given, "limit", 1, MOST_ROWS, USUAL_ROWS)
    retired = truth(given, "retired")
    context = request.app[CONTEXT]
    listed = f"identifiers of {prefix.key}"
    after = cursors.place(context, listed, given["cursor"]) if "cursor" in given else ""
    async with context.book.reading() as page:
        found = await list_(page, who, prefix, after, limit + 1, retired, bare=True)
    items = [head_of(record) for record in found[:limit]]
    document: dict[str, object] = {"items": items, "next": None}
    headers = {}
    if len(found) > limit:
        document["next"] = following = cursors.cursor(context, listed, found[limit - 1].handle.suffix_key)
        more = f"?prefix={prefix.text}&limit={limit}{'&retired=true' if retired else ''}&cursor={following}"
        headers["Link"] = f'<{PATH}{more}>; rel="next"'
    return said(document, headers=headers)


async def _register_once(page: Writing, who: Principal, wanted: Registration, once: Once) -> bytes:
    """The document of a registration that is done at most once."""
    if before := await answered(page, once):
        return before.body
    record = await register(page, who, wanted)
    body = msgspec.json.encode(documents.document_of(record, record.values))
    remember(page, once, 201, body)
    return body


async def _rehearsed(request: web.Request, who: Principal, wanted: Registration) -> web.Response:
    """What would become of a registration; nothing is entered."""
    record: Record | None = None
    try:
        async with request.app[CONTEXT].book.writing() as page:
            record = await register(page, who, wanted)
            raise _TakenBack
    except _TakenBack:
        assert record is not None
        return said(documents.document_of(record, record.values) | {"dry_run": True})


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing behind."""


class _Known(msgspec.Struct):
    handle: str
    version: int


def _registered(document: bytes) -> web.Response:
    known = msgspec.json.decode(document, type=_Known)
    headers = {"Location": _address(Handle.parse(known.handle)), "ETag": versions.tag_of_all(known.version)}
    return said(msgspec.Raw(document), 201, headers)


def _address(handle: Handle) -> str:
    return _BELOW + quote(handle.text, safe="/:@!$&'()*+,;=~")


def _target(request: web.Request) -> bytes:
    return f"{request.method} {request.raw_path}".encode("utf-8", "surrogateescape")


async def _changed(request: web.Request, handle: Handle, act: Act[Record]) -> web.Response:
    try:
        record = await request.app[CONTEXT].group.do(act, (handle,))
    except Taken:
        raise
    except Conflict as error:
        raise versions.stale(error) from None
    # Whoever may change values may read them, but for those that not even administrators may.
    values = tuple(value for value in record.values if value.public or value.permissions & Permissions.ADMIN_READ)
    return said(documents.document_of(record, values), headers={"ETag": versions.tag(record, values)})


ROUTES: Routes = {
    PATH: {"GET": list_page, "POST": post},
    "/api/v1/identifiers/{handle:[\\s\\S]+}": {"GET": get, "PUT": put, "PATCH": patch, "DELETE": delete},
}
