"""Rows of the table `enterprises` and of `parks`.

Rows are written at once, not at the end of the page: applications name them, in the same transaction.
"""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables import enterprises, parks
from schemas.enterprise import Enterprise, Park
from schemas.life import ENTERED, Standing
from schemas.profile import Category

# The column is NOT NULL and unique. What has not been entered yet may have no code, or one that another applicant
# claims too: until then it has one of its own that can be no 统一社会信用代码.
_NOT_YET = "draft:"


async def find(page: Reading, uscc: str) -> Enterprise | None:
    """The enterprise with this 统一社会信用代码."""
    rows = await page.rows(sa.select(enterprises).where(enterprises.c.uscc == uscc))
    return _enterprise(rows[0]) if rows else None


async def find_by_id(page: Reading, number: str) -> Enterprise | None:
    """The enterprise with this id, whether it was entered or is still applying."""
    rows = await page.rows(sa.select(enterprises).where(enterprises.c.id == number))
    return _enterprise(rows[0]) if rows else None


async def kept_of(page: Reading, number: str) -> tuple[str, bytes | None]:
    """What is kept of an enterprise's profile: JSON without personal data, and personal data, sealed."""
    statement = sa.select(enterprises.c.profile, enterprises.c.sealed).where(enterprises.c.id == number)
    rows = await page.rows(statement)
    return (rows[0].profile, None if rows[0].sealed is None else bytes(rows[0].sealed)) if rows else ("", None)


async def enter(page: Writing, enterprise: Enterprise) -> None:
    """Enter a new enterprise."""
    await page.connection.execute(enterprises.insert(), {**_row(enterprise), "created_at": page.now})


async def replace(page: Writing, enterprise: Enterprise) -> None:
    """Enter an enterprise's new particulars."""
    row = _row(enterprise)
    await page.connection.execute(enterprises.update().where(enterprises.c.id == row.pop("id")).values(row))


async def keep(page: Writing, number: str, profile: dict[str, Any], sealed: bytes | None) -> None:
    """Enter what is kept of an enterprise's profile."""
    values = {"profile": json.dumps(profile, ensure_ascii=False), "sealed": sealed}
    await page.connection.execute(enterprises.update().where(enterprises.c.id == number).values(values))


async def list_(page: Reading, park: str | None = None) -> Sequence[Enterprise]:
    """All enterprises that were ever entered, or those of one park, by name."""
    statement = sa.select(enterprises).where(enterprises.c.standing.in_(ENTERED))
    if park is not None:
        statement = statement.where(enterprises.c.park == park)
    # Here, for PostgreSQL orders by language and SQLite by octets.
    return sorted(map(_enterprise, await page.rows(statement)), key=lambda each: (each.name, each.id))


async def find_park(page: Reading, number: str) -> Park | None:
    """The park with this id."""
    return next((park for park in await list_parks(page) if park.id == number), None)


def enter_park(page: Writing, park: Park) -> None:
    """Enter a new park."""
    page.also(parks.insert(), {"id": park.id, "name": park.name, "name_en": park.name_en, "division": park.division})


async def list_parks(page: Reading) -> Sequence[Park]:
    """All parks, by id."""
    return [
        Park(row.id, row.name, row.name_en, row.division)
        for row in await page.rows(sa.select(parks).order_by(parks.c.id))
    ]


def code_of(kept: str) -> str:
    """The 统一社会信用代码 as it is kept; empty for what has none yet."""
    return "" if kept.startswith(_NOT_YET) else kept


def _row(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "id": enterprise.id,
        "name": enterprise.name,
        "name_en": enterprise.name_en,
        "uscc": enterprise.uscc if enterprise.standing in ENTERED else _NOT_YET + enterprise.id[:12],
        "division": enterprise.division,
        "industry": enterprise.industry,
        "park": enterprise.park,
        "above_scale": enterprise.above_scale,
        "above_scale_year": enterprise.above_scale_year,
        "joined_on": enterprise.joined_on,
        "left_on": enterprise.left_on,
        "categories": " ".join(enterprise.categories),
        "standing": enterprise.standing.value,
        "version": enterprise.version,
    }


def _enterprise(row: sa.Row[Any]) -> Enterprise:
    return Enterprise(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        uscc=code_of(row.uscc),
        division=row.division,
        industry=row.industry,
        park=row.park,
        above_scale=row.above_scale,
        above_scale_year=row.above_scale_year,
        joined_on=row.joined_on,
        left_on=row.left_on,
        categories=tuple(map(Category, row.categories.split())),
        standing=Standing(row.standing),
        version=row.version,
    )
