"""What is registered, on its way out: the identifiers of a prefix or a batch, what a search finds, batches.

Each few rows are a question of their own, behind the last key of those before: an export of millions keeps no
transaction open and no more than these few in memory.
"""

from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec

from registry.batch import find_batch, list_batches, require_reader
from registry.consult import list_, require_listing, shown_values
from registry.exports import filters
from registry.exports.listing import Cell, Form, Listing, Row
from registry.index.seek import seek
from registry.index.sought import Sought
from registry.store.batches import KeptBatch
from registry.store.book import Book
from registry.store.page import Reading
from schemas.counting import utc
from schemas.documents import values_json
from schemas.head import head_of
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record, Standing
from schemas.template import TemplateReference
from schemas.value import Value

ROWS_AT_ONCE = 500
# With their values: one record may hold a mebibyte.
_WHOLE_AT_ONCE = 64
_SECONDS_A_LOOK = 5.0
_STANDINGS = {"active": Standing.ACTIVE, "retired": Standing.RETIRED, "any": None}

# As a table, an export of identifiers can be imported again: what is no value stands in columns of remarks.
HEAD = ("handle", "#standing", "#version", "#registered_at", "#changed_at")


async def identifiers(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:
    """The identifiers of a prefix in the order of their keys."""
    wanted = filters.read(given, filters.OfIdentifiers)
    prefix, types = Prefix.parse(wanted.prefix), filters.types_of(wanted.types)
    whole = form == "ndjson" or bool(types)
    async with book.reading() as page:
        await require_listing(page, who, prefix)

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        after, limit = "", _WHOLE_AT_ONCE if whole else ROWS_AT_ONCE
        while True:
            async with book.reading() as page:
                found = await list_(page, who, prefix, after, limit, wanted.retired, not whole, wanted.beginning)
                rows = [await _row(page, who, record, form, types) for record in found]
            if rows:
                yield rows
            if len(found) < limit:
                return
            after = found[-1].handle.suffix_key

    return Listing("identifiers", (*HEAD, *types), chunks())


async def search(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:
    """What a search finds, the last changed first."""
    wanted = filters.read(given, filters.OfSearch)
    prefix = Prefix.parse(wanted.prefix) if wanted.prefix is not None else None
    first, last = filters.day(wanted.from_), filters.day(wanted.to)
    template = None if wanted.template is None else TemplateReference.parse(wanted.template)
    sought = Sought.read(wanted.q, prefix, first, last, _STANDINGS[wanted.standing], template)
    types = filters.types_of(wanted.types)
    async with book.reading() as page:
        await seek(page, who, sought, 1, 0.0)  # refuses whoever may not

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        below: int | None = None
        while True:
            async with book.reading() as page:
                found = await seek(page, who, sought, _WHOLE_AT_ONCE, _SECONDS_A_LOOK, below)
                rows = [await _row(page, who, record, form, types) for record in found.records]
            if rows:
                yield rows
            if found.below is None:
                return
            below = found.below

    return Listing("search", (*HEAD, *types), chunks())


async def members(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """The identifiers of a batch in the order of their serials, as they stand now."""
    id = filters.read(given, filters.OfMembers).batch
    async with book.reading() as page:
        kept = await find_batch(page, id)
        require_reader(who, kept.members.prefix)

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        for first in range(kept.batch.first, kept.batch.last + 1, ROWS_AT_ONCE):
            serials = range(first, min(first + ROWS_AT_ONCE, kept.batch.last + 1))
            handles = [kept.members.handle(serial) for serial in serials]
            async with book.reading() as page:
                records = await page.find_many(handles)
            rows: list[Row] = []
            for serial, handle in zip(serials, handles, strict=True):
                record = records[handle.key]
                rows.append({"serial": serial, **head_of(record), "own": not record.batch})
            yield rows

    columns = ("serial", "handle", "standing", "version", "registered_at", "changed_at", "own")
    return Listing("members", columns, chunks())


async def batches(book: Book, who: Principal, given: Mapping[str, str], form: Form) -> Listing:  # noqa: ARG001
    """The batches of a prefix, the newest first."""
    prefix = Prefix.parse(filters.read(given, filters.OfBatches).prefix)
    require_reader(who, prefix)

    async def chunks() -> AsyncIterator[Sequence[Row]]:
        before: int | None = None
        while True:
            async with book.reading() as page:
                found = await list_batches(page, who, prefix, ROWS_AT_ONCE, before)
            if found:
                yield [_batch(kept) for kept in found]
            if len(found) < ROWS_AT_ONCE:
                return
            before = found[-1].serial

    return Listing("batches", _OF_A_BATCH, chunks())


_OF_A_BATCH = (
    "id",
    "prefix",
    "first",
    "last",
    "count",
    "first_handle",
    "last_handle",
    "standing",
    "version",
    "registered_at",
    "changed_at",
    "own",
)


def _batch(kept: KeptBatch) -> Row:
    batch, members = kept.batch, kept.members
    return {
        "id": batch.id,
        "prefix": batch.prefix,
        "first": batch.first,
        "last": batch.last,
        "count": batch.count,
        "first_handle": members.handle(batch.first).text,
        "last_handle": members.handle(batch.last).text,
        "standing": batch.standing.name.lower(),
        "version": batch.version,
        "registered_at": utc(batch.registered_at),
        "changed_at": utc(batch.changed_at),
        "own": kept.own,
    }


async def _row(page: Reading, who: Principal, record: Record, form: Form, types: tuple[str, ...]) -> Row:
    if form == "ndjson":
        values = await shown_values(page, who, record)
        return {**head_of(record), "values": msgspec.Raw(values_json(values))}
    head = dict(zip(HEAD, head_of(record).values(), strict=True))
    return head if not types else {**head, **_columns(await shown_values(page, who, record), types)}


def _columns(values: tuple[Value, ...], types: tuple[str, ...]) -> dict[str, Cell]:
    """The texts of the values of each type, one behind the other where there are several."""
    texts: dict[str, list[str]] = {}
    for value in values:
        if (text := value.text()) is not None:
            texts.setdefault(value.type.upper(), []).append(text)
    return {name: "\n".join(texts.get(name.upper(), ())) for name in types}
