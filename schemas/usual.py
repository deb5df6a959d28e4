"""The usual: values that are public, printable text of a type without a meaning of its own, as nearly every one is.

What is registered and shown by the million is read and written here without a detour. Whatever is not usual goes the
long way, in which every rule is written; both come to the same, octet for octet, and tests hold them to it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple

import msgspec

from schemas import mapping
from schemas.counting import utc
from schemas.encodings import link
from schemas.errors import Malformed
from schemas.handle import LONGEST_HANDLE, Handle
from schemas.locations import LOCATIONS_TYPE
from schemas.prefix import PREFIX_AUTHORITY, Prefix
from schemas.value import (
    DEFAULT_TTL,
    LARGEST_DATA,
    LARGEST_INDEX,
    LARGEST_TTL,
    LONGEST_TYPE,
    MOST_VALUES,
    PUBLIC,
    RESERVED_INDEXES,
    Value,
    unpack_values,
)

_MEANINGFUL = frozenset({mapping.TYPE, link.TYPE, LOCATIONS_TYPE.upper()})


@lru_cache(maxsize=4096)
def plain_type(type: str) -> bool:
    """Whether a type is within its limits and means nothing to the node beyond what its values show, or it is `URL`."""
    upper = type.upper()
    return (
        1 <= len(type) <= LONGEST_TYPE
        and type.isprintable()
        and not upper.startswith("HS_")
        and upper not in _MEANINGFUL
    )


# ---- reading ----


class Ready(msgspec.Struct, frozen=True, gc=False):
    """A registration with which nothing can be wrong by itself: printable ASCII, usual values, each index once.

    It is small: what a transaction goes through are thousands of these.
    """

    text: str
    """The identifier as written."""
    prefix: str
    """The keys of its two halves."""
    suffix: str
    packed: bytes
    """Its values with their timestamp, as `schemas.value.pack_values` packs them."""

    @property
    def key(self) -> bytes:
        """The canonical octets of the identifier, as `Handle.key` has them."""
        return f"{self.prefix}/{self.suffix}".encode()

    @property
    def handle(self) -> Handle:
        """The identifier."""
        return Handle.parse(self.text)

    @property
    def values(self) -> tuple[Value, ...]:
        """The values."""
        return unpack_values(self.packed)


def read_ready(line: bytes, now: int) -> Ready | None:
    """Read a line as `schemas.documents.read_registration` does; None where it is not a usual one, or a wrong one.

    `now` is the timestamp of its values, a Unix second.
    """
    try:
        document = _read(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    rows: list[_Packed] = []
    indexes = set()
    for value in document.values:
        index, type, octets = value.index, value.type, value.data.value.encode()
        if not plain_type(type) or len(octets) > LARGEST_DATA:
            return None
        indexes.add(index)
        rows.append((index, type, octets, value.ttl, now, PUBLIC, False, ()))
    if len(indexes) < len(rows) or len(rows) > MOST_VALUES or not RESERVED_INDEXES.isdisjoint(indexes):
        return None
    return _ready(document.handle, rows)


def usual_columns(columns: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...] | None:
    """The columns of a table, each as its place, index and type, if all are for usual values; None otherwise."""
    known = tuple(columns)
    indexes = {index for _, index, _ in known}
    if len(indexes) < len(known) or len(known) > MOST_VALUES or not RESERVED_INDEXES.isdisjoint(indexes):
        return None
    return known if all(plain_type(type) for _, _, type in known) else None


def read_ready_cells(
    text: str, cells: Sequence[str], columns: tuple[tuple[int, int, str], ...], now: int
) -> Ready | None:
    """Read a row of a table: the identifier's text, and those of its cells that `usual_columns` let pass.

    None where it is not a usual one, or a wrong one. An empty cell is no value.
    """
    rows: list[_Packed] = []
    try:
        for place, index, type in columns:
            if cell := cells[place]:
                octets = cell.encode()
                if len(octets) > LARGEST_DATA:
                    return None
                rows.append((index, type, octets, DEFAULT_TTL, now, PUBLIC, False, ()))
    except UnicodeEncodeError:
        return None
    return _ready(text, rows)


_Packed = tuple[int, str, bytes, int, int, int, bool, tuple[()]]


def _ready(text: str, rows: list[_Packed]) -> Ready | None:
    prefix_text, _, suffix = text.partition("/")
    if not suffix.isascii() or not suffix.isprintable() or not suffix.strip(" ") == suffix != "":
        return None
    prefix = _prefix_key(prefix_text)
    if prefix is None or len(text) > LONGEST_HANDLE:
        return None
    return Ready(text, prefix, suffix.upper(), _pack(rows))


class _Text(msgspec.Struct, frozen=True, tag="string", tag_field="format", forbid_unknown_fields=True, gc=False):
    value: str


class _Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    index: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_INDEX)]
    type: str
    data: _Text
    ttl: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_TTL)] = DEFAULT_TTL


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    handle: str
    values: list[_Value]


_read: Callable[[bytes], _Line] = msgspec.json.Decoder(_Line).decode
_pack = msgspec.msgpack.Encoder().encode


@lru_cache(maxsize=4096)
def _prefix_key(text: str) -> str | None:
    """The key of a prefix under which things are named; None where it is no prefix, or the one of prefixes."""
    try:
        key = Prefix.parse(text).key
    except Malformed:
        return None
    return None if key == PREFIX_AUTHORITY else key


# ---- showing ----


class Frame(NamedTuple):
    """What stands around the text of a value object: the same for nearly every value of one kind."""

    before: bytes
    after: bytes
    """To be followed by the timestamp and `END`."""


END = b'"}'
"""The end of a value object without references."""


@lru_cache(maxsize=4096)
def frame(index: int, type: str, ttl: int) -> Frame | None:
    """The frame of public values of a type, to be filled with text; None where the type has a meaning.

    >>> before, after = frame(1, "URL", 600)
    >>> before + text_literal(b"https://a.example/") + after + stamp(1_700_000_000) + END
    b'{"index":1,"type":"URL","data":{"format":"string","value":"https://a.example/"},"ttl":600,"timestamp":"2023-11-14T22:13:20Z"}'
    """
    if not plain_type(type):
        return None
    return Frame(
        b'{"index":%d,"type":%b,"data":{"format":"string","value":' % (index, _encode(type)),
        b'},"ttl":%d,"timestamp":"' % ttl,
    )


@lru_cache(maxsize=4096)
def stamp(moment: int) -> bytes:
    """A Unix second as a value object shows it."""
    return utc(moment).encode()


def text_literal(octets: bytes) -> bytes | None:
    """Octets as a JSON string, if they are printable text; None where they may have to be shown otherwise."""
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return None
    return _encode(text) if text.isprintable() else None


_encode = msgspec.json.Encoder().encode
