"""Administrators: which rights the records themselves give to a caller of the Handle protocol.

A record's HS_ADMIN values name keys, directly or through groups (HS_VLIST); a caller who has proved to hold one of
these keys has the rights of that value (RFC 3651 §3.2.1, §3.2.7).
"""

from registry.store.page import Reading
from schemas.encodings import admin, vlist
from schemas.encodings.admin import Right
from schemas.errors import Malformed
from schemas.handle import Handle, fold
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.record import Record
from schemas.value import Reference

# A group may hold groups; deeper nesting than this is a mistake or an attack. So are more groups and more members than
# this: what is beyond gives no rights, for whoever asks waits for it, and so do all others of this worker.
_DEEPEST_GROUP = 4
_MOST_GROUPS = 64
_MOST_REFERENCES = 2_048


async def rights_over(page: Reading, who: Principal, record: Record | None) -> Right:
    """The rights that a record gives the caller; none without a record or for callers that are not of the protocol."""
    if who.role is not Role.HANDLE or who.identity is None or record is None or not record.active:
        return Right(0)
    gathered = Right(0)
    walk = _Walk(page, who.identity)
    for value in record.values:
        if value.type.upper() != "HS_ADMIN":
            continue
        try:
            named = admin.from_octets(value.data)
        except Malformed:
            continue
        if await walk.reaches(Reference(named.handle, named.index)):
            gathered |= Right(named.rights & admin.ALL_RIGHTS)
    return gathered


async def rights_over_prefix(page: Reading, who: Principal, prefix: Prefix) -> Right:
    """The rights that a prefix's own record, `0.NA/…`, gives the caller."""
    if who.role is not Role.HANDLE:
        return Right(0)
    return await rights_over(page, who, await page.find(Handle.of_prefix(prefix)))


class _Walk:
    """From references through groups to one identity; everything it looks at counts against one bound."""

    def __init__(self, page: Reading, identity: Reference) -> None:
        self._page = page
        self._identity = identity
        self._members: dict[tuple[str, int], list[Reference]] = {}
        self._left = _MOST_REFERENCES

    async def reaches(self, named: Reference) -> bool:
        """Whether a reference names the identity, itself or through groups."""
        waiting, seen = [(named, 0)], set[tuple[str, int]]()
        while waiting and self._left:
            self._left -= 1
            reference, depth = waiting.pop()
            if _same(reference, self._identity):
                return True
            mark = (fold(reference.handle), reference.index)
            if depth < _DEEPEST_GROUP and mark not in seen:
                seen.add(mark)
                waiting += [(member, depth + 1) for member in await self._group(mark, reference)]
        return False

    async def _group(self, mark: tuple[str, int], reference: Reference) -> list[Reference]:
        """The members of the group that a reference names; none where it names no group."""
        if mark not in self._members:
            if len(self._members) >= _MOST_GROUPS:
                return []
            self._members[mark] = await self._looked_up(reference)
        return self._members[mark]

    async def _looked_up(self, reference: Reference) -> list[Reference]:
        try:
            record = await self._page.find(Handle.parse(reference.handle))
            lists = [
                vlist.from_octets(value.data)
                for value in (record.values if record and record.active else ())
                if value.type.upper() == "HS_VLIST" and reference.index in (0, value.index)
            ]
        except Malformed:
            return []
        return [member for members in lists for member in members][:_MOST_REFERENCES]


def _same(named: Reference, identity: Reference) -> bool:
    """Whether two references are one; index 0 stands for any (handle-wire.md §3)."""
    return fold(named.handle) == fold(identity.handle) and (named.index in (0, identity.index) or identity.index == 0)
