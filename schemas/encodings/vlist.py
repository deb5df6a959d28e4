"""HS_VLIST: a list of references to values, such as a group of administrators.

Octets: count(4) and as many references (handle string, index(4)); nothing may follow (handle-wire.md §6).
Document: `[{handle, index}, …]` (handle-http.md §5).
"""

from typing import Annotated

import msgspec

from schemas.octets import Octets, put_string, put_uint32
from schemas.value import LARGEST_INDEX, Reference

_LEAST_REFERENCE = 8


class ReferenceDocument(msgspec.Struct, frozen=True):
    """A reference as JSON shows it."""

    handle: str
    index: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_INDEX)]


class VlistData(msgspec.Struct, frozen=True, tag="vlist", tag_field="format"):
    """A value's data with their format."""

    value: tuple[ReferenceDocument, ...]


def from_octets(octets: bytes) -> tuple[Reference, ...]:
    """Read a list.

    Raises:
        Malformed: the count does not fit, the octets end early, a handle is not UTF-8, or something follows.
    """
    cursor = Octets(octets)
    count = cursor.take_count(_LEAST_REFERENCE)
    references = tuple(Reference(cursor.take_string(), cursor.take_uint32()) for _ in range(count))
    cursor.end()
    return references


def to_octets(references: tuple[Reference, ...]) -> bytes:
    """The octets of a list."""
    return put_uint32(len(references)) + b"".join(
        put_string(reference.handle) + put_uint32(reference.index) for reference in references
    )


def from_document(document: tuple[ReferenceDocument, ...]) -> tuple[Reference, ...]:
    """The list a document describes; its shape has refused all that could be wrong."""
    return tuple(Reference(one.handle, one.index) for one in document)


def to_document(references: tuple[Reference, ...]) -> tuple[ReferenceDocument, ...]:
    """A list as JSON shows it."""
    return tuple(ReferenceDocument(one.handle, one.index) for one in references)
