"""Rows of the table `visits`: who is signed in to the console, and where. A visit that has ended has no row."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_people import visits


class Visit(msgspec.Struct, frozen=True):
    """One person's session in one browser."""

    digest: bytes
    """SHA-256 of the cookie: who reads the database cannot take the visit over."""
    account: str
    begun_at: int
    seen_at: int
    address: str = ""
    agent: str = ""
    """What the browser calls itself."""


async def find(page: Reading, digest: bytes) -> Visit | None:
    """The visit with this digest."""
    rows = await page.rows(sa.select(visits).where(visits.c.digest == digest))
    return _visit(rows[0]) if rows else None


def enter(page: Writing, visit: Visit) -> None:
    """Enter a new visit."""
    page.also(visits.insert(), msgspec.structs.asdict(visit))


def touch(page: Writing, digest: bytes, now: int) -> None:
    """Enter when a visit was last seen."""
    page.also(visits.update().where(visits.c.digest == digest).values(seen_at=now), {})


def end(page: Writing, digest: bytes) -> None:
    """End one visit."""
    page.also(visits.delete().where(visits.c.digest == digest), {})


def end_all(page: Writing, account: str) -> None:
    """End all visits of an account."""
    page.also(visits.delete().where(visits.c.account == account), {})


def forget(page: Writing, seen_before: int, begun_before: int) -> None:
    """Remove the visits that have run out."""
    page.also(visits.delete().where(sa.or_(visits.c.seen_at < seen_before, visits.c.begun_at < begun_before)), {})


async def list_(page: Reading, account: str) -> Sequence[Visit]:
    """The visits of an account, the newest first."""
    statement = sa.select(visits).where(visits.c.account == account)
    return [_visit(row) for row in await page.rows(statement.order_by(visits.c.begun_at.desc(), visits.c.digest))]


def _visit(row: sa.Row[Any]) -> Visit:
    return Visit(bytes(row.digest), row.account, row.begun_at, row.seen_at, row.address, row.agent)
