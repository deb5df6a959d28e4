"""Retire: take an identifier out of service for good. It leaves a tombstone."""

from registry.administrators import rights_over, rights_over_prefix
from registry.amend import require_version, standing
from registry.authority import Verb, require, require_family, subject
from registry.mapping import NOTHING, carried_now, turned
from registry.store.page import Writing
from registry.templates.fit import free
from schemas.encodings.admin import Right
from schemas.errors import Forbidden
from schemas.handle import Handle
from schemas.principal import Principal, Role
from schemas.record import Record, Standing


async def retire(page: Writing, who: Principal, handle: Handle, if_version: int | None = None) -> Record:
    """Retire one identifier.

    Raises, in this order:
        Elsewhere, Forbidden: the prefix takes no changes here.
        Absent, Retired: there is no such record now.
        Forbidden: the caller may not retire it, or it is the record of a prefix.
        Conflict: the record is not at version `if_version` any more.
    """
    record = await standing(page, handle)
    rights = Right(0)
    if who.role is Role.HANDLE:
        rights = await rights_over(page, who, record) | await rights_over_prefix(page, who, subject(handle))
    require(who, Verb.RETIRE, handle, rights)
    require_family(who, handle.suffix_key)
    if handle.names_prefix:
        raise Forbidden(f"{handle.text} is the record of a prefix: a prefix is closed, not retired")
    require_version(record, if_version)
    mapping = await turned(page, who, record.handle, carried_now(record.values), NOTHING)
    retired = page.enter(
        Record(record.handle, (), record.version + 1, record.registered_at, page.now, Standing.RETIRED), record
    )
    page.note(who, "retire", handle.text, version=retired.version)
    await free(page, record)
    if mapping is not None:
        await mapping.settle()
    return retired
