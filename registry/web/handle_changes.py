"""PUT and DELETE on `/api/handles/{handle}`: records and values made, replaced and removed.

Contract: handle-http.md §2–§4. Who calls is asked first; then the request is read; then the registry decides.
"""

import uuid

import msgspec
from aiohttp import web

from registry.amend import put_values, remove_values, replace, standing
from registry.authority import subject
from registry.register import Registration, register, require_home
from registry.retire import retire
from registry.store.page import Writing
from registry.web.caller import known
from registry.web.codes import Code, Refused
from registry.web.context import CONTEXT
from registry.web.paths import handle_in, named_in_path
from registry.web.speech import body_of, said, target_of
from schemas.asking import index_in
from schemas.documents import read_values
from schemas.errors import Malformed
from schemas.handle import Handle, fold, registrable
from schemas.principal import Principal
from schemas.record import Record, held_together
from schemas.target import flag
from schemas.value import Value

_VARIOUS = "various"


class Change(msgspec.Struct, frozen=True):
    """What a PUT asks for."""

    handle: Handle
    values: tuple[Value, ...]
    by_index: bool
    """Only these values, rather than the whole record."""
    overwrite: bool


async def put(request: web.Request) -> web.StreamResponse:
    """Create a record, replace it, or add and replace single values."""
    who = await known(request)
    change = await _read(request)
    created = await request.app[CONTEXT].group.do(lambda page: _put(page, who, change), [change.handle])
    fields = {"responseCode": int(Code.SUCCESS), "handle": change.handle.text}
    return said(request, fields, 201 if created else 200)


async def delete(request: web.Request) -> web.StreamResponse:
    """Retire a record, or remove single values."""
    who = await known(request)
    handle = _subjected(handle_in(named_in_path(request)))
    indexes = [index_in(text) for text in target_of(request).given.get("index", [])]
    await request.app[CONTEXT].group.do(lambda page: _delete(page, who, handle, indexes), [handle])
    return said(request, {"responseCode": int(Code.SUCCESS), "handle": handle.text})


async def _read(request: web.Request) -> Change:
    """What a PUT asks for.

    Raises, in this order:
        Refused: the path names no handle, or none that can be minted.
        Malformed: a parameter, the body's kind or the body cannot be read, or it is about another handle or index.
        TooLarge: the body is larger than one record may be.
        Refused: the values cannot stand together.
    """
    target = target_of(request)
    text = named_in_path(request)
    mint = flag(target.given, "mintNewSuffix")
    asked = target.given.get("index", [])
    various = _VARIOUS in asked
    indexes = {index_in(one) for one in asked if one != _VARIOUS}
    if mint and (asked or not text.endswith("/") or text.count("/") != 1):
        raise Malformed("to mint a suffix the path ends with a prefix and a slash, and no index is given")
    handle = _subjected(handle_in(f"{text}{uuid.uuid4()}" if mint else text))
    if request.content_type != "application/json":
        raise Malformed(f"cannot read a body of type {request.content_type[:80]!r}: expected application/json")
    given = read_values(await body_of(request, request.app[CONTEXT].longest_record))
    if given.handle is not None and fold(given.handle) != fold(text):
        raise Malformed(f"the body is about {given.handle[:80]!r}, the path about {text[:80]!r}")
    try:
        values = held_together(given.values)
    except Malformed as error:
        raise Refused(Code.INVALID_VALUE, error.sentence) from None
    if indexes and not various and indexes != {value.index for value in values}:
        raise Malformed(
            f"the indexes of the body are {_listed({value.index for value in values})}, expected {_listed(indexes)}"
        )
    return Change(handle, values, bool(asked), flag(target.given, "overwrite", otherwise=True))


async def _put(page: Writing, who: Principal, change: Change) -> bool:
    """Make the change; whether something new has come into being."""
    await require_home(page, change.handle)
    before = await page.find(change.handle)
    if before is None or not before.active:
        if change.by_index:
            raise Refused(Code.HANDLE_NOT_FOUND)
        try:
            registrable(change.handle)
        except Malformed as error:
            raise Refused(Code.INVALID_HANDLE, error.sentence) from None
        # In that world the holder of a handle may delete it and create it again: docs/decisions/0003-revival.md.
        await register(page, who, Registration(change.handle, change.values), revive=True)
        return True
    if not change.by_index:
        if not change.overwrite:
            raise Refused(Code.HANDLE_EXISTS)
        await replace(page, who, change.handle, change.values)
        return False
    return await _put_values(page, who, change, before)


async def _put_values(page: Writing, who: Principal, change: Change, before: Record) -> bool:
    present = [value.index for value in change.values if before.value(value.index) is not None]
    if present and not change.overwrite:
        raise Refused(Code.VALUE_EXISTS, f"Index conflict for {_listed(set(present))}")
    try:
        await put_values(page, who, change.handle, change.values)
    except Malformed as error:
        raise Refused(Code.INVALID_VALUE, error.sentence) from None
    return not present


async def _delete(page: Writing, who: Principal, handle: Handle, indexes: list[int]) -> None:
    if not indexes:
        await retire(page, who, handle)
        return
    record = await standing(page, handle)
    if any(record.value(index) is None for index in indexes):
        raise Refused(Code.VALUES_NOT_FOUND)
    await remove_values(page, who, handle, indexes)


def _subjected(handle: Handle) -> Handle:
    """The same handle, if there is a prefix whose holder has a say over it.

    Raises:
        Refused: it is `0.NA/` and something that is no prefix.
    """
    try:
        subject(handle)
    except Malformed as error:
        raise Refused(Code.INVALID_HANDLE, error.sentence) from None
    return handle


def _listed(indexes: set[int]) -> str:
    return ", ".join(map(str, sorted(indexes)))
