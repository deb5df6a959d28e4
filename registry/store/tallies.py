"""Counts of resolutions, as sources report them: a grow-only counter, summed over its sources.

A source says «I have counted N» and never a smaller number again; saying it twice changes nothing and a lost report is
made good by the next one.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from registry.store.copying import upsert
from registry.store.page import Writing
from registry.store.tables import resolutions
from schemas.counting import Counted


async def flush(page: Writing, source: str, counted: Iterable[Counted]) -> None:
    """Enter what a source has counted so far, by keys."""
    rows = [
        {
            "source": source,
            "day": each.day,
            "prefix": each.prefix,
            "channel": int(each.channel),
            "outcome": int(each.outcome),
            "class": int(each.class_),
            "count": each.count,
        }
        for each in counted
    ]
    if not rows:
        return
    insert = upsert(page.connection, resolutions)
    larger = sa.case(
        (insert.excluded["count"] > resolutions.c.count, insert.excluded["count"]), else_=resolutions.c.count
    )
    statement = insert.on_conflict_do_update(
        index_elements=list(resolutions.primary_key.columns), set_={"count": larger}
    )
    page.also(statement, rows)
