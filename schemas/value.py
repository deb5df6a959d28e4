"""A value: one numbered, typed piece of a record.

A value's data are octets, whatever their type (RFC 3651 §3.1); `schemas.documents` turns them into what JSON shows.
"""

from enum import IntFlag
from typing import Self

import msgspec

from schemas.errors import Malformed
from schemas.grade import Grade

LARGEST_INDEX = 2**32 - 1
DEFAULT_TTL = 86_400
"""Seconds: what a value gets whose sender names none (handle-http.md §5)."""
LARGEST_TTL = 2**31 - 1
MOST_VALUES = 2_048
"""In one record (handle-wire.md §7)."""
LARGEST_DATA = 131_072
"""Octets of one value: half of the largest protocol message, so that every value can be answered natively."""
LONGEST_TYPE = 128
MOST_REFERENCES = 64

# Index 1001 (TEMPLATE) is the platform's own in the interfaces of the field (china-node.md §3.3).
RESERVED_INDEXES = frozenset({1001})


class Permissions(IntFlag):
    """Who may see and change a value (RFC 3651 §3.1); the numbers below 16 are the octet on the wire.

    PARTNER_READ is the node's own and never leaves it by the Handle protocol: that knows everybody and administrators.
    """

    PARTNER_READ = 16

    ADMIN_READ = 8
    ADMIN_WRITE = 4
    PUBLIC_READ = 2
    PUBLIC_WRITE = 1

    @property
    def letters(self) -> str:
        """Four characters: adminRead, adminWrite, publicRead, publicWrite.

        >>> Permissions(14).letters
        '1110'
        """
        return f"{self.value & _ON_THE_WIRE:04b}"

    @classmethod
    def from_letters(cls, text: str) -> Self:
        """Read four characters `0` or `1`; the first is taken as `1` (handle-http.md §5).

        Raises:
            Malformed: the text is not four such characters.
        """
        if len(text) != 4 or text.strip("01"):
            raise Malformed(f"cannot read {text[:20]!r} as permissions: expected four characters 0 or 1, as in 1110")
        return cls(int(text, 2) | cls.ADMIN_READ)


_ON_THE_WIRE = 15
# A plain number: an operation on a flag takes a hundred times as long, and each value of each record is asked.
_PUBLIC_READ = int(Permissions.PUBLIC_READ)
PUBLIC = int(Permissions.ADMIN_READ | Permissions.ADMIN_WRITE | Permissions.PUBLIC_READ)
"""1110: what a value gets whose sender names no permissions."""
SECRET = int(Permissions.ADMIN_READ | Permissions.ADMIN_WRITE)
"""1100: seen by administrators only."""

_PARTNER_READ = int(Permissions.PARTNER_READ)
_GRADES = {Grade.PUBLIC: _PUBLIC_READ, Grade.PARTNER: _PARTNER_READ, Grade.INTERNAL: 0}


def graded(permissions: int, grade: Grade) -> int:
    """The same permissions with another grade.

    >>> graded(PUBLIC, Grade.INTERNAL) == SECRET
    True
    """
    return permissions & ~(_PUBLIC_READ | _PARTNER_READ) | _GRADES[grade]


class Reference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Another value: a handle and an index in its record; index 0 means any."""

    handle: str
    index: int


class Value(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One value of a record. What exists is within its limits: `__post_init__` refuses all else.

    It holds text, octets and numbers only and can be part of no circle, so the garbage collector is spared of it (as of
    the other nouns that say `gc=False`): with millions of them it would take a third of the time.
    """

    index: int
    type: str
    data: bytes
    ttl: int = DEFAULT_TTL
    """Seconds from the answer on, or, with `absolute`, the Unix second at which the value expires."""
    timestamp: int = 0
    """Unix second of the last change; the registry sets it when it is 0."""
    permissions: int = PUBLIC
    absolute: bool = False
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        """Hold the value against its limits.

        Raises:
            Malformed: index, type, size, ttl, timestamp, permissions or references out of bounds.
        """
        if not 1 <= self.index <= LARGEST_INDEX:
            raise Malformed(f"a value's index lies between 1 and {LARGEST_INDEX}, got {self.index}")
        if not 1 <= len(self.type) <= LONGEST_TYPE or not self.type.isprintable():
            raise Malformed(
                f"the type of value {self.index} has 1 to {LONGEST_TYPE} printable characters, got {self.type[:40]!r}"
            )
        if len(self.data) > LARGEST_DATA:
            raise Malformed(f"value {self.index} has at most {LARGEST_DATA} octets, got {len(self.data)}")
        if not 0 <= self.ttl <= (LARGEST_INDEX if self.absolute else LARGEST_TTL):
            raise Malformed(f"the ttl of value {self.index} lies between 0 and {LARGEST_TTL} seconds, got {self.ttl}")
        if not 0 <= self.timestamp <= LARGEST_INDEX:
            raise Malformed(f"the timestamp of value {self.index} lies between 1970 and 2106, got {self.timestamp}")
        if not 0 <= self.permissions <= 31:
            raise Malformed(f"the permissions of value {self.index} are five bits, got {self.permissions}")
        if self.references and len(self.references) > MOST_REFERENCES:
            raise Malformed(f"value {self.index} has at most {MOST_REFERENCES} references, got {len(self.references)}")

    @property
    def public(self) -> bool:
        """Whether anyone may read it. Secret keys never are, whatever their permissions say (handle-http.md §5)."""
        return self.permissions & _PUBLIC_READ != 0 and self.type.upper() != "HS_SECKEY"

    @property
    def grade(self) -> Grade:
        """How far it goes. A secret key goes nowhere."""
        if self.public:
            return Grade.PUBLIC
        shared = self.permissions & _PARTNER_READ and self.type.upper() != "HS_SECKEY"
        return Grade.PARTNER if shared else Grade.INTERNAL

    @property
    def letters(self) -> str:
        """Its permissions as four characters: see `Permissions.letters`."""
        return f"{self.permissions & _ON_THE_WIRE:04b}"

    def text(self) -> str | None:
        """The data as text, or None where they are not UTF-8."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            return None


def matches(value: Value, indexes: frozenset[int], types: tuple[str, ...]) -> bool:
    """Whether a question for these indexes and types asks for this value: the union of both; nothing asked is all.

    Types compare without case; a type that ends in a dot also stands for its subtypes (RFC 3651 §3.1,
    handle-http.md §3).

    >>> matches(Value(1, "URL.alt", b"x"), frozenset(), ("url.",))
    True
    """
    if not indexes and not types:
        return True
    if value.index in indexes:
        return True
    own = value.type.upper()
    for wanted in types:
        upper = wanted.upper()
        if own == upper or (upper.endswith(".") and (own == upper[:-1] or own.startswith(upper))):
            return True
    return False


def pack_values(values: tuple[Value, ...]) -> bytes:
    """Values as octets, for the registry's tables and its journal."""
    return _pack(values)


def unpack_values(octets: bytes | msgspec.Raw) -> tuple[Value, ...]:
    """The values in octets that `pack_values` made."""
    return _unpack(octets)


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Value, ...]).decode
