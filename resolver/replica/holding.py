"""A holding as the replica keeps it: checksum of key and rest (4), serial of its change (8), the holding packed."""

import zlib

import lmdb
import msgspec

from resolver.replica.entry import CHECKSUM_SIZE, intact
from resolver.replica.environment import TWIN
from schemas.change import Claimed, Holding, PrefixStanding

_SERIAL_SIZE = 8
_BEFORE_HOLDING = CHECKSUM_SIZE + _SERIAL_SIZE
_unpack = msgspec.msgpack.Decoder(Holding).decode
_pack = msgspec.msgpack.Encoder().encode
_NO_STEMS = _pack(())


def holding_octets(key: bytes, serial: int, holding: Holding) -> bytes:
    """A holding as kept under the key of its prefix."""
    rest = serial.to_bytes(_SERIAL_SIZE, "little") + _pack(holding)
    return zlib.crc32(rest, zlib.crc32(key)).to_bytes(CHECKSUM_SIZE, "little") + rest


def holding_of(key: bytes, octets: bytes) -> Holding | None:
    """The holding in what is kept under this key; None where the checksum does not hold."""
    if holding_serial(key, octets) is None:
        return None
    try:
        return _unpack(octets[_BEFORE_HOLDING:])
    except msgspec.DecodeError:
        return None


def may_have_stems(octets: bytes) -> bool:
    """Whether a kept holding may tell what its enterprise has claimed: told without reading it, for few of them do."""
    return not octets.endswith(_NO_STEMS)


def stems_of(key: bytes, octets: bytes) -> tuple[Claimed, ...]:
    """What a kept holding tells of claims; nothing where its checksum does not hold: it is mended soon.

    Nobody is sent on by the word of an enterprise whose prefix does not answer.
    """
    holding = holding_of(key, octets)
    if holding is None:
        return ()
    active = holding.standing is PrefixStanding.ACTIVE
    return holding.stems if active else tuple([stem._replace(handler="") for stem in holding.stems])


def holding_serial(key: bytes, octets: bytes) -> int | None:
    """The serial of the change that a kept holding came from; None where the checksum does not hold."""
    if len(octets) < _BEFORE_HOLDING or not intact(key, octets):
        return None
    return int.from_bytes(octets[CHECKSUM_SIZE:_BEFORE_HOLDING], "little")


def mend(page: "lmdb.Transaction[bytes]", holdings: "lmdb._Database", state: "lmdb._Database") -> bool:
    """Make each corrupt or missing copy of a holding from the other one; false if one has no good copy left."""
    keys = {key for key, _ in page.cursor(holdings)}
    with page.cursor(state) as cursor:
        cursor.set_range(TWIN)
        for key, _ in cursor:
            if not key.startswith(TWIN):
                break
            keys.add(key.removeprefix(TWIN))
    for key in sorted(keys):
        copies = (page.get(key, b"", db=holdings), page.get(TWIN + key, b"", db=state))
        serials = [holding_serial(key, octets) or 0 for octets in copies]
        good = copies[0] if serials[0] >= serials[1] else copies[1]
        if not max(serials):
            return False
        if copies != (good, good):
            page.put(key, good, db=holdings)
            page.put(TWIN + key, good, db=state)
    return True
