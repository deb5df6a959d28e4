"""Rows of the tables `groups` and `group_members`: enterprises under one name, to be let in together.

Rows are written at once, not at the end of the page.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_sharing import group_members, groups
from schemas.sharing import PartnerGroup


async def find(page: Reading, id: str) -> PartnerGroup | None:
    """The group with this id."""
    found = await _found(page, sa.select(groups).where(groups.c.id == id))
    return found[0] if found else None


async def list_(page: Reading, enterprise: str | None, everything: bool) -> Sequence[PartnerGroup]:
    """The groups of an enterprise, or all there are, by name."""
    statement = sa.select(groups).order_by(groups.c.name, groups.c.id)
    if not everything:
        statement = statement.where(groups.c.enterprise == enterprise)
    return await _found(page, statement)


async def enter(page: Writing, group: PartnerGroup) -> None:
    """Enter a new group."""
    await copying.insert(page.connection, groups, [(group.id, group.enterprise, group.name, group.created_at)])
    await _members(page, group)


async def replace(page: Writing, group: PartnerGroup) -> None:
    """Enter a group's name and members anew."""
    await page.connection.execute(groups.update().where(groups.c.id == group.id).values(name=group.name))
    await page.connection.execute(group_members.delete().where(group_members.c.group == group.id))
    await _members(page, group)


async def _members(page: Writing, group: PartnerGroup) -> None:
    if group.members:
        await copying.insert(page.connection, group_members, [(group.id, member) for member in group.members])


async def _found(page: Reading, statement: sa.Select[tuple[object, ...]]) -> list[PartnerGroup]:
    rows = await page.rows(statement)
    members: dict[str, list[str]] = {row.id: [] for row in rows}
    chosen = sa.select(group_members).where(group_members.c.group.in_(members))
    for row in await page.rows(chosen.order_by(group_members.c.enterprise)):
        members[row.group].append(row.enterprise)
    return [
        PartnerGroup(
            id=row.id,
            enterprise=row.enterprise,
            name=row.name,
            members=tuple(members[row.id]),
            created_at=row.created_at,
        )
        for row in rows
    ]
