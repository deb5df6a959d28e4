"""`/api/handles?prefix=P`: the handles of a prefix (handle-http.md §3, §4.2).

`page` and `pageSize` are kept as that world knows them; the count is the maintained one and the order that of the
octets of the stored, upper-cased form. A whole prefix is sent as it is read, some thousand handles at a time. Members
of batches that have no record of their own are neither listed nor counted here.
"""

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from aiohttp import web

from registry.consult import require_listing
from registry.store import batches, prefixes
from registry.store.page import Reading
from registry.store.tables import records
from registry.web.caller import known
from registry.web.codes import Code, Refused
from registry.web.context import CONTEXT
from registry.web.speech import JSON, heads, permitted, said, target_of
from schemas.documents import json_string
from schemas.errors import Malformed, NodeError
from schemas.prefix import PREFIX_AUTHORITY, Prefix
from schemas.principal import Principal

AT_ONCE = 5_000
"""Handles that one question asks the database for."""

_NAMED = f"{PREFIX_AUTHORITY}/"


class Wanted(msgspec.Struct, frozen=True):
    """Which part of a list is wanted."""

    said: str
    """The prefix as given."""
    prefix: Prefix
    page: int
    size: int | None
    """None: everything."""


async def list_(request: web.Request) -> web.StreamResponse:
    """List the handles of a prefix to somebody who may see them."""
    if "prefix" not in target_of(request).given:
        raise Refused(Code.INVALID_HANDLE, "Empty handle invalid")
    who = await known(request)
    wanted = _wanted(target_of(request).last)
    book = request.app[CONTEXT].book
    async with book.reading() as page:
        await _require(page, who, wanted.prefix)
        total = await prefixes.stock(page, wanted.prefix) - await batches.answering(page, wanted.prefix)
        most = AT_ONCE if wanted.size is None else min(AT_ONCE, wanted.size)
        skipped = 0 if wanted.size is None else wanted.page * wanted.size
        suffixes = await _suffixes(page, wanted.prefix, "", most, skipped) if most else []
    if len(suffixes) == AT_ONCE and wanted.size != AT_ONCE:
        return await _stream(request, wanted, total, suffixes)
    handles = [f"{wanted.prefix.key}/{suffix}" for suffix in suffixes]
    return said(request, _beginning(wanted, total) | {"handles": handles})


def subject_of(request: web.Request) -> Mapping[str, str]:
    """What a refusal is about: the prefix, under the name of a handle."""
    try:
        given = target_of(request).last
    except Malformed:
        return {}
    return {"handle": given["prefix"]} if "prefix" in given else {}


def _wanted(given: Mapping[str, str]) -> Wanted:
    """What the parameters ask for.

    Raises:
        Refused: there is no such prefix here.
        Malformed: `page` or `pageSize` is not a number.
    """
    text = given["prefix"]
    try:
        prefix = Prefix.parse(text[len(_NAMED) :] if text.upper().startswith(_NAMED) else text)
    except Malformed:
        raise Refused(Code.NOT_RESPONSIBLE) from None
    page, size = _number(given, "page"), _number(given, "pageSize")
    if size == 0:
        return Wanted(text, prefix, max(page, 0), 0)
    if page < 0 or size < 0:
        return Wanted(text, prefix, 0, None)
    return Wanted(text, prefix, page, size)


async def _require(page: Reading, who: Principal, prefix: Prefix) -> None:
    if await page.holding(prefix) is None:
        raise Refused(Code.NOT_RESPONSIBLE)
    await require_listing(page, who, prefix)


async def _suffixes(page: Reading, prefix: Prefix, after: str, most: int, skipped: int = 0) -> list[str]:
    statement = (
        sa.select(records.c.suffix)
        .where(records.c.prefix == prefix.key, records.c.standing == 0, records.c.suffix > after)
        .order_by(records.c.suffix)
        .limit(most)
        .offset(skipped)
    )
    return [row.suffix for row in await page.rows(statement)]


async def _stream(request: web.Request, wanted: Wanted, total: int, suffixes: list[str]) -> web.StreamResponse:
    """Send a long list piece by piece. No transaction is kept open for a slow reader: each piece is read anew."""
    response = permitted(request, web.StreamResponse(headers=heads(JSON)))
    beginning = msgspec.json.encode(_beginning(wanted, total) | {"handles": []})
    left = None if wanted.size is None else wanted.size - len(suffixes)
    try:
        await response.prepare(request)
        await response.write(beginning.removesuffix(b"]}") + _piece(wanted, suffixes))
        while len(suffixes) == AT_ONCE and left != 0:
            most = AT_ONCE if left is None else min(AT_ONCE, left)
            async with request.app[CONTEXT].book.reading() as page:
                suffixes = await _suffixes(page, wanted.prefix, suffixes[-1], most)
            left = None if left is None else left - len(suffixes)
            if suffixes:
                await response.write(b"," + _piece(wanted, suffixes))
        await response.write(b"]}")
        await response.write_eof()
    except NodeError:
        # Half a list has been sent: the reader must see that it is half of one.
        if request.transport is not None:
            request.transport.abort()
    except ConnectionError:
        pass  # the reader has gone: that is its own affair, and no failure
    return response


def _piece(wanted: Wanted, suffixes: list[str]) -> bytes:
    return b",".join(json_string(f"{wanted.prefix.key}/{suffix}") for suffix in suffixes)


def _beginning(wanted: Wanted, total: int) -> dict[str, object]:
    # The count is a string: that is how this API has always been.
    beginning = {"responseCode": int(Code.SUCCESS), "prefix": wanted.said, "totalCount": str(total)}
    return beginning if wanted.size is None else beginning | {"page": wanted.page, "pageSize": wanted.size}


def _number(given: Mapping[str, str], name: str) -> int:
    """A number, or -1 where none is given."""
    text = given.get(name, "-1")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise Malformed(f"cannot read {text[:20]!r} as {name}: expected a number")
    return int(text)
