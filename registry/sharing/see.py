"""See: a record with what the caller may see of it, partners included; and the line that says who saw what.

What one may not see is left out, and nobody is told that it is there. Values that are not public and not the reader's
own are shown only after a line about it stands in the trail: who, which record, which values, by which grants.
"""

import msgspec

from registry.authority import Verb, in_scope
from registry.consult import consult
from registry.credentials import Pepper
from registry.group import Group
from registry.sharing.link import granted_by
from registry.store import grants
from registry.store.page import Reading, Writing
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.principal import Principal, Role
from schemas.record import Record
from schemas.sharing import Grant
from schemas.value import Value


class Seen(msgspec.Struct, frozen=True):
    """What somebody sees of a record."""

    record: Record
    values: tuple[Value, ...]
    reader: Principal | None
    """Who reads, as the trail names them; None: nobody who is known."""
    graded: tuple[int, ...] = ()
    """The indexes of the values that are not public, where they are not the reader's own."""
    grants: tuple[str, ...] = ()
    """By which grants."""


async def see(
    page: Reading, who: Principal | None, handle: Handle, pepper: Pepper, link: str = "", address: str = ""
) -> Seen:
    """A record, tombstones included, and those of its values that the caller, or whoever has this link, may see.

    Raises: as `registry.consult.consult`.
    """
    record, values = await consult(page, who, handle)
    seen = {value.index for value in values}
    hidden = {value.index: value for value in record.values if value.index not in seen}
    opened: dict[int, str] = {}
    reader = who
    if any(value.grade is Grade.PARTNER for value in hidden.values()):
        for grant in await _grants(page, who, handle, pepper, link):
            if reader is None:
                reader = Principal(f"link:{grant.id}", Role.LINK, address=address)
            for index in grant.extent.reaches(handle, record.values):
                if index in hidden:
                    opened.setdefault(index, grant.id)
    if opened:
        values = tuple(value for value in record.values if value.index in seen | opened.keys())
    own = who is not None and (who.role is Role.HANDLE or who.holds(handle.prefix))
    graded = () if own else tuple(value.index for value in values if not value.public)
    return Seen(record, values, reader, graded, tuple(sorted(set(opened.values()))))


async def note(group: Group, seen: Seen, indexes: frozenset[int] | None = None) -> None:
    """Have it entered that values were seen that are not public, before they are shown; `indexes` are those asked for.

    Raises:
        Busy: it cannot be entered now, so they must not be shown.
    """
    graded = [index for index in seen.graded if indexes is None or index in indexes]
    reader = seen.reader
    if not graded or reader is None:
        return

    async def act(page: Writing) -> None:
        page.note(reader, "read graded values", seen.record.handle.text, indexes=graded, grants=list(seen.grants))

    await group.do(act)


async def _grants(page: Reading, who: Principal | None, handle: Handle, pepper: Pepper, link: str) -> list[Grant]:
    found: list[Grant] = []
    if who is not None and in_scope(who, Verb.READ_HIDDEN):
        found += await grants.about(page, handle, who.key or "", who.enterprise)
    if link and (grant := await granted_by(page, pepper, link)) is not None:
        found.append(grant)
    return found
