"""Rendering: from a change to the entry that answers. What costs much is done here, once, and not for each question."""

from functools import lru_cache
from typing import NamedTuple

import msgspec

from resolver.redirect import LONGEST_STAY, URL_TYPE, leading, turning
from resolver.replica.entry import CHANGEFUL, HIDDEN, MAPPED, RETIRED, TURNS, Entry
from schemas.change import Put, Retire
from schemas.documents import values_json
from schemas.locations import LOCATIONS_TYPE
from schemas.mapping import carries
from schemas.usual import END, frame, stamp, text_literal
from schemas.value import LARGEST_TTL, PUBLIC, Value
from schemas.web_address import location_of

_ALIAS_TYPE = "HS_ALIAS"
_Row = tuple[int, str, bytes, int, int, int, bool, tuple[tuple[str, int], ...]]
"""A value in a change, member by member. It was held against its limits when it came in."""
_rows = msgspec.msgpack.Decoder(tuple[_Row, ...]).decode


def entry_of(change: Put | Retire, serial: int) -> Entry:
    """The entry that a change of a record comes to; a retired one is a tombstone, which knows no first registration."""
    if isinstance(change, Retire):
        return Entry(RETIRED, change.version, 0, serial, 0, change.changed_at, b"", b"")
    return usual_entry(change, serial) or entry_of_any(change, serial)


def usual_entry(change: Put, serial: int) -> Entry | None:
    """The entry of a record whose values are all public text, without a meaning but for URL, and so at least one.

    Nearly every record is such a one; `entry_of_any` comes to the same in twice the time. None for any other.
    """
    shown: list[bytes] = []
    shortest = LARGEST_TTL
    location: str | None = None
    stay = before = -1
    end = b""
    for index, type, octets, ttl, timestamp, permissions, absolute, references in _rows(change.packed):
        if permissions != PUBLIC or absolute or references:
            return None
        around = _around(index, type, ttl)
        literal = text_literal(octets)
        if around is None or literal is None:
            return None
        if timestamp != before:
            before, end = timestamp, stamp(timestamp) + END
        shown.append(b"%b%b%b%b" % (around.before, literal, around.after, end))
        if ttl < shortest:
            shortest = ttl
        if around.leads and location is None and (location := location_of(octets.decode())) is not None:
            stay = ttl
    if not shown:
        return None
    return Entry(
        0,
        change.version,
        shortest,
        serial,
        change.registered_at,
        change.changed_at,
        b"[%b]" % b",".join(shown),
        location.encode() if location is not None and _as_long(stay, shortest) else b"",
    )


def entry_of_any(change: Put, serial: int) -> Entry:
    """The entry of any record that answers."""
    everything = change.values
    values = tuple([value for value in everything if value.public])
    flags = 0 if len(values) == len(everything) else HIDDEN
    if carries(values):
        flags |= MAPPED
    ttl = 0
    if any(value.absolute for value in values):
        flags |= CHANGEFUL
    elif values:
        ttl = min([value.ttl for value in values])
    location = _location(values, ttl)
    if location and flags & MAPPED and _turns(values, location, ttl):
        flags |= TURNS
    return Entry(
        flags,
        change.version,
        ttl,
        serial,
        change.registered_at,
        change.changed_at,
        values_json(values),
        location,
    )


def _location(values: tuple[Value, ...], ttl: int) -> bytes:
    """Where every asker without wishes of their own is sent until the record changes; empty where there is no such."""
    for value in values:
        if value.type.upper() == _ALIAS_TYPE or value.type.lower() == LOCATIONS_TYPE:
            return b""
    first = leading(values)
    return first[1].encode() if first is not None and _kept_alike(first[0], ttl) else b""


def _turns(values: tuple[Value, ...], location: bytes, ttl: int) -> bool:
    """Whether a GS1 Digital Link leads every asker to the same place for as long."""
    first = turning(values)
    return first is not None and first[1].encode() == location and _kept_alike(first[0], ttl)


def _kept_alike(value: Value, ttl: int) -> bool:
    """Whether a redirect may be kept as long as its own value says: an entry knows the shortest ttl of all only."""
    return not value.absolute and _as_long(value.ttl, ttl)


def _as_long(stay: int, ttl: int) -> bool:
    return min(stay, LONGEST_STAY) == min(ttl, LONGEST_STAY)


class _Around(NamedTuple):
    before: bytes
    after: bytes
    leads: bool


@lru_cache(maxsize=4096)
def _around(index: int, type: str, ttl: int) -> _Around | None:
    """What stands around the text of such a value; None where its type says more to the node than what is shown."""
    around = frame(index, type, ttl)
    return None if around is None else _Around(*around, leads=type.upper() == URL_TYPE)
