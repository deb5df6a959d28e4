"""A batch as the replica keeps it: checksum of key and rest (4), serial of its change (8), flags (1), the rest packed.

Kept under the key of its prefix, a zero octet and its place (`Form.place`): batches of one prefix and one form stand in
the order of their serials, so that the one that may hold an identifier is found by one step back. No handle and no
prefix has a zero octet.
"""

import zlib

import msgspec

from resolver.replica.entry import CHECKSUM_SIZE, HIDDEN, MAPPED, intact
from schemas.batch import Batch
from schemas.mapping import carries
from schemas.prefix import Prefix

BETWEEN = b"\0"
"""Stands between the key of a prefix and the place of a batch."""

_SERIAL_END = CHECKSUM_SIZE + 8
_BATCH_AT = _SERIAL_END + 1
_unpack = msgspec.msgpack.Decoder(Batch).decode
_pack = msgspec.msgpack.Encoder().encode


class KeptBatch(msgspec.Struct, frozen=True):
    """A batch with its public values."""

    batch: Batch
    serial: int
    hidden: bool
    """Whether it has values that are not public."""


def batch_key(batch: Batch) -> bytes:
    """The octets under which a batch is kept."""
    return b"%b%b%b" % (Prefix(batch.prefix).key.encode(), BETWEEN, batch.place.encode())


def is_batch_key(key: bytes) -> bool:
    """Whether a key is that of a batch."""
    return BETWEEN in key


def batch_octets(key: bytes, serial: int, batch: Batch) -> bytes:
    """A batch as kept under its key; values that are not public never enter the replica."""
    public = tuple(value for value in batch.values if value.public)
    flags = (HIDDEN if len(public) < len(batch.values) else 0) | (MAPPED if carries(public) else 0)
    rest = serial.to_bytes(8, "little") + bytes([flags]) + _pack(msgspec.structs.replace(batch, values=public))
    return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest


def batch_of(key: bytes, octets: bytes) -> KeptBatch | None:
    """The batch in what is kept under this key; None where the checksum does not hold."""
    serial = batch_serial(key, octets)
    if serial is None:
        return None
    try:
        return KeptBatch(_unpack(octets[_BATCH_AT:]), serial, bool(octets[_SERIAL_END] & HIDDEN))
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def batch_serial(key: bytes, octets: bytes) -> int | None:
    """The serial of the change that a kept batch came from; None where the checksum does not hold."""
    if len(octets) < _BATCH_AT or not intact(key, octets):
        return None
    return int.from_bytes(octets[CHECKSUM_SIZE:_SERIAL_END], "little")


def is_mapped(octets: bytes) -> bool:
    """Whether the members of a kept batch carry other identifiers; believe it if the checksum holds."""
    return len(octets) > _SERIAL_END and bool(octets[_SERIAL_END] & MAPPED)
