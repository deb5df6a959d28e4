"""Rows of the table `reviews`: the verification record. Rows are only ever added."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_applications import reviews
from schemas.application import Remark

_remarks = msgspec.json.Decoder(tuple[Remark, ...]).decode
_write = msgspec.json.Encoder().encode


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Who looked at what, when, and with which result."""

    application: str
    number: int
    submission: int
    """The number of what was looked at."""
    reviewer: str
    person: str | None
    result: str
    """returned, rejected or approved."""
    evidence: str
    """The digest of what was looked at: profile, documents, wish."""
    remarks: tuple[Remark, ...] = ()
    note: str = ""
    at: int = 0


async def enter(page: Writing, review: Review) -> None:
    """Enter a review."""
    row: dict[str, Any] = msgspec.structs.asdict(review)
    row["remarks"] = _write(review.remarks).decode() if review.remarks else ""
    await page.connection.execute(reviews.insert(), row)


async def list_(page: Reading, application: str) -> Sequence[Review]:
    """The reviews of an application, in their order."""
    return (await of_many(page, [application])).get(application, [])


async def of_many(page: Reading, ids: Sequence[str]) -> Mapping[str, Sequence[Review]]:
    """The reviews of some applications, in their order; of those that have some."""
    rows = await page.rows(sa.select(reviews).where(reviews.c.application.in_(ids)).order_by(reviews.c.number))
    found: dict[str, list[Review]] = {}
    for row in rows:
        review = Review(
            application=row.application,
            number=row.number,
            submission=row.submission,
            reviewer=row.reviewer,
            person=row.person,
            result=row.result,
            evidence=row.evidence,
            remarks=_remarks(row.remarks) if row.remarks else (),
            note=row.note,
            at=row.at,
        )
        found.setdefault(review.application, []).append(review)
    return found
