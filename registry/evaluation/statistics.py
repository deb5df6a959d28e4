"""Statistics: resolutions and registrations, added up by the dimensions that are asked for.

Resolutions are counted under (day, prefix, channel, outcome, class), registrations under (day, prefix). All answers
are one flat list of uniform rows, in which the sum over `resolutions` or `registered` is the true total whatever was
asked: where the question names a dimension that registrations do not have, they stand in rows of their own, with that
dimension null and no resolutions.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa

from registry.store.page import Reading
from registry.store.tables import prefixes, registrations, resolutions
from schemas.counting import Channel, Class, Outcome, parse_day, word
from schemas.errors import Malformed
from schemas.prefix import Prefix

DIMENSIONS = ("day", "prefix", "channel", "outcome", "class")
"""What can be asked for, in the order in which rows show it."""

# Registrations are known by these only.
_OF_BOTH = ("day", "prefix")
_WORDS: dict[str, type[Channel | Outcome | Class]] = {"channel": Channel, "outcome": Outcome, "class": Class}

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Any, ...]


def dimensions(text: str) -> tuple[str, ...]:
    """Read a comma-separated list of dimensions; empty text asks for one total.

    >>> dimensions("prefix, day")
    ('day', 'prefix')

    Raises:
        Malformed: one of the words is no dimension.
    """
    given = [part.strip() for part in text.split(",")] if text.strip() else []
    for part in given:
        if part not in DIMENSIONS:
            raise Malformed(f"cannot count by {part[:40]!r}: expected a list of {', '.join(DIMENSIONS)}")
    return tuple(each for each in DIMENSIONS if each in given)


async def statistics(
    page: Reading, first: str, last: str, by: tuple[str, ...], prefix: Prefix | None = None
) -> list[Row]:
    """What was counted from the day `first` to the day `last`, both included, by some of DIMENSIONS.

    With `prefix`, only what belongs to it or is derived from it, label by label. Each row has the dimensions asked for
    and three numbers of identifiers or requests: `resolutions` answered, `registered` for the first time, and `stock`,
    what was registered and not retired at the end of the row's day, or else of the period. Stock is a level: it may be
    added up over prefixes, never over days. By nothing there is one row; else rows of zeros are left out. Days are
    Asia/Shanghai days.

    Raises:
        Malformed: a day is none, the first is after the last, or `by` names no dimension.
    """
    start, end = _period(first, last)
    by = dimensions(",".join(by))
    shared = tuple(each for each in by if each in _OF_BOTH)
    counted = await _resolutions(page, start, end, by, prefix)
    entered = await _registrations(page, start, end, shared, prefix, {_shorter(key, by, shared) for key in counted})
    spelled = await _spellings(page) if "prefix" in by else {}

    apart = {_longer(key, shared, by): numbers for key, numbers in entered.items()}
    keys = sorted(counted.keys() | apart.keys(), key=_nulls_last)
    rows = [_row(by, key, counted.get(key, 0), *apart.get(key, (0, 0))) for key in keys]
    for row in rows:
        _put_words(row, spelled)
    return rows if rows or by else [_row((), (), 0, 0, 0)]


async def _resolutions(
    page: Reading, first: str, last: str, by: tuple[str, ...], prefix: Prefix | None
) -> dict[Key, int]:
    """The requests answered, by key; the sources of one count are added up."""
    columns = [resolutions.c[name] for name in by]
    statement = sa.select(*columns, sa.func.sum(resolutions.c["count"]))
    statement = statement.where(resolutions.c.day.between(first, last), *_within(resolutions.c.prefix, prefix))
    return {row[:-1]: row[-1] for row in await _sums(page, statement, columns) if row[-1]}


async def _registrations(
    page: Reading, first: str, last: str, by: tuple[str, ...], prefix: Prefix | None, also: Iterable[Key]
) -> dict[Key, tuple[int, int]]:
    """First registrations and stock, for each key with changes, and for each key in `also` with a stock."""
    table = registrations.c
    grouped = [table[name] for name in by]
    net = sa.func.sum(table.registered - table.retired + table.revived)
    within = _within(table.prefix, prefix)

    flows = sa.select(*grouped, sa.func.sum(table.registered), net).where(table.day.between(first, last), *within)
    moved = {row[:-2]: (row[-2], row[-1]) for row in await _sums(page, flows, grouped)}
    lasting = [table[name] for name in by if name != "day"]
    earlier = sa.select(*lasting, net).where(table.day < first, *within)
    level = {row[:-1]: row[-1] for row in await _sums(page, earlier, lasting)}

    found: dict[Key, tuple[int, int]] = {}
    daily = "day" in by
    for key in sorted(moved.keys() | set(also) | (set() if daily else level.keys())):
        registered, change = moved.get(key, (0, 0))
        standing = key[1:] if daily else key  # `day` comes first, so keys in order are days in order
        level[standing] = level.get(standing, 0) + change
        if key in moved or level[standing]:
            found[key] = (registered, level[standing])
    return found


async def _sums(page: Reading, statement: sa.Select[Any], by: list[sa.Column[Any]]) -> list[Key]:
    """The rows of a question for sums, grouped by some columns; the row that SQL gives for nothing at all left out."""
    rows = [tuple(row) for row in await page.rows(statement.group_by(*by) if by else statement)]
    # PostgreSQL adds whole numbers up to a decimal.
    return [(*row[: len(by)], *map(int, row[len(by) :])) for row in rows if row[-1] is not None]


def _within(column: sa.ColumnElement[str], prefix: Prefix | None) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that a row's prefix is this one or is derived from it."""
    if prefix is None:
        return ()
    # "/" follows "." among the octets: everything between the two begins with the prefix and a dot.
    return (sa.or_(column == prefix.key, sa.and_(column > f"{prefix.key}.", column < f"{prefix.key}/")),)


async def _spellings(page: Reading) -> dict[str, str]:
    return {row.prefix: row.spelling for row in await page.rows(sa.select(prefixes.c.prefix, prefixes.c.spelling))}


def _period(first: str, last: str) -> tuple[str, str]:
    start, end = _day(first), _day(last)
    if start > end:
        raise Malformed(f"the period begins on {start} and ends on {end}: expected the end not before the beginning")
    return start.isoformat(), end.isoformat()


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise Malformed(f"cannot read {text[:40]!r} as a day: expected year-month-day, as in 2026-11-22") from None


def _row(by: tuple[str, ...], key: Key, counted: int, registered: int, stock: int) -> Row:
    return {**dict(zip(by, key, strict=True)), "resolutions": counted, "registered": registered, "stock": stock}


def _put_words(row: Row, spelled: dict[str, str]) -> None:
    """Show kept numbers and keys as people write them."""
    for name, kind in _WORDS.items():
        if row.get(name) is not None:
            row[name] = word(kind(row[name]))
    if "prefix" in row:
        row["prefix"] = spelled.get(row["prefix"], row["prefix"])


def _shorter(key: Key, by: tuple[str, ...], shared: tuple[str, ...]) -> Key:
    return tuple(part for name, part in zip(by, key, strict=True) if name in shared)


def _longer(key: Key, shared: tuple[str, ...], by: tuple[str, ...]) -> Key:
    known = dict(zip(shared, key, strict=True))
    return tuple(known.get(name) for name in by)


def _nulls_last(key: Key) -> Key:
    return tuple((part is None, 0 if part is None else part) for part in key)
