"""Rows of the table `filings`: what was sent to the national node, and what it said."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_applications import filings


class FilingStanding(StrEnum):
    """What the national node has said."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """One sending of one application."""

    id: str
    application: str
    submission: int
    standing: FilingStanding = FilingStanding.PENDING
    message: str = ""
    """What the national node said (auditResultMsg)."""
    upstream: str = ""
    """What the national node calls the enterprise (entId)."""
    sent_at: int = 0
    answered_at: int | None = None
    answered_by: str = ""


async def find(page: Reading, id: str) -> Filing | None:
    """The filing with this id."""
    rows = await page.rows(sa.select(filings).where(filings.c.id == id))
    return _filing(rows[0]) if rows else None


async def enter(page: Writing, filing: Filing) -> None:
    """Enter a filing."""
    await page.connection.execute(filings.insert(), _row(filing))


async def replace(page: Writing, filing: Filing) -> None:
    """Enter what was answered."""
    await page.connection.execute(filings.update().where(filings.c.id == filing.id).values(_row(filing)))


async def list_(
    page: Reading, application: str | None = None, standing: FilingStanding | None = None
) -> Sequence[Filing]:
    """The filings, in the order in which they were sent."""
    statement = sa.select(filings).order_by(filings.c.sent_at, filings.c.id)
    if application is not None:
        statement = statement.where(filings.c.application == application)
    if standing is not None:
        statement = statement.where(filings.c.standing == standing.value)
    return [_filing(row) for row in await page.rows(statement)]


def _row(filing: Filing) -> dict[str, Any]:
    return {**msgspec.structs.asdict(filing), "standing": filing.standing.value}


def _filing(row: sa.Row[Any]) -> Filing:
    return Filing(
        id=row.id,
        application=row.application,
        submission=row.submission,
        standing=FilingStanding(row.standing),
        message=row.message,
        upstream=row.upstream,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
