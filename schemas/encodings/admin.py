"""HS_ADMIN: who administers a record, and what they may do.

Octets: permissions(2) · handle string · index(4); an old form has two zero octets more (handle-wire.md §6).
Document: `{handle, index, permissions}`, permissions as the mask in binary, rightmost character bit 0
(handle-http.md §5).
"""

from collections.abc import Sequence
from enum import IntFlag
from typing import Annotated, Literal

import msgspec

from schemas.errors import Malformed
from schemas.octets import Octets, put_string, put_uint16, put_uint32
from schemas.value import LARGEST_INDEX

LARGEST_MASK = 0xFFFF
_LEGACY_TAIL = bytes(2)


class Right(IntFlag):
    """One thing an administrator may do; the numbers are the mask on the wire."""

    ADD_HANDLE = 0x001
    DELETE_HANDLE = 0x002
    ADD_DERIVED_PREFIX = 0x004
    DELETE_DERIVED_PREFIX = 0x008
    MODIFY_VALUE = 0x010
    REMOVE_VALUE = 0x020
    ADD_VALUE = 0x040
    MODIFY_ADMIN = 0x080
    REMOVE_ADMIN = 0x100
    ADD_ADMIN = 0x200
    READ_VALUE = 0x400
    LIST_HANDLES = 0x800


ALL_RIGHTS = 0xFFF
"""The twelve rights; bits above them are kept as they come (0x1000 is DO-IRP's list derived prefixes)."""


class Admin(msgspec.Struct, frozen=True):
    """An administrator: a value that holds a key or a list of them, and a mask of rights."""

    handle: str
    index: int
    """Of the value in that record; 0 means any key of it."""
    rights: int
    legacy: bool = False
    """Whether the octets are the old form with two zero octets more, whose length is kept."""

    def may(self, right: Right) -> bool:
        """Whether the mask has this right."""
        return bool(self.rights & right)


class AdminDocument(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """An administrator as JSON shows it. Taken besides: `"*"`, true or false, the mask as a number, and an array of
    booleans or of 0 and 1 in the order of the characters."""

    handle: str
    index: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_INDEX)]
    permissions: str | bool | Annotated[int, msgspec.Meta(ge=0, le=LARGEST_MASK)] | list[bool | Literal[0, 1]]
    legacy_byte_length: bool = False


class AdminData(msgspec.Struct, frozen=True, tag="admin", tag_field="format"):
    """A value's data with their format."""

    value: AdminDocument


def from_octets(octets: bytes) -> Admin:
    """Read an administrator.

    Raises:
        Malformed: the octets end early, the handle is not UTF-8, or something other than two zero octets follows.
    """
    cursor = Octets(octets)
    rights, handle, index = cursor.take_uint16(), cursor.take_string(), cursor.take_uint32()
    legacy = cursor.left == len(_LEGACY_TAIL)
    if legacy and cursor.take(len(_LEGACY_TAIL)) != _LEGACY_TAIL:
        raise Malformed("cannot read octets as HS_ADMIN: expected zeros in the last two of the old form")
    cursor.end()
    return Admin(handle, index, rights, legacy)


def to_octets(admin: Admin) -> bytes:
    """The octets of an administrator."""
    body = put_uint16(admin.rights) + put_string(admin.handle) + put_uint32(admin.index)
    return body + _LEGACY_TAIL if admin.legacy else body


def from_document(document: AdminDocument) -> Admin:
    """The administrator a document describes.

    Raises:
        Malformed: permissions that are none of the forms taken.
    """
    return Admin(document.handle, document.index, _rights(document.permissions), document.legacy_byte_length)


def to_document(admin: Admin) -> AdminDocument:
    """An administrator as JSON shows it.

    >>> to_document(Admin("88.111.1/ADMIN", 300, 0x7F3)).permissions
    '011111110011'
    """
    return AdminDocument(admin.handle, admin.index, f"{admin.rights:012b}", admin.legacy)


def _rights(permissions: str | bool | int | Sequence[bool | int]) -> int:
    """The mask written in any of the forms taken."""
    match permissions:
        case bool():
            return ALL_RIGHTS if permissions else 0
        case int():
            return permissions
        case str():
            letters = permissions
        case _:
            letters = "".join("1" if bit else "0" for bit in permissions)
    if letters == "*":
        return ALL_RIGHTS
    if not 1 <= len(letters) <= LARGEST_MASK.bit_length() or letters.strip("01"):
        raise Malformed(
            f"cannot read {letters[:20]!r} as permissions of an administrator: expected 12 characters 0 or 1, or *"
        )
    return int(letters, 2)
