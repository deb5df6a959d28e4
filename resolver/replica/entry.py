"""An entry: one record as the replica keeps it. Checksummed, and with the costly part of its answers rendered.

Layout, little-endian: crc32 of the key and all that follows the crc (4) · layout (1) · flags (1) · two zero octets ·
version (4) · shortest ttl (4) · serial (8) · registered_at (4) · changed_at (4) · length of what is shown (4) · place
and length of the location in all that follows (4 each) · what is shown · the location, where it does not stand in that.

* What is *shown* are the public values as a JSON array, as an answer to `GET /api/handles/{handle}` has it. The values
  themselves are read back from it where a question asks for less than all of them.
* The *location* is where an answer to `GET /{handle}` leads. It is empty unless that is the same for every asker until
  the record changes. Mostly it is the data of a URL value, so that it stands in what is shown already.

Each octet of an entry costs twice, in the page cache and in the checksum of each answer; what an edge can write by
itself from the numbers (header lines, the page of a redirect) is therefore not here.
"""

import zlib
from struct import Struct
from typing import Self

import msgspec

from schemas.documents import values_of
from schemas.value import Value

LAYOUT = 2
_FIXED = Struct("<IBBHIIQIIIII")
_AFTER_CHECKSUM = Struct("<BBHIIQIIIII")
FIXED_SIZE = _FIXED.size
CHECKSUM_SIZE = 4
_SERIAL_AT = 16

RETIRED = 1
"""Flag: a tombstone; nothing is shown, not even an empty array."""
CHANGEFUL = 2
"""Flag: the answer depends on more than the spelling (a value with an absolute expiry): values must be looked at."""
HIDDEN = 4
"""Flag: some values are not public, so an administrator sees another record than this."""
MAPPED = 8
"""Flag: some of the values carry other identifiers, which point to this record (`resolver.replica.mappings`)."""

TURNS = 16
"""Flag: whoever asks by a GS1 Digital Link that points to this record is sent to the location, too."""

LONGEST_PLAIN_KEY = 480
"""LMDB keys have at most 511 octets; a longer identifier is kept under a beginning of it and a digest."""


class Corrupt(Exception):
    """An entry's checksum does not hold. It is never served: report it, and the keeper heals it."""

    def __init__(self, key: bytes) -> None:
        super().__init__(f"the replica's entry of {key[:80]!r} is corrupt")
        self.key = key


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One record, ready to be answered."""

    flags: int
    version: int
    ttl: int
    """Shortest ttl of the public values, in seconds; 0 where there are none."""
    serial: int
    registered_at: int
    changed_at: int
    shown: bytes
    """The public values as a JSON array, in stored order; no octet where it is a tombstone."""
    location: bytes
    """Where every asker is sent; empty where there is no such place."""

    @property
    def retired(self) -> bool:
        """Whether this is a tombstone."""
        return bool(self.flags & RETIRED)

    def values(self) -> tuple[Value, ...]:
        """The public values, in stored order."""
        return values_of(self.shown) if self.shown else ()

    def to_octets(self, key: bytes) -> bytes:
        """The entry as kept under this canonical key."""
        shown, location = self.shown, self.location
        place = shown.find(location)
        fixed = _AFTER_CHECKSUM.pack(
            LAYOUT,
            self.flags,
            0,
            self.version,
            self.ttl,
            self.serial,
            self.registered_at,
            self.changed_at,
            len(shown),
            place if place >= 0 else len(shown),
            len(location),
        )
        rest = fixed + shown if place >= 0 else fixed + shown + location
        return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest

    @classmethod
    def from_octets(cls, key: bytes, octets: bytes) -> Self:
        """Read an entry kept under this canonical key.

        Raises:
            Corrupt: the checksum or the layout does not hold.
        """
        if len(octets) < FIXED_SIZE or not intact(key, octets):
            raise Corrupt(key)
        (_, layout, flags, _, version, ttl, serial, registered, changed, shown, place, location) = _FIXED.unpack_from(
            octets
        )
        if layout != LAYOUT or FIXED_SIZE + max(shown, place + location) != len(octets):
            raise Corrupt(key)
        return cls(
            flags=flags,
            version=version,
            ttl=ttl,
            serial=serial,
            registered_at=registered,
            changed_at=changed,
            shown=octets[FIXED_SIZE : FIXED_SIZE + shown],
            location=octets[FIXED_SIZE + place : FIXED_SIZE + place + location],
        )


def intact(key: bytes, octets: bytes) -> bool:
    """Whether the checksum of an entry holds under this canonical key."""
    return zlib.crc32(octets[CHECKSUM_SIZE:], zlib.crc32(key)) == int.from_bytes(octets[:CHECKSUM_SIZE], "little")


def serial_of(octets: bytes) -> int:
    """The serial of the change that an entry came from; 0 where there is none. Believe it if the entry is intact."""
    return int.from_bytes(octets[_SERIAL_AT : _SERIAL_AT + 8], "little")
