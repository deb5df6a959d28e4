"""Rows of `records` on their way in: new ones together, by the fastest way a database has; changed ones one by one."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.rows import RecordRow
from registry.store.tables import records

_CHANGE = (
    records.update()
    .where(records.c.prefix == sa.bindparam("b_prefix"), records.c.suffix == sa.bindparam("b_suffix"))
    .values(
        {column.name: sa.bindparam(f"b_{column.name}") for column in records.columns if not column.primary_key},
    )
)


async def write(connection: AsyncConnection, fresh: Sequence[RecordRow], changed: Sequence[RecordRow]) -> None:
    """Write rows that are new, and rows that are there already as they are from now on."""
    if fresh:
        await copying.insert(connection, records, fresh)
    if changed:
        names = [f"b_{column.name}" for column in records.columns]
        await connection.execute(_CHANGE, [dict(zip(names, row, strict=True)) for row in changed])
