"""Rows of the table `prefixes`."""

from collections.abc import Sequence

import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.rows import holding_of, holdings
from registry.store.tables import prefixes
from schemas.change import Holding
from schemas.prefix import Prefix


def enter(page: Writing, holding: Holding) -> None:
    """Enter a newly granted prefix, and tell the journal."""
    page.also(
        prefixes.insert(),
        {
            "prefix": Prefix(holding.prefix).key,
            "spelling": holding.prefix,
            "enterprise": holding.enterprise,
            "mode": holding.mode.value,
            "standing": holding.standing.value,
            "endpoint": holding.endpoint,
            "granted_at": page.now,
        },
    )
    page.hold(holding, new=True)


def replace(page: Writing, holding: Holding) -> None:
    """Enter how a prefix stands from now on, and tell the journal."""
    page.also(
        prefixes.update()
        .where(prefixes.c.prefix == Prefix(holding.prefix).key)
        .values(mode=holding.mode.value, standing=holding.standing.value, endpoint=holding.endpoint),
        {},
    )
    page.hold(holding, new=False)


async def list_(page: Reading, enterprise: str | None = None) -> Sequence[Holding]:
    """All prefixes, or those of one enterprise, in order."""
    statement = holdings().order_by(prefixes.c.prefix)
    if enterprise is not None:
        statement = statement.where(prefixes.c.enterprise == enterprise)
    return [holding_of(row) for row in await page.rows(statement)]


async def stock(page: Reading, prefix: Prefix) -> int:
    """How many records answer under a prefix now."""
    return int(await page.scalar(sa.select(prefixes.c.records).where(prefixes.c.prefix == prefix.key)) or 0)
