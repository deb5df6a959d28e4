"""Identify: what an arbitrary text that somebody has scanned or typed stands for here. The one place that decides it.

A handle whose prefix is answered for here is that handle. Anything else is tried as whatever scheme it is like, the
surest first, and stands for the record that carries it. Where none does, a text that is most like a handle is one of
another node's, and every other one an identifier that is not registered here. Digital Links as paths of this host have
a door of their own in front of this one (`resolver.edge`), which walks up from a serial to its product.
"""

from typing import Protocol

import msgspec

from resolver import mapped
from resolver.mapped import Reached, reach
from resolver.resolve import responsible
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.identifiers import handle as handle_scheme
from schemas.identifiers.recognise import recognise
from schemas.identifiers.scheme import Sureness
from schemas.mapping import Mapped, Reading, each_reading


class Shelf(mapped.Shelf, Protocol):
    """What identifying needs of a replica."""


class Named(msgspec.Struct, frozen=True):
    """It is this handle."""

    handle: Handle


class Led(msgspec.Struct, frozen=True):
    """It is an identifier of another scheme that leads to a record."""

    reading: Reading
    reached: Reached


class Unmapped(msgspec.Struct, frozen=True):
    """It is an identifier of another scheme that no record here carries."""

    reading: Reading


class Unread(msgspec.Struct, frozen=True):
    """It is no identifier; the sentence is that of the scheme that it is most like."""

    refusal: str


Identified = Named | Led | Unmapped | Unread


def identify(shelf: Shelf, text: str) -> Identified:
    """What a text stands for.

    Raises:
        Corrupt: something that was needed is there and its checksum does not hold; heal it and ask again.
    """
    handle: Handle | None = None
    refused = ""
    try:
        handle = Handle.parse(text)
    except Malformed as refusal:
        refused = str(refusal)
    if handle is not None and responsible(shelf, handle) is not None:
        return Named(handle)
    known: list[Reading] = []
    for reading in each_reading(text):
        known.append(reading)
        if (reached := reach(shelf, reading.mapped)) is not None:
            return Led(reading, reached)
    surest = next(iter(recognise(text)), None)
    as_handle = surest is None or surest.scheme == handle_scheme.NAME
    certain = surest is not None and surest.sureness is Sureness.CERTAIN
    if handle is not None and (as_handle or not (known or certain)):
        return Named(handle)
    if known:
        return Unmapped(known[0])
    return Unread(refused if as_handle else _why(text))


def _why(text: str) -> str:
    """Why a text is no identifier of the scheme that it is most like."""
    try:
        return f"text is {Mapped.parse(text).text[:80]!r}, expected an identifier"
    except Malformed as refusal:
        return str(refusal)
