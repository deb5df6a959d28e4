"""Rows of the table `serials`: the next serial of each coding rule, which only ever grows.

They are moved at once, not at the end of the page: of two callers who share a transaction the second draws what the
first one left.
"""

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import serials
from schemas.prefix import Prefix

_THIS = (serials.c.prefix == sa.bindparam("b_prefix"), serials.c.name == sa.bindparam("b_name"))
_DRAW = (
    serials.update()
    .where(*_THIS, serials.c.next <= sa.bindparam("b_latest"))
    .values(next=serials.c.next + sa.bindparam("b_count"))
    .returning(serials.c.next)
)


async def find(page: Reading, prefix: Prefix, name: str) -> int | None:
    """The next serial of a rule; None before its first version was published."""
    statement = sa.select(serials.c.next).where(serials.c.prefix == prefix.key, serials.c.name == name)
    found = await page.scalar(statement)
    return None if found is None else int(found)


async def draw(page: Writing, prefix: Prefix, name: str, count: int, last: int) -> int | None:
    """Take the next `count` serials of a rule; the first of them, or None where less are left up to `last`."""
    asked = {"b_prefix": prefix.key, "b_name": name, "b_count": count, "b_latest": last - count + 1}
    rows = await copying.run(page.connection, _DRAW, [asked])
    return int(rows[0][0]) - count if rows else None


async def raise_to(page: Writing, prefix: Prefix, name: str, least: int) -> None:
    """Let a rule's serials begin at `least` or go on where they are, whichever is later."""
    insert = copying.upsert(page.connection, serials).values(prefix=prefix.key, name=name, next=least)
    larger = sa.case((insert.excluded.next > serials.c.next, insert.excluded.next), else_=serials.c.next)
    await page.connection.execute(
        insert.on_conflict_do_update(index_elements=list(serials.primary_key.columns), set_={"next": larger})
    )
