"""An entry: one record as the replica keeps it. Checksummed, and with the costly parts of the answers rendered.

Layout, little-endian: crc32 of the key and all that follows the crc (4) · layout (1) · flags (1) · two zero octets ·
version (4) · shortest ttl (4) · serial (8) · registered_at (4) · changed_at (4) · lengths of head, tail, redirect and
values (4 each) · the four parts.

* *head* and *tail* are what surrounds the identifier's spelling in an answer to `GET /api/handles/{handle}`: header
  lines that belong to this record, the blank line and the beginning of the body; then the rest of the body.
* *redirect* is what follows the date lines in an answer to `GET /{handle}`: `Location`, length, blank line, body.
  It is empty unless that answer is always the same redirect.
* *values* are the public values, packed, for every question that asks for less than all of them.
"""

import zlib
from struct import Struct
from typing import Self

import msgspec

from schemas.value import Value

LAYOUT = 1
_FIXED = Struct("<IBBHIIQIIIIII")
FIXED_SIZE = _FIXED.size
CHECKSUM_SIZE = 4
_SERIAL_AT = 16

RETIRED = 1
"""Flag: a tombstone; there are no parts."""
CHANGEFUL = 2
"""Flag: the answer depends on more than the spelling (a value with an absolute expiry): never answer from the parts."""
HIDDEN = 4
"""Flag: some values are not public, so an administrator sees another record than this."""
MAPPED = 8
"""Flag: some of the values carry other identifiers, which point to this record (`resolver.replica.mappings`)."""

LONGEST_PLAIN_KEY = 480
"""LMDB keys have at most 511 octets; a longer identifier is kept under a beginning of it and a digest."""

_values = msgspec.msgpack.Decoder(tuple[Value, ...]).decode
_pack_values = msgspec.msgpack.Encoder().encode


class Corrupt(Exception):
    """An entry's checksum does not hold. It is never served: report it, and the keeper heals it."""

    def __init__(self, key: bytes) -> None:
        super().__init__(f"the replica's entry of {key[:80]!r} is corrupt")
        self.key = key


class Entry(msgspec.Struct, frozen=True):
    """One record, ready to be answered."""

    flags: int
    version: int
    ttl: int
    """Shortest ttl of the public values, in seconds; 0 where there are none."""
    serial: int
    registered_at: int
    changed_at: int
    head: bytes
    tail: bytes
    redirect: bytes
    packed_values: bytes

    @property
    def retired(self) -> bool:
        """Whether this is a tombstone."""
        return bool(self.flags & RETIRED)

    def values(self) -> tuple[Value, ...]:
        """The public values, in stored order."""
        return _values(self.packed_values) if self.packed_values else ()

    def to_octets(self, key: bytes) -> bytes:
        """The entry as kept under this canonical key."""
        rest = (
            _FIXED.pack(
                0,
                LAYOUT,
                self.flags,
                0,
                self.version,
                self.ttl,
                self.serial,
                self.registered_at,
                self.changed_at,
                len(self.head),
                len(self.tail),
                len(self.redirect),
                len(self.packed_values),
            )[CHECKSUM_SIZE:]
            + self.head
            + self.tail
            + self.redirect
            + self.packed_values
        )
        return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest

    @classmethod
    def from_octets(cls, key: bytes, octets: bytes) -> Self:
        """Read an entry kept under this canonical key.

        Raises:
            Corrupt: the checksum or the layout does not hold.
        """
        if len(octets) < FIXED_SIZE or not intact(key, octets):
            raise Corrupt(key)
        (_, layout, flags, _, version, ttl, serial, registered, changed, head, tail, redirect, values) = (
            _FIXED.unpack_from(octets)
        )
        if layout != LAYOUT or FIXED_SIZE + head + tail + redirect + values != len(octets):
            raise Corrupt(key)
        at_tail = FIXED_SIZE + head
        at_redirect = at_tail + tail
        at_values = at_redirect + redirect
        return cls(
            flags=flags,
            version=version,
            ttl=ttl,
            serial=serial,
            registered_at=registered,
            changed_at=changed,
            head=octets[FIXED_SIZE:at_tail],
            tail=octets[at_tail:at_redirect],
            redirect=octets[at_redirect:at_values],
            packed_values=octets[at_values:],
        )


def intact(key: bytes, octets: bytes) -> bool:
    """Whether the checksum of an entry holds under this canonical key."""
    return zlib.crc32(octets[CHECKSUM_SIZE:], zlib.crc32(key)) == int.from_bytes(octets[:CHECKSUM_SIZE], "little")


def serial_of(octets: bytes) -> int:
    """The serial of the change that an entry came from; 0 where there is none. Believe it if the entry is intact."""
    return int.from_bytes(octets[_SERIAL_AT : _SERIAL_AT + 8], "little")


def pack_values(values: tuple[Value, ...]) -> bytes:
    """Values as the part `packed_values`."""
    return _pack_values(values)
