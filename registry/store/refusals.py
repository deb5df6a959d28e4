"""Rows of the table `refusals`: how often signing in under a login name went wrong, whether or not there is one."""

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_people import refusals


class Refused(msgspec.Struct, frozen=True):
    """What is remembered of wrong passwords under one login name."""

    count: int
    """Since the last right one."""
    until: int
    """Unix second before which nobody is let in under this name."""


async def find(page: Reading, digest: bytes) -> Refused:
    """What is remembered; nothing for a name that has not been refused lately."""
    rows = await page.rows(sa.select(refusals).where(refusals.c.digest == digest))
    return Refused(**{name: rows[0]._mapping[name] for name in ("count", "until")}) if rows else Refused(0, 0)


def enter(page: Writing, digest: bytes, refused: Refused) -> None:
    """Enter that it went wrong once more."""
    insert = copying.upsert(page.connection, refusals)
    changed = {name: insert.excluded[name] for name in ("count", "until", "at")}
    row = {"digest": digest, "count": refused.count, "until": refused.until, "at": page.now}
    page.also(insert.on_conflict_do_update(index_elements=["digest"], set_=changed), row)


def forget(page: Writing, digest: bytes) -> None:
    """Remove what is remembered of a name: the right password came, or a person let it in again."""
    page.also(refusals.delete().where(refusals.c.digest == digest), {})


def forget_before(page: Writing, second: int) -> None:
    """Remove what was last entered before this Unix second."""
    page.also(refusals.delete().where(refusals.c.at < second), {})
