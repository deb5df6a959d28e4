"""Seek: find records by words and conditions, the ones that were changed last first.

The index says which changes may be meant; each is then held against the record as it stands, so that what is found is
what a look at every record would find. What the index has not come to yet is read from the journal itself, unless that
is much. A search stops when its page is full or its time is up, and goes on where it stopped.
"""

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from registry.authority import Verb, allows
from registry.index import holders, rows
from registry.index.narrowing import Narrowing
from registry.index.postings import SEGMENT_BITS, descending, placed
from registry.index.sought import Sought
from registry.store import journal
from registry.store.page import Reading
from registry.store.tables import journal_head
from schemas.change import Put, Retire
from schemas.errors import Forbidden
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record

# Changes behind the index that are read from the journal for one search.
MOST_UNINDEXED = 2_000
_SEGMENTS_A_QUESTION = 8
_CANDIDATES_A_LOOK = 128


class Found(msgspec.Struct, frozen=True):
    """One page of what was found."""

    records: Sequence[Record]
    below: int | None
    """Where to go on: below this serial. None where nothing can follow."""
    behind: int
    """Changes that the search knew nothing of yet."""


class _Look(msgspec.Struct, frozen=True):
    """Changes that may be meant, downward, each with its key where that is at hand."""

    lowest: int
    """Everything from this serial on has been looked at."""
    candidates: Sequence[tuple[int, str | None]]


async def seek(
    page: Reading,
    who: Principal,
    sought: Sought,
    limit: int,
    seconds: float,
    below: int | None = None,
    clock: Callable[[], float] = time.monotonic,
    most_unindexed: int = MOST_UNINDEXED,
) -> Found:
    """The records that are sought and that the caller may list, by the serial of their last change, downward.

    `below` goes on with an earlier search; `seconds` is how long it may look.

    Raises:
        Forbidden: the caller may list no prefix at all, or not the one that is asked for.
    """
    names = await holders.names(page)
    scope = _scope(who, sought.prefix, names)
    until = clock() + seconds
    stands: int = await page.scalar(sa.select(journal_head.c.serial))
    come = await rows.state(page) or 0
    behind = stands - come if stands - come > most_unindexed else 0
    highest = (come if behind else stands) if below is None else below - 1
    found: list[Record] = []
    async for look in _looks(page, Narrowing.of(sought, scope, names), come, highest):
        for record in await _records(page, look.candidates):
            if (scope is None or record.handle.prefix.key in scope) and sought.matches(record, names):
                if len(found) == limit:
                    return Found(found, found[-1].serial, behind)
                found.append(record)
        if clock() > until and look.lowest > 1:
            return Found(found, look.lowest, behind)
    return Found(found, None, behind)


def _scope(who: Principal, wanted: Prefix | None, known: Collection[str]) -> frozenset[str] | None:
    """The keys of the prefixes under which the caller may search and wants to; None for all.

    Raises:
        Forbidden: there is none.
    """
    if allows(who, Verb.LIST) and wanted is None:
        return None
    if wanted is not None and not allows(who, Verb.LIST, wanted):
        raise Forbidden(f"{who.name} may not search under {wanted}")
    own = frozenset(
        key for key in known if (wanted is None or wanted.holds(Prefix(key))) and allows(who, Verb.LIST, Prefix(key))
    )
    if not own and wanted is None:
        raise Forbidden(f"{who.name} may not search: expected park staff, or a key with a prefix")
    return own


async def _looks(page: Reading, narrowing: Narrowing, come: int, highest: int) -> AsyncIterator[_Look]:
    """What may be meant up to a serial: first from the journal what the index has not come to, then by the index."""
    if highest > come:
        fresh = [each for each in await journal.after(page, come, highest - come) if each.serial <= highest]
        keyed: list[tuple[int, str | None]] = [
            (each.serial, each.change.handle) for each in reversed(fresh) if isinstance(each.change, Put | Retire)
        ]
        for at in range(0, len(keyed), _CANDIDATES_A_LOOK):
            yield _Look(keyed[at : at + _CANDIDATES_A_LOOK][-1][0], keyed[at : at + _CANDIDATES_A_LOOK])
    top = min(highest, come)
    segments = range(placed(top)[0], -1, -1)
    for first in range(0, len(segments) if top > 0 else 0, _SEGMENTS_A_QUESTION):
        some = segments[first : first + _SEGMENTS_A_QUESTION]
        held = await rows.find(page, some, narrowing.tokens)
        for segment in some:
            base = segment << SEGMENT_BITS
            bits = narrowing.of_segment(held[segment], top - base)
            group: list[tuple[int, str | None]] = []
            for place in descending(bits):
                group.append((base | place, None))
                if len(group) == _CANDIDATES_A_LOOK:
                    yield _Look(base | place, group)
                    group = []
            yield _Look(max(base, 1), group)


async def _records(page: Reading, candidates: Sequence[tuple[int, str | None]]) -> list[Record]:
    """The records that these changes were the last ones of, downward."""
    unknown = [serial for serial, key in candidates if key is None]
    keyed: Mapping[int, str] = await rows.keys(page, unknown) if unknown else {}
    handles = [Handle.parse(key) for serial, known in candidates if (key := known or keyed.get(serial)) is not None]
    last = {record.serial: record for record in (await page.find_many(handles)).values()}
    return [last[serial] for serial, _ in candidates if serial in last]
