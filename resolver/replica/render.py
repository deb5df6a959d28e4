"""Rendering: from a change to the entry that answers. What costs much is done here, once, and not for each question."""

from resolver.redirect import LONGEST_STAY, leading, turning
from resolver.replica.entry import CHANGEFUL, HIDDEN, MAPPED, RETIRED, TURNS, Entry
from schemas.change import Put, Retire
from schemas.documents import values_json
from schemas.locations import LOCATIONS_TYPE
from schemas.mapping import carries
from schemas.value import Value

_ALIAS_TYPE = "HS_ALIAS"


def entry_of(change: Put | Retire, serial: int) -> Entry:
    """The entry that a change of a record comes to; a retired one is a tombstone, which knows no first registration."""
    if isinstance(change, Retire):
        return Entry(RETIRED, change.version, 0, serial, 0, change.changed_at, b"", b"")
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
