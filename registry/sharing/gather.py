"""Gather: put enterprises into a group, so that something can be shown to all of them at once."""

import secrets
from collections.abc import Sequence

import msgspec

from registry.authority import Verb, allows, require_for
from registry.named import named_enterprise
from registry.store import groups
from registry.store.page import Reading, Writing
from schemas.errors import Absent, Malformed
from schemas.principal import Principal
from schemas.sharing import PartnerGroup
from schemas.trail import difference

LONGEST_NAME = 100
MOST_MEMBERS = 1_000


async def gather(
    page: Writing, who: Principal, enterprise: str | None, name: str, members: Sequence[str]
) -> PartnerGroup:
    """Make a group of an enterprise, given by its id, or of the park (None). Members are named as people name them.

    Raises, in this order:
        Forbidden: it is not the caller's to make.
        Malformed: the name, or too many members.
        Absent, Conflict: there is no such enterprise, or several have this name.
    """
    require_for(who, Verb.SHARE, enterprise)
    known = await _members(page, name, members)
    group = PartnerGroup(id=secrets.token_hex(8), enterprise=enterprise, name=name, members=known, created_at=page.now)
    await groups.enter(page, group)
    page.note(who, "gather group", group.id, after=_told(group))
    return group


async def regather(page: Writing, who: Principal, id: str, name: str, members: Sequence[str]) -> PartnerGroup:
    """Say anew what a group is called and who is in it; grants to it follow at once.

    Raises, in this order:
        Absent: there is no such group, as far as the caller may know.
        Forbidden, Malformed, Absent, Conflict: as `gather`.
    """
    before = await visible(page, who, id)
    require_for(who, Verb.SHARE, before.enterprise)
    group = msgspec.structs.replace(before, name=name, members=await _members(page, name, members))
    await groups.replace(page, group)
    page.note(who, "gather group", id, **difference(_told(before), _told(group)))
    return group


async def visible(page: Reading, who: Principal, id: str) -> PartnerGroup:
    """A group, for its enterprise and the park's staff.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    group = await groups.find(page, id)
    staff = allows(who, Verb.LIST)
    if group is None or not (staff or (group.enterprise is not None and group.enterprise == who.enterprise)):
        raise Absent(f"there is no group {id[:80]!r}")
    return group


async def _members(page: Reading, name: str, members: Sequence[str]) -> tuple[str, ...]:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Malformed(
            f"the name of a group has 1 to {LONGEST_NAME} printable characters, got {name[:80]!r} (at name)"
        )
    if len(members) > MOST_MEMBERS:
        raise Malformed(f"a group has at most {MOST_MEMBERS} members, got {len(members)} (at members)")
    return tuple(sorted({(await named_enterprise(page, word)).id for word in members}))


def _told(group: PartnerGroup) -> dict[str, object]:
    return {"name": group.name, "members": list(group.members), "enterprise": group.enterprise}
