"""Search: the records whose public values match all of some patterns.

It reads the registry's rows one after another, within a time budget: exact and fresh, and slow over millions. Values
that are not public are never looked at, so that nobody learns them by asking.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading
from registry.store.rows import record_of
from registry.store.tables import records
from schemas.errors import Busy
from schemas.handle import fold
from schemas.prefix import Prefix
from schemas.record import Record

_ROWS_A_QUESTION = 2_000
# A record may have a mebibyte: so many rows are read at once as have this much together, and one in any case.
_OCTETS_A_QUESTION = 8 << 20


class Pattern(msgspec.Struct, frozen=True):
    """What one value of a record must be like: its type, and its text with `*` for any characters or none."""

    type: str
    text: str

    def matches(self, record: Record) -> bool:
        """Whether one of the record's public values is like this. Case of ASCII letters makes no difference."""
        wanted, pieces = fold(self.type), fold(self.text).split("*")
        return any(fold(value.type) == wanted and _like(value.text(), pieces) for value in record.public_values)


async def search(
    page: Reading,
    prefixes: Sequence[Prefix],
    patterns: Sequence[Pattern],
    limit: int,
    skipped: int,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> list[Record]:
    """The active records under these prefixes that match all patterns, in the order of their keys.

    `skipped` of them are passed over and at most `limit` given; `seconds` is how long it may look.

    Raises:
        Busy: there was not time enough to look at all.
    """
    until = clock() + seconds
    found: list[Record] = []
    for prefix in sorted(prefixes, key=lambda one: one.key):
        after = ""
        while True:
            through = await _reach(page, prefix, after)
            if through is None:
                break
            rows = await page.rows(
                sa.select(records)
                .where(records.c.prefix == prefix.key, records.c.standing == 0)
                .where(records.c.suffix > after, records.c.suffix <= through)
                .order_by(records.c.suffix)
            )
            for record in _matching(map(record_of, rows), patterns):
                if skipped:
                    skipped -= 1
                    continue
                found.append(record)
                if len(found) == limit:
                    return found
            after = through
            if clock() > until:
                raise Busy(
                    f"the search has looked for {seconds:g} seconds and is not done: ask within one prefix, "
                    "or for fewer results"
                )
    return found


async def _reach(page: Reading, prefix: Prefix, after: str) -> str | None:
    """The suffix up to which the next rows behind `after` are read together; None where there are no more."""
    sizes = await page.rows(
        sa.select(records.c.suffix, sa.func.length(records.c["values"]).label("octets"))
        .where(records.c.prefix == prefix.key, records.c.suffix > after, records.c.standing == 0)
        .order_by(records.c.suffix)
        .limit(_ROWS_A_QUESTION)
    )
    through, octets = None, 0
    for row in sizes:
        octets += row.octets
        if through is not None and octets > _OCTETS_A_QUESTION:
            break
        through = row.suffix
    return through


def _matching(all_: Iterator[Record], patterns: Sequence[Pattern]) -> Iterator[Record]:
    return (record for record in all_ if all(pattern.matches(record) for pattern in patterns))


def _like(text: str | None, pieces: Sequence[str]) -> bool:
    """Whether a text consists of these pieces with anything between them; takes time in proportion to the text.

    >>> _like("https://dkrz.example/1", ["", "DKRZ", ""]), _like("ab", ["A", "B", "C"]), _like("A", ["A"])
    (True, False, True)
    """
    if text is None:
        return False
    own = fold(text)
    if len(pieces) == 1:
        return own == pieces[0]
    first, *middle, last = pieces
    if len(own) < len(first) + len(last) or not own.startswith(first) or not own.endswith(last):
        return False
    at, end = len(first), len(own) - len(last)
    for piece in middle:
        if (place := own.find(piece, at, end)) < 0:
            return False
        at = place + len(piece)
    return True
