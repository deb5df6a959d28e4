"""Rows of the table `prefixes`."""

from collections.abc import Sequence

import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.rows import holding_of, holdings, stems_octets
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
            "stems": stems_octets(holding.stems),
        },
    )
    page.hold(holding, new=True)


def replace(page: Writing, holding: Holding) -> None:
    """Enter how a prefix stands from now on, and tell the journal."""
    page.also(
        prefixes.update()
        .where(prefixes.c.prefix == Prefix(holding.prefix).key)
        .values(
            mode=holding.mode.value,
            standing=holding.standing.value,
            endpoint=holding.endpoint,
            stems=stems_octets(holding.stems),
        ),
        {},
    )
    page.hold(holding, new=False)


def mark(page: Writing, prefix: Prefix, with_enterprise: bool) -> None:
    """Enter whether a prefix is suspended along with its enterprise."""
    page.also(prefixes.update().where(prefixes.c.prefix == prefix.key).values(with_enterprise=with_enterprise), {})


async def marked(page: Reading, enterprise: str) -> set[str]:
    """The keys of an enterprise's prefixes that were suspended along with it."""
    statement = sa.select(prefixes.c.prefix).where(prefixes.c.enterprise == enterprise, prefixes.c.with_enterprise)
    return {row.prefix for row in await page.rows(statement)}


async def labels_below(page: Reading, prefix: Prefix) -> set[str]:
    """The last labels of all prefixes ever granted right below this one."""
    # "/" follows "." among the octets: everything between the two begins with the prefix and a dot.
    between = (prefixes.c.prefix > f"{prefix.key}.", prefixes.c.prefix < f"{prefix.key}/")
    rows = await page.rows(sa.select(prefixes.c.prefix).where(*between))
    below = (row.prefix[len(prefix.key) + 1 :] for row in rows)
    return {label for label in below if "." not in label}


async def list_(page: Reading, enterprise: str | None = None) -> Sequence[Holding]:
    """All prefixes, or those of one enterprise, in order."""
    statement = holdings().order_by(prefixes.c.prefix)
    if enterprise is not None:
        statement = statement.where(prefixes.c.enterprise == enterprise)
    return [holding_of(row) for row in await page.rows(statement)]


async def counts(page: Reading) -> dict[str, tuple[int | None, int]]:
    """How many records may answer under each prefix, as it is written, and how many do."""
    asked = sa.select(prefixes.c.spelling, prefixes.c.quota, prefixes.c.records)
    return {row.spelling: (row.quota, row.records) for row in await page.rows(asked)}


async def quota(page: Reading, prefix: Prefix) -> int | None:
    """How many records may answer under a prefix; None: as many as there are."""
    found = await page.scalar(sa.select(prefixes.c.quota).where(prefixes.c.prefix == prefix.key))
    return None if found is None else int(found)


def limit(page: Writing, prefix: Prefix, quota: int | None) -> None:
    """Enter how many records may answer under a prefix."""
    page.also(prefixes.update().where(prefixes.c.prefix == prefix.key).values(quota=quota), {})


async def stock(page: Reading, prefix: Prefix) -> int:
    """How many records answer under a prefix now."""
    return int(await page.scalar(sa.select(prefixes.c.records).where(prefixes.c.prefix == prefix.key)) or 0)
