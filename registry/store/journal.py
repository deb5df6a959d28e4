"""The journal: every change in commit order. The only way data leaves the registry.

A row holds all changes of one act, packed, under dense serials; a reader still gets each change with its own serial.
Serials are given with the pen in hand (`registry.store.book`), which is held until the commit: none can appear later
than a higher one.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.book import Book
from registry.store.members import members_of
from registry.store.page import Reading
from registry.store.rows import change_of, holding_of, holdings
from registry.store.tables import journal, journal_head, prefixes, records, trail
from registry.store.tables_of_batches import batches
from schemas.batch import Batch
from schemas.batch_members import Members
from schemas.change import Change, Head, Numbered, Put, Retire, unpack
from schemas.handle import Handle
from schemas.prefix import PREFIX_AUTHORITY
from schemas.record import Record

# Rows looked at in one question; an act of bulk registration has thousands of changes in one row.
_ROWS_A_QUESTION = 500

_BOUNDS = (
    sa.select(journal.c.last)
    .where(journal.c.last > sa.bindparam("b_serial"))
    .order_by(journal.c.last)
    .limit(sa.literal_column(str(_ROWS_A_QUESTION)))
)
_BETWEEN = (
    sa.select(journal.c.first, journal.c.changes)
    .where(journal.c.last > sa.bindparam("b_serial"), journal.c.last <= sa.bindparam("b_through"))
    .order_by(journal.c.last)
)


class Journal:
    """The registry's side of the Feed."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def after(self, serial: int, limit: int) -> Sequence[Numbered]:
        """The changes above `serial`, ascending: at least `limit` if there are so many, at most an act's worth more.

        Raises:
            Busy: the database cannot be reached.
        """
        async with self._book.reading() as page:
            return await after(page, serial, limit)

    async def head(self) -> Head:
        """Where the journal stands.

        Raises:
            Busy: the database cannot be reached.
        """
        async with self._book.reading() as page:
            row = (await page.rows(sa.select(journal_head)))[0]
            return Head(row.serial, row.records, row.holdings, row.batches)

    async def current(self, key: bytes) -> Numbered | None:
        """The newest change of the record with this canonical key.

        Raises:
            Busy: the database cannot be reached.
        """
        prefix, _, suffix = key.decode().partition("/")
        async with self._book.reading() as page:
            rows = await page.rows(sa.select(records).where(records.c.prefix == prefix, records.c.suffix == suffix))
            return change_of(rows[0]) if rows else None

    async def page(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """The newest changes of the records above a canonical key, ascending by canonical key.

        Raises:
            Busy: the database cannot be reached.
        """
        at, _, suffix = above.decode().partition("/")
        found: list[Numbered] = []
        async with self._book.reading() as page:
            known = [*(row.prefix for row in await page.rows(sa.select(prefixes.c.prefix))), PREFIX_AUTHORITY]
            # Keys are ordered as whole octet strings: `88.1.1.5/x` comes before `88.1.1/x`, as `.` before `/`.
            for prefix in sorted((name for name in known if f"{name}/" >= f"{at}/"), key=lambda name: f"{name}/"):
                statement = (
                    sa.select(records)
                    .where(records.c.prefix == prefix, records.c.suffix > (suffix if prefix == at else ""))
                    .order_by(records.c.suffix)
                    .limit(limit - len(found))
                )
                found += map(change_of, await page.rows(statement))
                if len(found) >= limit:
                    break
        return found

    async def batch(self, key: bytes) -> Numbered | None:
        """The newest change of the batch with this key: prefix, zero octet, place.

        Raises:
            Busy: the database cannot be reached.
        """
        prefix, _, place = key.decode().partition("\0")
        async with self._book.reading() as page:
            rows = await page.rows(sa.select(batches).where(batches.c.prefix == prefix, batches.c.place == place))
            return _numbered_batch(rows[0]) if rows else None

    async def batches(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """The newest changes of the batches above a key, ascending by key.

        Raises:
            Busy: the database cannot be reached.
        """
        prefix, _, place = above.decode().partition("\0")
        table = batches.c
        behind = sa.or_(table.prefix > prefix, sa.and_(table.prefix == prefix, table.place > place))
        statement = sa.select(batches).where(behind).order_by(table.prefix, table.place).limit(limit)
        async with self._book.reading() as page:
            return [_numbered_batch(row) for row in await page.rows(statement)]

    async def holdings(self) -> Sequence[Change]:
        """How every prefix stands.

        Raises:
            Busy: the database cannot be reached.
        """
        async with self._book.reading() as page:
            return [holding_of(row) for row in await page.rows(holdings().order_by(prefixes.c.prefix))]


async def after(page: Reading, serial: int, limit: int) -> list[Numbered]:
    """The changes above `serial` as one page sees them."""
    bounds = await copying.run(page.connection, _BOUNDS, [{"b_serial": serial}])
    if not bounds:
        return []
    through: int = bounds[-1][0]
    for (last,) in bounds:
        if last - serial >= limit:
            through = last
            break
    rows = await copying.run(page.connection, _BETWEEN, [{"b_serial": serial, "b_through": through}])
    return [
        Numbered(number, change)
        for first, changes in rows
        for number, change in enumerate(unpack(changes), start=first)
        if number > serial
    ]


class Step(msgspec.Struct, frozen=True):
    """One change in the life of a record, with its line of the trail; who and how is empty once that is pruned."""

    serial: int
    change: Put | Retire
    at: int
    actor: str
    verb: str
    address: str


async def history(page: Reading, record: Record, limit: int, below: int | None = None) -> list[Step]:
    """The changes of a record, newest first: a walk back through the journal.

    `below` continues an earlier walk: the `before` of its last change.
    """
    steps: list[Step] = []
    serial = record.serial if below is None else below
    while serial and len(steps) < limit:
        row = await _row_of_serial(page, serial)
        change = unpack(row.changes)[serial - row.first]
        if isinstance(change, Batch):
            change = _of_member(change, record.handle)
        assert isinstance(change, (Put, Retire))
        steps.append(
            Step(serial, change, row.at or change.changed_at, row.actor or "", row.verb or "", row.address or "")
        )
        serial = change.before
    return steps


class BatchStep(msgspec.Struct, frozen=True):
    """One change in the life of a batch, with its line of the trail."""

    serial: int
    version: int
    at: int
    actor: str
    verb: str
    address: str


async def batch_history(page: Reading, serial: int) -> list[BatchStep]:
    """The changes of the batch whose last one has this serial, newest first."""
    steps = []
    while serial:
        row = await _row_of_serial(page, serial)
        change = unpack(row.changes)[serial - row.first]
        assert isinstance(change, Batch)
        at = row.at or change.changed_at
        steps.append(BatchStep(serial, change.version, at, row.actor or "", row.verb or "", row.address or ""))
        serial = change.before
    return steps


async def _row_of_serial(page: Reading, serial: int) -> sa.Row[Any]:
    statement = (
        sa.select(journal, trail.c.at, trail.c.actor, trail.c.verb, trail.c.address)
        .outerjoin(trail, trail.c.act == journal.c.act)  # lines are not kept for ever
        .where(journal.c.last >= serial)
        .order_by(journal.c.last)
        .limit(1)
    )
    return (await page.rows(statement))[0]


def _of_member(batch: Batch, handle: Handle) -> Change:
    """What a change of a batch comes to for one of its members."""
    members = Members(batch)
    serial = members.serial_of(handle.suffix_key)
    assert serial is not None
    return members.change(serial)


def _numbered_batch(row: sa.Row[Any]) -> Numbered:
    return Numbered(row.serial, members_of(row.batch).batch)
