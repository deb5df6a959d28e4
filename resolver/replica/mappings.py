"""Mappings as the replica keeps them: from another identifier of a thing to the record that carries it.

Kept under the identifier's key (`schemas.mapping`): checksum of key and rest (4), serial of the record's change (8),
the handle. All of it follows from the entries, in the same transaction: an entry says by a flag that its values carry
other identifiers, and of two records that carry the same one the newer has it. So whatever is wrong here is made good
from the entries, which are held against the Feed themselves.
"""

import zlib
from collections.abc import Collection
from typing import NamedTuple

import lmdb

from resolver.replica.entry import CHECKSUM_SIZE, MAPPED, Corrupt, Entry, intact, serial_of
from resolver.replica.environment import DIGESTED_SIZE, kept_under
from schemas.mapping import carried

_SERIAL_SIZE = 8
POINTER_SIZE = CHECKSUM_SIZE + _SERIAL_SIZE
"""Octets of a pointer before the handle."""
_FLAGS_AT = 5


class Pointer(NamedTuple):
    """Which record carries an identifier."""

    handle: str
    serial: int
    """Of the change by which it did: an entry with the same one still does."""


def pointer_octets(key: bytes, pointer: Pointer) -> bytes:
    """A pointer as kept under the key of an identifier."""
    rest = pointer.serial.to_bytes(_SERIAL_SIZE, "little") + pointer.handle.encode()
    return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest


def pointer_of(key: bytes, octets: bytes | None) -> Pointer | None:
    """The pointer in what is kept under this key; None where the checksum does not hold."""
    if octets is None or len(octets) < POINTER_SIZE or not intact(key, octets):
        return None
    return Pointer(octets[POINTER_SIZE:].decode(), int.from_bytes(octets[CHECKSUM_SIZE:POINTER_SIZE], "little"))


def is_mapping_key(key: bytes) -> bool:
    """Whether a key is that of another identifier: no label of a handle's prefix holds a colon."""
    return b":" in key.partition(b"/")[0]


def keys_in(key: bytes, octets: bytes | None) -> frozenset[bytes]:
    """The keys of the identifiers that an entry's values carry; none where it cannot be trusted."""
    if octets is None or len(octets) <= _FLAGS_AT or not octets[_FLAGS_AT] & MAPPED:
        return frozenset()
    try:
        return frozenset(mapped.key for mapped in carried(Entry.from_octets(key, octets).values()))
    except Corrupt:
        return frozenset()


def turn(
    page: "lmdb.Transaction[bytes]",
    mappings: "lmdb._Database",
    pointer: Pointer,
    before: Collection[bytes],
    now: Collection[bytes],
) -> None:
    """Let the identifiers that a record carries now point to it, and those that it has dropped to nothing."""
    for key in before:
        if key not in now:
            kept = kept_under(key)
            there = pointer_of(key, page.get(kept, db=mappings))
            if there is not None and _same(there.handle, pointer.handle):
                page.delete(kept, db=mappings)
    for key in now:
        kept = kept_under(key)
        there = pointer_of(key, page.get(kept, db=mappings))
        if there is None or there.serial <= pointer.serial:
            page.put(kept, pointer_octets(key, pointer), db=mappings)


def holds(
    view: "lmdb.Transaction[bytes]", mappings: "lmdb._Database", handle: str, serial: int, now: Collection[bytes]
) -> bool:
    """Whether all these identifiers point to a record, or to a newer one that has them."""
    for key in now:
        there = pointer_of(key, view.get(kept_under(key), db=mappings))
        if there is None or there.serial < serial or (there.serial == serial and not _same(there.handle, handle)):
            return False
    return True


def good(view: "lmdb.Transaction[bytes]", kept: bytes, octets: bytes) -> bool:
    """Whether what is kept is a whole pointer to a record that carries the identifier; `view` is on the entries."""
    return bool(_found(view, kept, octets)[1])


def straighten(page: "lmdb.Transaction[bytes]", mappings: "lmdb._Database", kept: bytes) -> bool:
    """Make a pointer good if what is left of it leads to a record that carries the identifier, else remove it.

    False if it was removed: some other record may carry the identifier.
    """
    octets = page.get(kept, db=mappings)
    if octets is None:
        return False
    found, whole = _found(page, kept, octets)
    if found is None:
        page.delete(kept, db=mappings)
        return False
    if not whole:
        page.put(kept, pointer_octets(*found), db=mappings)
    return True


def carrier(view: "lmdb.Transaction[bytes]", key: bytes) -> bytes | None:
    """The key of the newest record that carries an identifier, looked for among all entries.

    One that is kept under a digest is passed over: nobody can tell its handle by it.
    """
    newest: tuple[int, bytes] | None = None
    with view.cursor() as cursor:
        for kept, octets in cursor:
            serial = serial_of(octets)
            if (newest is None or serial > newest[0]) and len(kept) != DIGESTED_SIZE and key in keys_in(kept, octets):
                newest = serial, kept
    return None if newest is None else newest[1]


def _found(view: "lmdb.Transaction[bytes]", kept: bytes, octets: bytes) -> tuple[tuple[bytes, Pointer] | None, bool]:
    """The identifier and the pointer that should be kept, by the record that the octets name; and whether it is."""
    try:
        handle = octets[POINTER_SIZE:].decode()
    except UnicodeDecodeError:
        return None, False
    record = handle.encode().upper()
    if not record:
        return None, False
    entry = view.get(kept_under(record))
    if entry is None:
        return None, False
    if len(kept) != DIGESTED_SIZE and intact(record, entry) and pointer_of(kept, octets) == (handle, serial_of(entry)):
        return (kept, Pointer(handle, serial_of(entry))), True
    for key in keys_in(record, entry):
        if kept_under(key) == kept:
            pointer = Pointer(handle, serial_of(entry))
            return (key, pointer), pointer_of(key, octets) == pointer
    return None, False


def _same(one: str, other: str) -> bool:
    return one == other or one.encode().upper() == other.encode().upper()
