"""Postings: which changes hold a token, as one bit for each serial of a segment; and tokens, what is looked up.

A segment is 65,536 serials of the journal. Its postings are numbers of so many bits, compressed: those of a rare token
take some thirty octets, those of a frequent one at most eight thousand; to hold two tokens at once is one `&`.
"""

import zlib
from array import array
from collections.abc import Iterator

SEGMENT_BITS = 16
SEGMENT = 1 << SEGMENT_BITS

# A token is a stretch of two or three characters, or one of these, which are longer and hold a character that no
# folded text has: a half of a pair of surrogates. As octets they are what UTF-8 would make of it.
_HELD, _DAY, _RETIRED, _TEMPLATE = "\udc00held", "\udc00day", "\udc00retired", "\udc00template"


def of_prefix(key: str) -> str:
    """The token of everything under exactly this prefix, by its key."""
    return _HELD + key


def of_day(day: str) -> str:
    """The token of what was registered on an Asia/Shanghai day, `2026-11-22`."""
    return _DAY + day


def of_retired() -> str:
    """The token of what was retired."""
    return _RETIRED


def of_template(id: str) -> str:
    """The token of what stands under a template, whichever version."""
    return _TEMPLATE + id


def token_octets(token: str) -> bytes:
    """A token as it is kept."""
    return token.encode("utf-8", "surrogatepass")


def token_text(octets: bytes) -> str:
    """A token from the octets that `token_octets` made."""
    return octets.decode("utf-8", "surrogatepass")


def placed(serial: int) -> tuple[int, int]:
    """In which segment a serial lies, and at which bit."""
    return serial >> SEGMENT_BITS, serial & SEGMENT - 1


def pack(bits: int) -> bytes:
    """Postings as octets."""
    return zlib.compress(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), 1)


def unpack(octets: bytes) -> int:
    """Postings from the octets that `pack` made."""
    return int.from_bytes(zlib.decompress(octets), "little")


def gathered(places: "array[int]") -> int:
    """The number that has these bits."""
    octets = bytearray((max(places) >> 3) + 1)
    for place in places:
        octets[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(octets, "little")


def descending(bits: int) -> Iterator[int]:
    """The places of the bits, the highest first.

    >>> list(descending(0b1000_0101))
    [7, 2, 0]
    """
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for at in range(len(octets) - 1, -1, -1):
        octet = octets[at]
        while octet:
            highest = octet.bit_length() - 1
            yield at << 3 | highest
            octet ^= 1 << highest
