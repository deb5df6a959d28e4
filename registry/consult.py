"""Consult: look a record up in the registry itself, with what the caller may see of it."""

import sys
from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa

from registry.administrators import rights_over, rights_over_prefix
from registry.authority import Verb, allows, require, subject
from registry.store import journal, mappings
from registry.store.page import Reading
from registry.store.rows import NO_VALUES, record_of
from registry.store.tables import records
from schemas.change import PrefixStanding, Put, Retire
from schemas.encodings.admin import Right
from schemas.errors import Absent, Forbidden, Malformed
from schemas.handle import Handle, fold
from schemas.mapping import Mapped, carried, readings
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.record import Record
from schemas.value import Permissions, Value


async def consult(page: Reading, who: Principal | None, handle: Handle) -> tuple[Record, tuple[Value, ...]]:
    """A record, tombstones included, and those of its values that the caller may see.

    Raises, in this order:
        Forbidden: the prefix is suspended or closed, and shows what it has to nobody but those who may see all of it.
        Absent: the identifier was never registered.
    """
    await _require_shown(page, who, handle)
    record = await page.find(handle)
    if record is None:
        raise Absent(f"{handle.text} is not registered")
    return record, await _seen(page, who, record)


async def shown_values(page: Reading, who: Principal, record: Record) -> tuple[Value, ...]:
    """Those of a record's values that the caller may see: none under a prefix that shows the caller nothing."""
    try:
        await _require_shown(page, who, record.handle)
    except Forbidden:
        return ()
    return await _seen(page, who, record)


async def meant(page: Reading, text: str) -> tuple[Handle, Mapped | None]:
    """The handle that a text stands for, and by which other identifier it leads there; as `resolver.identify` decides.

    A handle whose prefix was granted here is that handle; anything else leads to the record that carries it. What leads
    to none is read as a handle.

    Raises:
        Malformed: it leads to none and is no handle.
    """
    handle: Handle | None = None
    refused: Malformed | None = None
    try:
        handle = Handle.parse(text)
        if await page.holding(subject(handle)) is not None:
            return handle, None
    except Malformed as refusal:
        refused = refusal
    read = {reading.mapped.key.decode(): reading.mapped for reading in readings(text)}
    there = await mappings.holders(page, [*read]) if read else {}
    for key, mapped in read.items():
        if key in there and (record := await page.find(there[key])) is not None:
            return record.handle, mapped
    if handle is None:
        raise refused or Malformed(f"cannot read {text[:80]!r} as a handle")
    return handle, None


def shows(values: Iterable[Value], mapped: Mapped | None) -> bool:
    """Whether what a caller sees of a record has the identifier by which it was asked for; hidden ones lead nobody."""
    return mapped is None or mapped in carried(values)


async def list_(
    page: Reading,
    who: Principal,
    prefix: Prefix,
    after: str = "",
    limit: int = 1000,
    retired: bool = False,
    bare: bool = False,
    beginning: str = "",
) -> Sequence[Record]:
    """The records of a prefix in the order of their keys, from behind the suffix `after` on.

    With `beginning` those alone whose suffixes begin with it.

    `bare` leaves their values in the database: a thousand records may hold a thousand mebibytes.

    Raises:
        Forbidden: the caller may not list this prefix.
    """
    await require_listing(page, who, prefix)
    nothing = sa.literal(NO_VALUES, sa.LargeBinary).label("values")
    columns = [nothing if bare and column.name == "values" else column for column in records.columns]
    statement = sa.select(*columns).where(records.c.prefix == prefix.key).order_by(records.c.suffix).limit(limit)
    if after:
        statement = statement.where(records.c.suffix > fold(after))
    if beginning:
        # Keys are ordered by octets, and no character has greater ones than the last.
        first = fold(beginning)
        statement = statement.where(records.c.suffix >= first, records.c.suffix < f"{first}{chr(sys.maxunicode)}")
    if not retired:
        statement = statement.where(records.c.standing == 0)
    return [record_of(row) for row in await page.rows(statement)]


async def require_listing(page: Reading, who: Principal, prefix: Prefix) -> None:
    """Let the caller list a prefix, or not.

    Raises:
        Forbidden: neither the role nor the prefix's record allows it.
    """
    require(who, Verb.LIST, Handle.of_prefix(prefix), await rights_over_prefix(page, who, prefix))


async def may_list(page: Reading, who: Principal, asked: Sequence[Prefix]) -> list[Prefix]:
    """Those of the prefixes that the caller may list."""
    if who.role is not Role.HANDLE:
        return [prefix for prefix in asked if allows(who, Verb.LIST, prefix)]
    described = await page.find_many(Handle.of_prefix(prefix) for prefix in asked)
    return [
        prefix
        for prefix in asked
        if await rights_over(page, who, described.get(Handle.of_prefix(prefix).key)) & Right.LIST_HANDLES
    ]


async def history(
    page: Reading, who: Principal, handle: Handle, limit: int = 100, below: int | None = None
) -> tuple[Record, list[journal.Step]]:
    """A record and the changes it has gone through, newest first, with those values that the caller may see.

    Raises, in this order:
        Absent: the identifier was never registered.
        Forbidden: the caller may not see it.
    """
    record = await page.find(handle)
    if record is None:
        raise Absent(f"{handle.text} is not registered")
    if not allows(who, Verb.LIST, subject(handle)) and not await _sees_hidden(page, who, record):
        raise Forbidden(f"{who.name} may not see the history of {handle.text}")
    steps = await journal.history(page, record, limit, below)
    if not await _sees_hidden(page, who, record):
        steps = [_public(step) for step in steps]
    return record, steps


def sees_hidden_values(who: Principal, prefix: Prefix) -> bool:
    """Whether the caller's role lets them see values under a prefix that are not public."""
    return allows(who, Verb.READ_HIDDEN, prefix)


def _public(step: journal.Step) -> journal.Step:
    """A step with what anyone may see of its values."""
    if isinstance(step.change, Retire):
        return step
    shown = tuple(value for value in step.change.values if value.public)
    was = step.change
    change = Put.of(was.handle, shown, was.version, was.registered_at, was.changed_at, was.before)
    return msgspec.structs.replace(step, change=change)


async def _require_shown(page: Reading, who: Principal | None, handle: Handle) -> None:
    try:
        prefix = subject(handle)
    except Malformed:
        return  # `0.NA/` and something that is no prefix: nothing is there
    holding = await page.holding(prefix)
    if holding is None or holding.standing is PrefixStanding.ACTIVE:
        return
    if who is None or not allows(who, Verb.READ_HIDDEN, prefix):
        raise Forbidden(f"the prefix {prefix} is {holding.standing.value} and shows nothing")


async def _seen(page: Reading, who: Principal | None, record: Record) -> tuple[Value, ...]:
    if who is not None and await _sees_hidden(page, who, record):
        return tuple(value for value in record.values if value.public or value.permissions & Permissions.ADMIN_READ)
    return record.public_values


async def _sees_hidden(page: Reading, who: Principal, record: Record) -> bool:
    if allows(who, Verb.READ_HIDDEN, subject(record.handle)):
        return True
    if who.role is not Role.HANDLE:
        return False
    rights = await rights_over(page, who, record) | await rights_over_prefix(page, who, subject(record.handle))
    return bool(rights & Right.READ_VALUE)
