"""Rows of the table `grants`: who may see partner-graded values of whom. A row is never changed but for its end.

Rows are written at once, not at the end of the page.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_sharing import grants, group_members
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.sharing import Extent, Grant, Grantee, To


async def find(page: Reading, id: str) -> Grant | None:
    """The grant with this id."""
    rows = await page.rows(sa.select(grants).where(grants.c.id == id))
    return _kept(rows[0]) if rows else None


async def list_(page: Reading, prefix: Prefix) -> Sequence[Grant]:
    """What was granted about a prefix, the oldest first, also what is over."""
    statement = sa.select(grants).where(grants.c.prefix == prefix.key)
    return [_kept(row) for row in await page.rows(statement.order_by(grants.c.created_at, grants.c.id))]


async def to(page: Reading, key: str, enterprise: str | None) -> Sequence[Grant]:
    """What holds now for a key, or for whoever acts for an enterprise, the oldest first."""
    statement = sa.select(grants).where(_for(key, enterprise), _holding(page.now))
    return [_kept(row) for row in await page.rows(statement.order_by(grants.c.created_at, grants.c.id))]


async def about(page: Reading, handle: Handle, key: str, enterprise: str | None) -> Sequence[Grant]:
    """What holds now about a record for a key, or for whoever acts for an enterprise."""
    labels = handle.prefix.key.split(".")
    above = [".".join(labels[:count]) for count in range(1, len(labels) + 1)]
    statement = sa.select(grants).where(
        grants.c.prefix.in_(above),
        sa.or_(grants.c.suffix.is_(None), grants.c.suffix == handle.suffix_key),
        _for(key, enterprise),
        _holding(page.now),
    )
    return [_kept(row) for row in await page.rows(statement.order_by(grants.c.id))]


async def count(page: Reading, prefix: Prefix) -> int:
    """How many grants there are about a prefix, those that are over included."""
    return int(await page.scalar(sa.select(sa.func.count()).where(grants.c.prefix == prefix.key)) or 0)


async def enter(page: Writing, grant: Grant) -> None:
    """Enter a new grant."""
    extent = grant.extent
    row = (
        grant.id,
        extent.prefix.key,
        extent.suffix,
        extent.template,
        " ".join(extent.items),
        " ".join(map(str, extent.indexes)),
        grant.grantee.to.value,
        grant.grantee.id,
        grant.note,
        grant.created_by,
        grant.created_at,
        grant.expires_at,
        grant.revoked_at,
    )
    await copying.insert(page.connection, grants, [row])


async def revoke(page: Writing, id: str) -> None:
    """End a grant now."""
    await page.connection.execute(grants.update().where(grants.c.id == id).values(revoked_at=page.now))


def _for(key: str, enterprise: str | None) -> sa.ColumnElement[bool]:
    table = grants.c
    ways = [sa.and_(table.kind == To.KEY.value, table.grantee == key)]
    if enterprise is not None:
        ways.append(sa.and_(table.kind == To.ENTERPRISE.value, table.grantee == enterprise))
        own = sa.select(group_members.c.group).where(group_members.c.enterprise == enterprise)
        ways.append(sa.and_(table.kind == To.GROUP.value, table.grantee.in_(own)))
    return sa.or_(*ways)


def _holding(now: int) -> sa.ColumnElement[bool]:
    return sa.and_(grants.c.revoked_at.is_(None), sa.or_(grants.c.expires_at.is_(None), grants.c.expires_at > now))


def _kept(row: sa.Row[Any]) -> Grant:
    extent = Extent(
        prefix=Prefix(row.prefix),
        suffix=row.suffix,
        template=row.template,
        items=tuple(row.items.split()),
        indexes=tuple(map(int, row.indexes.split())),
    )
    return Grant(
        id=row.id,
        extent=extent,
        grantee=Grantee(To(row.kind), row.grantee),
        note=row.note,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
