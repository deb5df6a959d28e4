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

# A group may hold groups; deeper nesting than this is a mistake or an attack.
_DEEPEST_GROUP = 4
_MOST_GROUPS = 64


async def rights_over(page: Reading, who: Principal, record: Record | None) -> Right:
    """The rights that a record gives the caller; none without a record or for callers that are not of the protocol."""
    if who.role is not Role.HANDLE or who.identity is None or record is None or not record.active:
        return Right(0)
    gathered = Right(0)
    for value in record.values:
        if value.type.upper() != "HS_ADMIN":
            continue
        try:
            named = admin.from_octets(value.data)
        except Malformed:
            continue
        if await _stands_for(page, Reference(named.handle, named.index), who.identity):
            gathered |= Right(named.rights & admin.ALL_RIGHTS)
    return gathered


async def rights_over_prefix(page: Reading, who: Principal, prefix: Prefix) -> Right:
    """The rights that a prefix's own record, `0.NA/…`, gives the caller."""
    if who.role is not Role.HANDLE:
        return Right(0)
    return await rights_over(page, who, await page.find(Handle.of_prefix(prefix)))


async def _stands_for(page: Reading, named: Reference, identity: Reference) -> bool:
    """Whether a reference names this identity, itself or through groups."""
    waiting = [(named, 0)]
    seen: set[tuple[str, int]] = set()
    while waiting:
        reference, depth = waiting.pop()
        if _same(reference, identity):
            return True
        mark = (fold(reference.handle), reference.index)
        if depth >= _DEEPEST_GROUP or mark in seen or len(seen) >= _MOST_GROUPS:
            continue
        seen.add(mark)
        try:
            record = await page.find(Handle.parse(reference.handle))
        except Malformed:
            continue
        for value in record.values if record and record.active else ():
            if value.type.upper() == "HS_VLIST" and reference.index in (0, value.index):
                try:
                    waiting += [(member, depth + 1) for member in vlist.from_octets(value.data)]
                except Malformed:
                    continue
    return False


def _same(named: Reference, identity: Reference) -> bool:
    """Whether two references are one; index 0 stands for any (handle-wire.md §3)."""
    return fold(named.handle) == fold(identity.handle) and (named.index in (0, identity.index) or identity.index == 0)
